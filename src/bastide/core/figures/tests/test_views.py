import csv
import io

import pytest
from django.utils import timezone

from bastide.core.figures.registry import figures
from bastide.core.territory.models import Source


@pytest.fixture
def territory(valdorne):
    for slug in ("communes", "offices"):
        Source.objects.create(slug=slug, title=slug, producer="x", licence="x", version="1", loaded_at=timezone.now())
    return valdorne


def test_the_page_tells_each_figure_with_its_date_and_source(client, territory):
    page = client.get("/donnees/chiffres/").content.decode()

    assert "Communes du territoire" in page
    assert "3\xa0communes" in page
    assert "INSEE, Code officiel géographique" in page
    assert "Non connu\xa0» ne veut pas dire zéro" in page
    assert f"/donnees/chiffres/csv/?annee={timezone.localdate().year}" in page


def test_a_year_before_the_load_tells_what_is_not_known(client, territory):
    page = client.get("/donnees/chiffres/?annee=2010").content.decode()

    assert "Chiffres du territoire en 2010" in page
    assert "non connu" in page
    assert "au 31\xa0décembre 2010" in page


@pytest.mark.parametrize("year", ["1999", "2999", "abc", "", "-1", "²", "9" * 5000, "2026.5"])
@pytest.mark.parametrize("path", ["", "csv/"])
def test_a_year_that_is_none_of_ours_is_not_found(client, valdorne, path, year):
    assert client.get(f"/donnees/chiffres/{path}", {"annee": year}).status_code == 404


def test_nothing_can_be_posted(client, valdorne):
    assert client.post("/donnees/chiffres/").status_code == 405


def test_the_file_holds_the_same_numbers_and_leaves_the_unknown_empty(client, territory):
    Source.objects.filter(slug="offices").delete()

    answer = client.get("/donnees/chiffres/csv/")

    rows = {row["nom"]: row for row in csv.DictReader(io.StringIO(answer.content.decode()))}
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert (rows["territory.communes"]["valeur"], rows["territory.communes"]["debut"]) == ("3", "")
    assert rows["territory.offices_with_hours"]["valeur"] == ""
    assert rows["territory.corrections_made"]["debut"] == f"{timezone.localdate().year}-01-01"


def test_the_page_asks_a_constant_number_of_queries(client, territory, django_assert_max_num_queries):
    # Three for each figure, whatever there is to count.
    with django_assert_max_num_queries(3 * len(figures)):
        client.get("/donnees/chiffres/")
