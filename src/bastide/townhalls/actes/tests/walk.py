"""Who may call each address of the register and of the screens of acts."""

import base64

from django.core.files.base import ContentFile

from bastide.core.accounts.testing import note_recent_factor
from bastide.kit.http.walk import owned, public
from bastide.townhalls.actes.models import (
    Acte,
    Envelope,
    ExchangeFile,
    InboundMessage,
    Seance,
    SoftwareKey,
    Step,
    Transaction,
)
from bastide.townhalls.actes.storage import digest
from bastide.townhalls.actes.testing import (
    DAY,
    NOON,
    make_acte,
    make_classification,
    make_entry,
    make_settings,
    pdf_of,
)

READ_AND_SEND = ("GET", "POST")
HEARD = (200, 302, 422)
UNIQUE_ID = "099-212499016-20261112-2026_001-DE"


def organisation(scene):
    return scene.valdorne.valbrune.organisation


def body(scene):
    make_settings(organisation(scene))
    return {"slug": organisation(scene).slug}


def draft(scene):
    make_classification(organisation(scene))
    return body(scene) | {"pk": make_acte(organisation(scene), model_key="tariffs").pk}


def file(scene):
    bound = draft(scene)
    return bound | {"file_id": Acte.objects.get(pk=bound["pk"]).files.get().pk}


def received(scene):
    bound = body(scene)
    acte = make_acte(
        organisation(scene), state=Acte.State.RECEIVED, unique_id=UNIQUE_ID, received_on=DAY, transmitted_at=NOON
    )
    exchange = Transaction.objects.create(
        organisation=acte.organisation, acte=acte, kind=1, state=4, created_at=NOON, received_on=DAY
    )
    Step.objects.create(transaction=exchange, state=4, at=NOON, proof="<ARActe/>")
    return bound | {"pk": acte.pk}


def received_file(scene):
    bound = received(scene)
    return bound | {"file_id": Acte.objects.get(pk=bound["pk"]).files.get().pk}


def published(scene):
    bound = received(scene)
    acte = Acte.objects.get(pk=bound["pk"])
    make_entry(acte.organisation, acte=acte)
    return bound


def letter(scene):
    bound = received(scene)
    exchange = Transaction.objects.create(
        organisation=organisation(scene),
        acte_id=bound["pk"],
        kind=2,
        is_incoming=True,
        state=21,
        created_at=NOON,
        letter_on=DAY,
    )
    return bound | {"exchange_id": exchange.pk}


def letter_file(scene):
    bound = letter(scene)
    content = pdf_of()
    document = ExchangeFile(
        transaction_id=bound["exchange_id"],
        rank=1,
        original_name="lettre.pdf",
        content_type="application/pdf",
        size=len(content),
        sha256="0" * 64,
    )
    document.content.save("lettre.pdf", ContentFile(content), save=True)
    return bound | {"file_id": document.pk}


def by_hand(scene):
    bound = draft(scene)
    acte = Acte.objects.get(pk=bound["pk"])
    exchange = Transaction.objects.create(
        organisation=acte.organisation, acte=acte, kind=1, state=3, tiers="manual", created_at=NOON
    )
    envelope = exchange_envelope(exchange)
    envelope.archive.save("a.tar.gz", ContentFile(b"x"), save=True)
    return bound


def exchange_envelope(exchange):
    return Envelope(
        organisation=exchange.organisation,
        transaction=exchange,
        day=DAY,
        serial=1,
        name="a.tar.gz",
        sha256="0" * 64,
        size=1,
    )


def seance(scene):
    found = Seance.objects.create(
        organisation=organisation(scene), body="Conseil municipal", held_on=DAY, created_at=NOON
    )
    return body(scene) | {"seance_id": found.pk}


def pole(scene):
    return {"slug": scene.valdorne.pole.slug}


def followed(scene):
    return pole(scene) | {"body_slug": organisation(scene).slug}


def message(scene):
    kept = InboundMessage(
        origin="simulator", name="a.xml", sha256="0" * 64, size=1, arrived_at=NOON, outcome="quarantined"
    )
    kept.raw.save("a.xml", ContentFile(b"<a/>"), save=True)
    return pole(scene) | {"message_id": kept.pk}


def entry(scene):
    return {"pk": make_entry(organisation(scene)).pk}


def commune(scene):
    return {"slug": scene.valdorne.valbrune.slug}


def epci(scene):
    return {"slug": scene.valdorne.epci.slug}


def fresh(client, scene):
    """The owner has just shown the second factor; for the others there is nothing to show."""
    person = scene.people.secretary
    if client.session.get("_auth_user_id") == str(person.pk):
        note_recent_factor(client, person)


def gesture(bind):
    return owned(bind, methods=("POST",))


def key(scene):
    bound = body(scene)
    made = SoftwareKey.objects.create(
        organisation=organisation(scene),
        label="Parapheur",
        login="parapheur",
        password_sha256=digest(b"secret"),
        created_at=NOON,
    )
    return bound | {"key_id": made.pk}


def with_key(scene):
    """S2LOW's addresses have no argument."""
    key(scene)
    return {}


def waiting(scene):
    key(scene)
    acte = make_acte(organisation(scene), state=Acte.State.READY)
    Transaction.objects.create(pk=77, organisation=acte.organisation, acte=acte, kind=1, state=17, created_at=NOON)
    return {}


def shown_key(client, scene):
    """The owner's program shows its key; nobody else has one."""
    if client.session.get("_auth_user_id") == str(scene.people.secretary.pk):
        given = base64.b64encode(b"parapheur:secret").decode()
        client.defaults["HTTP_AUTHORIZATION"] = f"Basic {given}"


def program(method="GET"):
    return owned(with_key, methods=(method,), before=shown_key)


def waits(scene):
    return {"id": 77}


def wait_together(scene):
    return {"id[]": [77]}


READINGS = (
    "test", "nonce", "logins", "status", "files", "download", "receipt", "summary", "stamped", "classification",
    "ask_classification", "documents", "letters", "mark_letter", "listed", "counted", "labels",
)  # fmt: skip
form = {"methods": READ_AND_SEND, "answers": HEARD}

WALK = {
    "register:search": public(),
    "register:feed": public(),
    "register:atom": public(),
    "register:entry": public(entry),
    "register:document": public(entry),
    "register:commune": public(commune),
    "register:commune_feed": public(commune),
    "register:commune_atom": public(commune),
    "register:scdl": public(commune),
    "register:epci": public(epci),
    "actes:list": owned(body),
    "actes:start": owned(body, **form),
    "actes:spreadsheet": owned(body),
    "actes:settings": owned(body, **form),
    "actes:software": owned(body),
    "actes:revoke_key": gesture(key),
    "actes:withhold_key": gesture(key),
    "actes:entrust_key": owned(key, before=fresh, **form),
    "actes:archiving": owned(body, **form),
    "actes:archiving_one": owned(received, **form),
    "actes:ask_classification": gesture(body),
    "actes:import": owned(body, **form),
    "actes:followup": owned(pole, owner="pole"),
    "actes:followup_body": owned(followed, owner="pole", **form),
    "actes:quarantine": owned(pole, owner="pole"),
    "actes:settle_message": owned(message, owner="pole", methods=("POST",)),
    "actes:acte": owned(draft),
    "actes:draft": owned(draft, **form),
    "actes:describe": owned(draft, **form),
    "actes:matiere": owned(draft, **form),
    "actes:documents": owned(draft, **form),
    "actes:types": gesture(draft),
    "actes:file": owned(file),
    "actes:remove_file": gesture(file),
    "actes:stamped": owned(received_file),
    "actes:duty": owned(draft, **form),
    "actes:check": owned(draft, **form),
    "actes:vote": owned(draft, **form),
    "actes:exercise": owned(body, **form),
    "actes:end_exercise": gesture(draft),
    "actes:exercise_letter": gesture(draft),
    "actes:take_back": gesture(draft),
    "actes:abandon": gesture(draft),
    "actes:transmit": owned(draft, before=fresh, **form),
    "actes:send_again": owned(draft, before=fresh, **form),
    "actes:cancel": owned(received, before=fresh, **form),
    "actes:publish": owned(received, **form),
    "actes:withdraw": owned(published, **form),
    "actes:letter": owned(letter, **form),
    "actes:answer": owned(letter, before=fresh, **form),
    "actes:letter_file": owned(letter_file),
    "actes:receipt": owned(received),
    "actes:summary": owned(received),
    "actes:certificate": owned(published),
    "actes:proof": gesture(received),
    "actes:package": owned(by_hand),
    "actes:all_files": owned(received),
    "actes:seances": owned(body, **form),
    "actes:seance": owned(seance, **form),
    "actes:deposit": owned(seance, **form),
    "actes:transmit_seance": owned(seance, before=fresh, **form),
    "actes:publish_examined": gesture(seance),
    "actes:minutes": owned(seance, methods=("POST",), answers=HEARD),
    **{f"s2low:{name}": program() for name in READINGS},
    **{f"s2low:{name}": program("POST") for name in ("create", "cancel", "answer")},
    "s2low:confirm": owned(waiting, data={"GET": waits, "HEAD": waits}),
    "s2low:confirm_several": owned(waiting, data={"GET": wait_together, "HEAD": wait_together}),
}
