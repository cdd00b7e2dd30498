"""Who may call each address of the guides."""

import tempfile
from pathlib import Path

from bastide.kit.http.walk import owned, public
from bastide.residents.comarquage.models import GuideSet
from bastide.residents.comarquage.testing import load_guides, make_sheet


def a_guide(scene):
    if not GuideSet.objects.live().exists():
        with tempfile.TemporaryDirectory() as folder:
            load_guides(Path(folder))
    return {"audience": "part", "code": "F961"}


def a_sheet(scene):
    return {"slug": make_sheet(scene.valdorne.valbrune.organisation, scene.people.secretary).slug}


def of_valbrune(scene):
    return {"slug": scene.valdorne.valbrune.organisation.slug}


def a_sheet_of_valbrune(scene):
    sheet = make_sheet(scene.valdorne.valbrune.organisation, scene.people.secretary)
    return of_valbrune(scene) | {"pk": sheet.pk}


WALK = {
    "comarquage_space:guides": owned(of_valbrune),
    "comarquage_space:write": owned(
        lambda scene: of_valbrune(scene) | {"kind": "fiche"},
        methods=("GET", "POST"),
        data={"POST": lambda scene: {"title": "Une fiche", "text": "Un texte"}},
    ),
    "comarquage_space:rewrite": owned(
        a_sheet_of_valbrune,
        methods=("GET", "POST"),
        data={"POST": lambda scene: {"title": "Une fiche", "text": "Un texte"}},
    ),
    "comarquage_space:pivots": owned(lambda scene: {"slug": scene.valdorne.pole.slug}, owner="pole"),
    "comarquage_space:withdraw": owned(lambda scene: a_sheet_of_valbrune(scene) | {"kind": "fiche"}, methods=("POST",)),
    "comarquage:home": public(),
    "comarquage:search": public(query={"q": "carte"}),
    "comarquage:choose_commune": public(query={"nom": "valbrune"}),
    "comarquage:lately": public(),
    "comarquage:feed": public(),
    "comarquage:how_to": public(),
    "comarquage:sheet": public(a_sheet),
    "comarquage:audience": public(lambda scene: {"audience": "part"}),
    "comarquage:guide": public(a_guide),
    "comarquage:guide_slash": public(a_guide),
    "comarquage:national": public(lambda scene: {"public": "particuliers", "code": "F1"}),
    "comarquage:short": public(lambda scene: {"audience": "part", "code": "F1"}),
}
