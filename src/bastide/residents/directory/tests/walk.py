"""Who may call each address of the directory."""

from datetime import timedelta

from django.utils import timezone

from bastide.core.media.testing import a_picture
from bastide.kit.http.walk import owned, public
from bastide.residents.directory import actions
from bastide.residents.directory.models import KeeperLink, Place, PlaceChange, PracticalSheet, Proposal
from bastide.residents.directory.testing import make_place

READ_AND_SEND = ("GET", "POST")
#: A form sent empty comes back with its errors: its sender was heard.
HEARD = (200, 302, 422)


def place(scene):
    return {"slug": make_place(scene.valdorne.valbrune.organisation).slug}


def body(scene):
    return {"slug": scene.valdorne.valbrune.organisation.slug}


def record(scene):
    return body(scene) | {"place_id": make_place(scene.valdorne.valbrune.organisation).pk}


def change(scene):
    found = record(scene)
    made = PlaceChange.objects.create(place_id=found["place_id"], made_at=timezone.now(), before={"summary": ""})
    return found | {"change_id": made.pk}


def proposal(scene):
    organisation = scene.valdorne.valbrune.organisation
    asked = Proposal.objects.create(
        organisation=organisation, kind="report", place=make_place(organisation), made_at=timezone.now()
    )
    return body(scene) | {"proposal_id": asked.pk}


def link(scene):
    now = timezone.now()
    sent = KeeperLink.objects.create(
        place=make_place(scene.valdorne.valbrune.organisation),
        email="lieu@lieu.example",
        sent_at=now,
        expires_at=now + timedelta(days=1),
    )
    return {"token": sent.token}


def written(scene):
    return PracticalSheet.objects.create(
        slug="essai", title="Essai", summary="Essai.", body="Essai.", reviewed_on=timezone.localdate()
    )


def pole_sheet(scene):
    return {"slug": scene.valdorne.pole.slug, "sheet_id": written(scene).pk}


def pole(scene):
    return {"slug": scene.valdorne.pole.slug}


def upload(scene):
    organisation = scene.valdorne.valbrune.organisation
    sent = actions.keep_upload(
        organisation=organisation,
        content=b"nom,commune\nLavoir,Valbrune\n",
        file_name="liste.csv",
        title="Lavoirs",
        by=scene.people.secretary,
        at=timezone.now(),
    )
    return {"slug": organisation.slug, "import_id": sent.pk}


def pictured(scene):
    found = record(scene)
    made = actions.add_picture(
        place=Place.objects.get(pk=found["place_id"]),
        file=a_picture(),
        description="La façade",
        rights={"author": "Camille Test", "licence": "etalab-2.0", "people": "none"},
        by=scene.people.secretary,
        at=timezone.now(),
    )
    return found | {"picture_id": made.pk}


form = public(place, methods=READ_AND_SEND, answers=HEARD)

WALK = {
    "directory:list": public(),
    "directory:frame": public(),
    "directory:feed": public(),
    "directory:downloads": public(),
    "directory:download": public(lambda scene: {"format_code": "geojson"}),
    "directory_api:document": public(),
    "directory_api:places": public(),
    "directory_api:place": public(place),
    "directory_api:kinds": public(),
    "directory:place": public(place),
    "directory:card": public(place),
    "directory:mail": form,
    "directory:report": form,
    "directory:ask_link": form,
    "directory:keeper_picture": public(link, methods=READ_AND_SEND, answers=HEARD),
    "directory:keeper": public(link, methods=READ_AND_SEND, answers=HEARD),
    "directory:space_places": owned(body),
    "directory:space_add": owned(body, methods=READ_AND_SEND, answers=HEARD),
    "directory:space_place": owned(record, methods=READ_AND_SEND, answers=HEARD),
    "directory:space_settle": owned(record, methods=("POST",)),
    "directory:space_pictures": owned(record, methods=READ_AND_SEND, answers=HEARD),
    "directory:space_picture_remove": owned(pictured, methods=("POST",)),
    "directory:space_siret": owned(body, methods=READ_AND_SEND, answers=HEARD),
    "directory:space_undo": owned(change, methods=("POST",)),
    "directory:space_imports": owned(body, methods=READ_AND_SEND, answers=HEARD),
    "directory:space_import": owned(upload, methods=READ_AND_SEND, answers=HEARD),
    "directory:space_import_lines": owned(upload),
    "directory:proposals": owned(body),
    "directory:proposal": owned(proposal, methods=READ_AND_SEND),
    "directory:tic": public(),
    "directory:tic_papi": public(),
    "directory:tic_wifi": public(),
    "directory:tic_mobile": public(),
    "directory:tic_fixed": public(),
    "directory:sheet": public(lambda scene: {"slug": written(scene).slug}),
    "directory:space_networks": owned(pole, methods=READ_AND_SEND, answers=HEARD, owner="pole"),
    "directory:space_sheet_add": owned(pole, methods=READ_AND_SEND, answers=HEARD, owner="pole"),
    "directory:space_sheet": owned(pole_sheet, methods=READ_AND_SEND, answers=HEARD, owner="pole"),
}
