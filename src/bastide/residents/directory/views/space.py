"""In the workspace: the records of a body, one form for each, and what waits for a decision."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bastide.core.territory import actions as territory
from bastide.core.territory.models import Organisation
from bastide.core.workspace.screens import AgentRequest, Refused, organisation_screen, three_moves

from .. import actions, completeness, space, values
from ..models import Place, PlaceChange, Proposal
from ..record_form import RecordForm
from ..siret_form import SiretForm

PAGE = 40
#: A change is offered to be undone for so long.
UNDO_FOR = timedelta(days=7)


@require_safe
@organisation_screen(manage=True)
def places(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    at = timezone.now()
    concern = request.GET.get("etat", "")
    concern = concern if concern in space.CONCERNS else ""
    text = request.GET.get("q", "").replace("\0", "")[:100].strip()
    mine = space.places_of(organisation, request.user)
    found = space.named(space.concerned(mine, concern, at), text).for_lists()  # type: ignore[attr-defined]
    context = {
        "organisation": organisation,
        "is_pole": organisation.kind == Organisation.Kind.POLE,
        "tabs": space.tabs(mine, concern, at),
        "concern": concern,
        "text": text,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "waiting": space.proposals_of(organisation, request.user).count(),
        "today": timezone.localdate(at),
    }
    return render(request, "directory/space/places.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_screen(manage=True)
def add(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    category = request.GET.get("genre", "")

    def make_form(data: QueryDict | None) -> RecordForm:
        chosen = data.get("category", "") if data else category
        commune = getattr(organisation, "commune", None)
        initial = {"category": chosen, "commune": commune.name if commune else ""}
        return RecordForm(
            data, place=None, territory=organisation.territory, category=chosen, initial=initial, label_suffix=""
        )

    def publish(form: RecordForm) -> HttpResponse:
        try:
            place = actions.create_place(
                organisation=organisation, told=form.told(), by=request.user, at=timezone.now()
            )
        except actions.UnusableValue as refusal:
            raise Refused(str(refusal)) from refusal
        messages.success(request, _("La fiche est publiée."))
        return redirect("directory:space_place", slug=organisation.slug, place_id=place.pk)

    return three_moves(
        request,
        template="directory/space/add.html",
        preview="directory/space/preview.html",
        make_form=make_form,
        publish=publish,
        context={"organisation": organisation, "place": None},
        look=lambda form: {
            "rows": [
                (values.label_of_field(field).capitalize(), space.in_words(field, value), "")
                for field, value in form.told().items()
                if not values.is_empty(value) and field not in ("lon", "lat", "insee_code")
            ]
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_screen(manage=True)
def place(request: AgentRequest, organisation: Organisation, place_id: int) -> HttpResponse:
    at = timezone.now()
    found = _place(request, organisation, place_id)
    if space.is_of_the_town_hall(found):
        return render(request, "directory/space/town_hall.html", {"organisation": organisation, "place": found})

    def make_form(data: QueryDict | None) -> RecordForm:
        return RecordForm(data, place=found, territory=found.organisation.territory, label_suffix="")

    def publish(form: RecordForm) -> HttpResponse:
        try:
            change = actions.edit_place(place=found, told=form.told(), by=request.user, at=at)
        except actions.UnusableValue as refusal:
            raise Refused(str(refusal)) from refusal
        said = _("La fiche est publiée.") if change else _("Rien n’a changé : la fiche est confirmée.")
        messages.success(request, said)
        return redirect("directory:space_place", slug=organisation.slug, place_id=found.pk)

    last = found.changes.filter(undone_at__isnull=True, made_at__gt=at - UNDO_FOR).first()
    return three_moves(
        request,
        template="directory/space/place.html",
        preview="directory/space/preview.html",
        make_form=make_form,
        publish=publish,
        context={
            "organisation": organisation,
            "place": found,
            "last": last,
            "last_fields": values.labels_of(last.before) if last else [],
            "missing": completeness.missing(found),
            "waiting": found.proposals.waiting().count(),
            "is_stale": found.is_stale(timezone.localdate(at)),
            "picture_count": found.pictures.count(),
        },
        look=lambda form: {"rows": _changed_rows(found, form.told())},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_screen(manage=True)
def siret(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    """The number of the body, which the national schema of equipments asks for."""
    form = SiretForm(request.POST if request.method == "POST" else None, initial={"siret": organisation.siret})
    if request.method == "POST" and form.is_valid():
        try:
            territory.name_siret(
                organisation=organisation, siret=form.cleaned_data["siret"], by=request.user, at=timezone.now()
            )
        except territory.UnusableValue as refusal:
            form.add_error("siret", str(refusal))
        else:
            messages.success(request, _("C’est noté : vos lieux entrent dans le fichier national des équipements."))
            return redirect("directory:space_places", slug=organisation.slug)
    context = {"organisation": organisation, "form": form}
    return render(request, "directory/space/siret.html", context, status=422 if form.errors else 200)


@require_POST
@organisation_screen(manage=True)
def undo(request: AgentRequest, organisation: Organisation, place_id: int, change_id: int) -> HttpResponse:
    found = _place(request, organisation, place_id)
    change = get_object_or_404(PlaceChange.objects.managed_by(request.user), pk=change_id, place=found)
    try:
        actions.undo_change(change=change, by=request.user, at=timezone.now())
    except actions.AlreadyUndone:
        messages.info(request, _("Ce changement était déjà annulé, ou un autre l’a suivi : rien n’a bougé."))
    else:
        messages.success(request, _("C’est annulé : la fiche d’avant est de nouveau affichée."))
    return redirect("directory:space_place", slug=organisation.slug, place_id=found.pk)


@require_POST
@organisation_screen(manage=True)
def settle(request: AgentRequest, organisation: Organisation, place_id: int) -> HttpResponse:
    """Confirm, publish or withdraw a record, or write to who keeps it: `geste` says which."""
    found, at = _place(request, organisation, place_id), timezone.now()
    said = ""
    match request.POST.get("geste"):
        case "confirmer":
            actions.confirm_place(place=found, by=request.user, at=at)
            said = _("C’est noté : la fiche est toujours juste.")
        case "publier":
            try:
                actions.publish_place(place=found, by=request.user, at=at)
                said = _("La fiche est publiée.")
            except actions.NotPublishable:
                messages.error(request, _("Il manque une adresse ou un téléphone : personne ne trouverait ce lieu."))
        case "retirer":
            actions.withdraw_place(place=found, by=request.user, at=at)
            said = _("La fiche est retirée. Vous pouvez la publier de nouveau.")
        case "ecrire":
            try:
                actions.name_keeper(place=found, email=request.POST.get("email", ""), by=request.user, at=at)
                said = _("Le lien est parti. Ce qui sera corrigé attendra votre lecture.")
            except actions.UnusableValue as refusal:
                messages.error(request, str(refusal))
    if said:
        messages.success(request, said)
    return redirect("directory:space_place", slug=organisation.slug, place_id=found.pk)


@require_safe
@organisation_screen(manage=True)
def proposals(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    """What waits for a decision, the oldest first."""
    waiting = space.proposals_of(organisation, request.user).select_related("place", "source", "organisation")
    context = {
        "organisation": organisation,
        "is_pole": organisation.kind == Organisation.Kind.POLE,
        "page": Paginator(waiting, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "directory/space/proposals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_screen(manage=True)
def proposal(request: AgentRequest, organisation: Organisation, proposal_id: int) -> HttpResponse:
    waiting = space.proposals_of(organisation, request.user)
    found = get_object_or_404(
        waiting.select_related("place__source", "source", "place__commune", "image"), pk=proposal_id
    )
    if request.method == "POST":
        return _decide(request, organisation, found)
    pairs = space.pairs(found)
    record: dict[str, Any] = found.record or {}
    offered = space.offered_picture(found)
    context = {
        "organisation": organisation,
        "proposal": found,
        "place": found.place,
        "pairs": pairs,
        "offered": offered,
        "preview": found.image.get_rendition("max-800x800") if found.image else None,
        "record": [
            (values.label_of_field(field).capitalize(), space.in_words(field, value))
            for field, value in record.items()
            if field in ("name", "category", "address", "city", "phones", "websites", "hours") and value
        ],
    }
    return render(request, "directory/space/proposal.html", context)


def _decide(request: AgentRequest, organisation: Organisation, found: Any) -> HttpResponse:
    at = timezone.now()
    try:
        if request.POST.get("decision") == "accepter":
            fields = [name for name in request.POST.getlist("champ") if name in found.values]
            actions.accept_proposal(proposal=found, by=request.user, at=at, fields=fields if found.values else None)
            is_picture = found.kind == Proposal.Kind.PICTURE
            messages.success(
                request,
                _("La photo est sur la fiche.") if is_picture else _("C’est fait : la fiche dit ce qui était proposé."),
            )
        else:
            actions.refuse_proposal(proposal=found, by=request.user, at=at)
            messages.success(request, _("C’est noté : la fiche reste comme elle est."))
    except actions.AlreadyDecided:
        messages.info(request, _("Quelqu’un avait déjà décidé."))
    except actions.TooManyPictures:
        messages.error(request, _("Une fiche a six photos au plus : retirez-en une d’abord."))
    except actions.UnusableValue as refusal:
        messages.error(request, str(refusal))
    return redirect("directory:proposals", slug=organisation.slug)


def _place(request: AgentRequest, organisation: Organisation, place_id: int) -> Place:
    mine = space.places_of(organisation, request.user)
    rows = mine.select_related("commune", "source", "organisation__territory", "papi", "wifi")
    return get_object_or_404(rows.prefetch_related("stops__commune"), pk=place_id)


def _changed_rows(found: Place, told: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Label, what will be shown, what is shown now."""
    return [
        (
            values.label_of_field(field).capitalize(),
            space.in_words(field, told[field]),
            space.in_words(field, values.read(found, field)),
        )
        for field in values.changed_fields(found, told)
    ]
