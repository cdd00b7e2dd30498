def test_a_commune_has_a_site_at_its_name(client, valdorne):
    answer = client.get("/communes/le-peyrat/")

    assert answer.status_code == 200
    assert "Le Peyrat" in answer.content.decode()
