"""In the process of one installation: acts go the whole way, each step of all of them after the other."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from django.core.management import call_command
from django.utils import timezone

from bastide.core.accounts.models import Membership, Role, User
from bastide.core.territory.models import Organisation, Territory
from bastide.townhalls.actes import actions
from bastide.townhalls.actes.documents.checking import check
from bastide.townhalls.actes.models import Acte, Dispatch, Nature, TransmissionSettings
from bastide.townhalls.actes.simulator.national import DATED, national_classification

from .actes_line import a_pdf, peak_mib
from .machine import table

NUMBER = int(os.environ.get("BENCH_ACTS", "1000"))


def body() -> tuple[Organisation, User, User]:
    territory = Territory.objects.create(slug="banc", name="Banc", short_name="Banc")
    town = Organisation.objects.create(
        kind="commune", name="Bourg", slug="bourg", siren="212499016", territory=territory
    )
    people = []
    for role in (Role.AGENT, Role.SIGNATORY):
        person = User.objects.create_user(f"{role}@banc.example", "mot de passe du banc", first_name=str(role))
        Membership.objects.create(user=person, organisation=town, role=role, starts_on=timezone.localdate())
        people.append(person)
    TransmissionSettings.objects.create(
        organisation=town, siren=town.siren, department="099", arrondissement="1", is_training=True
    )
    actions.store_classification(
        organisation=town, dated_on=DATED, raw=national_classification(), at=timezone.now(), is_training=True
    )
    return town, *people


def prepare(town: Organisation, secretary: User, document: Path) -> Acte:
    at = timezone.now()
    acte = actions.start_acte(
        organisation=town,
        nature=Nature.DELIBERATION,
        year=timezone.localdate(at).year,
        object="Tarifs de la salle des fêtes",
        decided_on=timezone.localdate(at),
        matiere_code="7.10",
        matiere_label="Divers",
        duty=Acte.Duty.REQUIRED,
        by=secretary,
        at=at,
    )
    with document.open("rb") as file:
        checked = check(file, allowed=frozenset({"application/pdf"}))
        actions.add_file(
            acte=acte,
            file=file,
            name="deliberation.pdf",
            checked=checked,
            type_code="99_DE",
            is_main=True,
            by=secretary,
            at=at,
        )
    return actions.make_ready(acte=acte, by=secretary, at=at)


def main() -> None:
    call_command("migrate", verbosity=0)
    town, secretary, mayor = body()
    rows: list[list[str]] = []
    with tempfile.TemporaryDirectory() as folder:
        document = a_pdf(Path(folder) / "3.pdf", 3_000_000)

        def timed(name: str, work) -> None:
            started = time.perf_counter()
            work()
            took = time.perf_counter() - started
            rows.append([name, f"{NUMBER / took:,.1f} /s", f"{took:.0f} s", f"{peak_mib():.0f} MiB"])
            print(rows[-1], flush=True)

        timed("prepared, document checked", lambda: [prepare(town, secretary, document) for _ in range(NUMBER)])
        ready = list(Acte.objects.filter(state=Acte.State.READY))
        timed(
            "asked for by the signatory",
            lambda: [actions.transmit_acte(acte=acte, by=mayor, at=timezone.now()) for acte in ready],
        )

        def send() -> None:
            while actions.send_due(clock=timezone.now).total:
                pass

        timed("built, validated, sent", send)

        def receive() -> None:
            deadline = time.monotonic() + 600
            while Acte.objects.exclude(state=Acte.State.RECEIVED).exists() and time.monotonic() < deadline:
                actions.collect(clock=timezone.now)

        timed("receipted", receive)
    received = Acte.objects.filter(state=Acte.State.RECEIVED).count()
    print(table(["step", "speed", "time", "peak"], rows))
    print(f"{received} of {NUMBER} received, {Dispatch.objects.exclude(state='done').count()} sendings not done")
    if received != NUMBER:
        raise SystemExit(1)
