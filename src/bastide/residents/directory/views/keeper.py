"""The place corrects its own record by the link it received: no account, no cookie, read before it shows."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from .. import actions, values
from ..models import KeeperLink, Place
from ..reach import mark, mark_is_of
from ..record_form import RecordForm
from .reach import for_strangers


@for_strangers
def keeper(request: HttpRequest, token: str) -> HttpResponse:
    at = timezone.now()
    link = KeeperLink.objects.of_token(token)
    if link is None:
        raise Http404
    place = link.place
    subject = f"keeper:{link.pk}"
    context = {"place": place, "link": link, "mark": mark(subject), "is_private": True}
    if not link.is_standing(at) or place.status == Place.Status.WITHDRAWN:
        return render(request, "directory/keeper_ended.html", context, status=410)
    rows = Place.objects.select_related("commune", "source", "organisation__territory", "papi", "wifi")
    place = rows.prefetch_related("stops__commune").get(pk=place.pk)
    sent = request.POST if request.method == "POST" else None
    gesture = sent.get("geste", "") if sent is not None else ""
    is_ours = sent is not None and mark_is_of(sent.get("mark", ""), subject)
    if is_ours and gesture == "confirmer":
        actions.confirm_by_link(link=link, at=at)
        return render(request, "directory/keeper_done.html", context | {"is_confirmed": True})
    # The button that confirms sends no field.
    typed = None if gesture == "confirmer" else sent
    form = RecordForm(typed, place=place, territory=place.organisation.territory, label_suffix="")
    message = sent.get("message", "").replace("\0", "") if sent is not None else ""
    context |= {"form": form, "place": place, "message": message}
    context["is_stale"] = sent is not None and not is_ours
    if not is_ours:
        return render(request, "directory/keeper.html", context, status=422 if sent is not None else 200)
    if not form.is_valid():
        return render(request, "directory/keeper.html", context, status=422)
    try:
        asked = actions.propose_change(
            link=link, told=form.told(), message=str(context["message"])[:2_000].strip(), at=at
        )
    except actions.NothingProposed:
        return render(request, "directory/keeper.html", context | {"nothing": True})
    return render(
        request, "directory/keeper_done.html", context | {"fields": values.labels_of(asked.values), "proposal": asked}
    )
