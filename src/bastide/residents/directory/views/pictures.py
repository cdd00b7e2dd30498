"""Pictures of a record: in the workspace, and by the link of the place."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from bastide.core.territory.models import Organisation
from bastide.core.workspace.screens import AgentRequest, organisation_screen

from .. import actions, space
from ..models import KeeperLink, Place, PlacePicture
from ..picture_forms import PictureForm
from ..reach import mark, mark_is_of
from .reach import for_strangers

FULL = gettext_lazy("Une fiche a six photos au plus : retirez-en une d’abord.")


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_screen(manage=True)
def pictures(request: AgentRequest, organisation: Organisation, place_id: int) -> HttpResponse:
    """The pictures of a record, and the next one."""
    rows = space.places_of(organisation, request.user).select_related("organisation")
    place = get_object_or_404(rows.prefetch_related("pictures__image__renditions"), pk=place_id)
    sent = request.method == "POST"
    form = PictureForm(
        request.POST if sent else None, request.FILES if sent else None, initial={"author": place.organisation.name}
    )
    if sent and form.is_valid():
        try:
            actions.add_picture(
                place=place,
                file=form.cleaned_data["file"],
                description=form.cleaned_data["description"],
                rights=form.rights(),
                by=request.user,
                at=timezone.now(),
            )
        except actions.TooManyPictures:
            form.add_error("file", str(FULL))
        else:
            messages.success(request, _("La photo est sur la fiche."))
            return redirect("directory:space_pictures", slug=organisation.slug, place_id=place.pk)
    context = {
        "organisation": organisation,
        "place": place,
        "form": form,
        "is_full": place.pictures.count() >= actions.MOST_PICTURES,
    }
    return render(request, "directory/space/pictures.html", context, status=422 if form.errors else 200)


@require_POST
@organisation_screen(manage=True)
def remove(request: AgentRequest, organisation: Organisation, place_id: int, picture_id: int) -> HttpResponse:
    mine = PlacePicture.objects.filter(place__in=space.places_of(organisation, request.user), place=place_id)
    actions.remove_picture(picture=get_object_or_404(mine, pk=picture_id), by=request.user, at=timezone.now())
    messages.success(request, _("La photo est retirée de la fiche ; elle reste parmi vos images."))
    return redirect("directory:space_pictures", slug=organisation.slug, place_id=place_id)


@for_strangers
def keeper_picture(request: HttpRequest, token: str) -> HttpResponse:
    """The place sends a picture of itself by its link."""
    at = timezone.now()
    link = KeeperLink.objects.of_token(token)
    if link is None:
        raise Http404
    place, subject = link.place, f"keeper:{link.pk}"
    context = {"place": place, "link": link, "mark": mark(subject), "is_private": True}
    if not link.is_standing(at) or place.status == Place.Status.WITHDRAWN:
        return render(request, "directory/keeper_ended.html", context, status=410)
    is_sent = request.method == "POST"
    form = PictureForm(request.POST, request.FILES) if is_sent else PictureForm(initial={"author": place.name})
    if is_sent and form.is_valid():
        if not mark_is_of(request.POST.get("mark", ""), subject):
            form.add_error(None, _("Cette page était ouverte depuis trop longtemps. Choisissez la photo de nouveau."))
        else:
            try:
                actions.offer_picture(
                    link=link,
                    file=form.cleaned_data["file"],
                    description=form.cleaned_data["description"],
                    rights=form.rights(),
                    at=at,
                )
            except actions.TooManyPictures:
                form.add_error("file", _("Cette fiche a déjà six photos : demandez à la mairie d’en retirer une."))
            else:
                return render(request, "directory/keeper_done.html", context | {"is_picture": True})
    return render(
        request, "directory/keeper_picture.html", context | {"form": form}, status=422 if form.errors else 200
    )
