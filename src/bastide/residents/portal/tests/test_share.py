"""The picture of a shared link."""

import io
import re

import pytest
from PIL import Image

from bastide.core.territory.models import Commune
from bastide.residents.portal import share


def picture_of(content):
    return Image.open(io.BytesIO(content)).convert("RGB")


def test_the_page_of_a_commune_names_its_picture_which_is_kept_for_others(client, valdorne):
    page = client.get("/communes/valbrune/").content.decode()
    address = re.search(r'property="og:image" content="([^"]+)"', page)[1]

    answer = client.get(address)

    assert address == "http://testserver/communes/valbrune/image/"
    assert answer["Content-Type"] == "image/png"
    assert "public" in answer["Cache-Control"]
    assert picture_of(answer.content).size == (share.WIDTH, share.HEIGHT)


def test_the_contour_is_drawn_in_its_own_shape(valdorne):
    commune = Commune.objects.select_related("contour").get(pk=valdorne.valbrune.pk)

    drawn = picture_of(share.share_card(commune, ("Mairie", "Valdorne")))
    empty = picture_of(share.share_card(Commune(bare_name="Valbrune"), ("Mairie", "Valdorne")))

    middle = (share.MARGIN + share.BOX // 2, share.HEIGHT // 2)
    assert drawn.getpixel(middle) != drawn.getpixel((10, 10))
    assert empty.getpixel((share.MARGIN // 2, share.HEIGHT // 2)) == empty.getpixel((10, 10))


@pytest.mark.parametrize(
    "name",
    [
        "Y",
        "Saint-Germain-et-Mons",
        "Beaumontois en Périgord",
        "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson",
        "W" * 80,
    ],
)
def test_every_name_fits_or_is_cut_at_a_hyphen(name):
    lines, font, _high = share._name(name, 600)

    assert "".join(lines).replace(" ", "") == name.replace(" ", "")
    assert len(lines) <= 4
    if " " in name or "-" in name:
        assert all(font.getlength(line) / share.FINE <= 600 for line in lines)


def test_a_former_address_leads_to_the_new_picture_and_an_unknown_one_nowhere(client, valdorne):
    assert client.get("/communes/nulle-part/image/").status_code == 404
