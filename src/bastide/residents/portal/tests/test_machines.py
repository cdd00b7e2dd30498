from django.test import Client


def test_robots_are_told_where_not_to_go_and_where_the_map_is(client, db):
    answer = client.get("/robots.txt")

    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"].startswith("text/plain")
    assert "Disallow: /espace/" in lines
    assert "Disallow: /communes/*/contact/" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines


def test_the_map_of_the_site_has_an_index_and_every_commune(client, valdorne):
    index = client.get("/sitemap.xml").content.decode()
    communes = client.get("/sitemap-communes.xml").content.decode()

    assert "http://testserver/sitemap-communes.xml" in index
    assert "http://testserver/communes/le-peyrat/" in communes
    assert client.get("/sitemap-intercommunalites.xml").status_code == 200
    assert client.get("/sitemap-portail.xml").status_code == 200


def test_an_unknown_part_of_the_map_is_not_found(client, db):
    assert client.get("/sitemap-ailleurs.xml").status_code == 404
    assert client.get("/sitemap-communes.xml?p=999").status_code == 404


def test_a_browser_finds_the_mark_where_it_always_looks(client, db):
    answer = client.get("/favicon.ico")

    assert answer.status_code == 301
    assert answer["Location"].endswith(".svg")


def test_public_pages_set_no_cookie(valdorne):
    visitor = Client()
    for path in ("/communes/", "/communes/valbrune/", "/recherche/?q=val", "/mentions-legales/"):
        visitor.get(path)

    assert not visitor.cookies
