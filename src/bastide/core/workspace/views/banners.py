"""Banners: post, see, withdraw."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bastide.core.territory.models import Organisation

from .. import actions
from ..access import AgentRequest, organisation_screen
from ..flow import Refused, three_moves
from ..forms import BannerForm
from ..models import Banner


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_screen(manage=True)
def banners(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    at = timezone.now()
    wide = organisation.kind == Organisation.Kind.POLE
    bodies = Organisation.objects.managed_by(request.user).order_by("name")

    def make_form(data: QueryDict | None) -> BannerForm:
        return BannerForm(data, bodies=bodies, wide=wide, at=at)

    def publish(form: BannerForm) -> HttpResponse:
        try:
            actions.post_banner(organisation=organisation, by=request.user, at=at, **form.cleaned_data)
        except actions.BannerOutsideReach as refusal:
            raise Refused(_("Vous ne pouvez pas afficher ce bandeau sur ces pages.")) from refusal
        except actions.NothingToShow as refusal:
            raise Refused(_("Cette date est passée : personne ne verrait le bandeau."), field="ends_at") from refusal
        messages.success(request, _("Le bandeau est publié."))
        return redirect("workspace:banners", slug=organisation.slug)

    own = Banner.objects.of_organisation(organisation).prefetch_related("targets")
    return three_moves(
        request,
        template="workspace/banners.html",
        preview="workspace/banner_preview.html",
        make_form=make_form,
        publish=publish,
        context={
            "organisation": organisation,
            "at": at,
            "showing": own.showing(at),
            "planned": own.planned(at),
        },
        look=lambda form: {"banner": Banner(**_shown(form))},
    )


@require_POST
@organisation_screen(manage=True)
def withdraw(request: AgentRequest, organisation: Organisation, banner_id: int) -> HttpResponse:
    banner = get_object_or_404(Banner.objects.of_organisation(organisation), pk=banner_id)
    actions.withdraw_banner(banner=banner, by=request.user, at=timezone.now())
    messages.success(request, _("Le bandeau est retiré."))
    return redirect("workspace:banners", slug=organisation.slug)


def _shown(form: BannerForm) -> dict[str, object]:
    return {name: form.cleaned_data[name] for name in ("gravity", "title", "text", "link", "starts_at", "ends_at")}
