"""What a body adds to the guides, and what it takes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import slugify

from bastide.core.journal import actions as journal
from bastide.core.search import actions as search
from bastide.core.territory.models import Organisation
from bastide.kit.http.pages import purge

from ..models import LocalNote, LocalService, LocalSheet, PivotRule
from ..pivots import code_of

if TYPE_CHECKING:
    from bastide.core.accounts.models import User


class NotTheirs(Exception):
    """The person does not write for this body."""


def _writes_for(organisation: Organisation, by: User, at: datetime) -> None:
    if not Organisation.objects.managed_by(by, at=at).filter(pk=organisation.pk).exists():
        raise NotTheirs


@transaction.atomic
def write_note(
    *,
    organisation: Organisation,
    audience: str,
    code: str,
    text: str,
    by: User,
    at: datetime,
    link_label: str = "",
    link_url: str = "",
) -> LocalNote:
    """Put a few words above a guide for whoever chose this body; they replace its former ones. Raises NotTheirs."""
    _writes_for(organisation, by, at)
    LocalNote.objects.standing().filter(organisation=organisation, audience=audience, code=code).update(withdrawn_at=at)
    note = LocalNote.objects.create(
        organisation=organisation,
        audience=audience,
        code=code,
        text=text,
        link_label=link_label,
        link_url=link_url,
        written_at=at,
        written_by=by,
    )
    purge(f"guide:{code}")
    journal.record("comarquage.note_written", target=note, by=by, at=at, organisation=organisation, data={"code": code})
    return note


@transaction.atomic
def withdraw_note(*, note: LocalNote, by: User, at: datetime) -> LocalNote:
    """Take the words away; twice changes nothing. Raises NotTheirs."""
    note = LocalNote.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=note.pk)
    _writes_for(note.organisation, by, at)
    if note.withdrawn_at is None:
        note.withdrawn_at = at
        note.save(update_fields=["withdrawn_at"])
        purge(f"guide:{note.code}")
        journal.record(
            "comarquage.note_withdrawn",
            target=note,
            by=by,
            at=at,
            organisation=note.organisation,
            data={"code": note.code},
        )
    return note


@transaction.atomic
def write_service(
    *, organisation: Organisation, code: str, title: str, url: str, by: User, at: datetime
) -> LocalService:
    """Show an online service of the body wherever the guides name the general one `code`. Raises NotTheirs."""
    _writes_for(organisation, by, at)
    LocalService.objects.standing().filter(organisation=organisation, code=code).update(withdrawn_at=at)
    service = LocalService.objects.create(
        organisation=organisation, code=code, title=title, url=url, written_at=at, written_by=by
    )
    purge("guides")
    journal.record(
        "comarquage.service_written", target=service, by=by, at=at, organisation=organisation, data={"code": code}
    )
    return service


@transaction.atomic
def withdraw_service(*, service: LocalService, by: User, at: datetime) -> LocalService:
    """Show the general service again; twice changes nothing. Raises NotTheirs."""
    service = LocalService.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=service.pk)
    _writes_for(service.organisation, by, at)
    if service.withdrawn_at is None:
        service.withdrawn_at = at
        service.save(update_fields=["withdrawn_at"])
        purge("guides")
        journal.record("comarquage.service_withdrawn", target=service, by=by, at=at, organisation=service.organisation)
    return service


@transaction.atomic
def write_sheet(
    *,
    organisation: Organisation,
    title: str,
    text: str,
    by: User,
    at: datetime,
    summary: str = "",
    beside: str = "",
    audience: str = "part",
    review_on: date | None = None,
    sheet: LocalSheet | None = None,
) -> LocalSheet:
    """Publish a sheet of the body, or publish `sheet` again with other words. Raises NotTheirs."""
    _writes_for(organisation, by, at)
    if sheet is None:
        sheet = LocalSheet(organisation=organisation, slug=_free_slug(title))
    elif sheet.organisation_id != organisation.pk:
        raise NotTheirs
    sheet.title, sheet.text, sheet.summary, sheet.beside = title, text, summary, beside
    sheet.audience, sheet.review_on = audience, review_on
    sheet.written_at, sheet.written_by, sheet.withdrawn_at = at, by, None
    sheet.save()
    search.reindex(source="guide_sheets", key=sheet.slug)
    purge("guides")
    journal.record("comarquage.sheet_written", target=sheet, by=by, at=at, organisation=organisation)
    return sheet


@transaction.atomic
def withdraw_sheet(*, sheet: LocalSheet, by: User, at: datetime) -> LocalSheet:
    """Take a sheet out of line; twice changes nothing. Raises NotTheirs."""
    sheet = LocalSheet.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=sheet.pk)
    _writes_for(sheet.organisation, by, at)
    if sheet.withdrawn_at is None:
        sheet.withdrawn_at = at
        sheet.save(update_fields=["withdrawn_at"])
        search.reindex(source="guide_sheets", key=sheet.slug)
        purge("guides")
        journal.record("comarquage.sheet_withdrawn", target=sheet, by=by, at=at, organisation=sheet.organisation)
    return sheet


@transaction.atomic
def write_rule(
    *,
    organisation: Organisation,
    pivot: str,
    by: User,
    at: datetime,
    service_types: Sequence[str] = (),
    kinds: Sequence[str] = (),
    names: Sequence[str] = (),
    needs_recueil_device: bool = False,
    is_nobody: bool = False,
) -> PivotRule:
    """Say which places answer to a pivot, or to a title; with `names`, only those of `kinds` that are called so.

    A pivot written otherwise ("CAF") is the same one. Raises NotTheirs, also for a body that is not the pôle.
    """
    _writes_for(organisation, by, at)
    if organisation.kind != Organisation.Kind.POLE:
        raise NotTheirs
    told = PivotRule.objects.select_for_update().filter(organisation=organisation).values_list("pivot", flat=True)
    same = next((each for each in told if code_of(each) == code_of(pivot)), pivot.strip())
    rule, _is_new = PivotRule.objects.update_or_create(
        organisation=organisation,
        pivot=same,
        defaults={
            "service_types": list(service_types),
            "kinds": list(kinds),
            "names": list(names),
            "needs_recueil_device": needs_recueil_device,
            "is_nobody": is_nobody,
        },
    )
    purge("guides")
    journal.record("comarquage.rule_written", target=rule, by=by, at=at, organisation=organisation)
    return rule


@transaction.atomic
def forget_rule(*, rule: PivotRule, by: User, at: datetime) -> None:
    """Let the rule we ship count again. Raises NotTheirs."""
    _writes_for(rule.organisation, by, at)
    journal.record("comarquage.rule_forgotten", target=rule, by=by, at=at, organisation=rule.organisation)
    rule.delete()
    purge("guides")


def _free_slug(title: str) -> str:
    plain = slugify(title.replace("’", " "))[:100].strip("-") or "fiche"
    taken = set(LocalSheet.objects.filter(slug__startswith=plain).values_list("slug", flat=True))
    return next(each for each in [plain, *(f"{plain}-{rank}" for rank in range(2, 10_000))] if each not in taken)


@transaction.atomic
def show_all(*, organisation: Organisation) -> None:
    """Make again what is derived from all that a body added, when it was put back at once."""
    for sheet in LocalSheet.objects.standing().filter(organisation=organisation):
        search.reindex(source="guide_sheets", key=sheet.slug)
    codes = LocalNote.objects.standing().filter(organisation=organisation).values_list("code", flat=True)
    purge("guides", *(f"guide:{code}" for code in set(codes)))
