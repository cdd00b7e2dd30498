"""For the pôle: what the mails of the portal look like, with invented content, and those that did not leave."""

from __future__ import annotations

from typing import cast

from csp.decorators import csp
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from bastide.core.territory.models import require_pole

from . import actions
from .models import Mail
from .registry import MailPreview, previews

#: Mails carry their styles in their elements; nothing else is let in.
MAIL_POLICY = {"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "img-src": ["'self'", "data:"]}


def _of_pole(request: HttpRequest, name: str) -> MailPreview:
    require_pole(request.user)
    if name not in previews:
        raise Http404
    return previews[name]


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """Every kind of mail."""
    require_pole(request.user)
    return render(request, "mail/mails.html", {"previews": list(previews)})


@require_safe
def given_up(request: HttpRequest) -> HttpResponse:
    """The mails that did not leave: to whom and about what, never what they say."""
    require_pole(request.user)
    found = Mail.objects.given_up().defer("content")
    return render(request, "mail/given_up.html", {"page": Paginator(found, 50).get_page(request.GET.get("page"))})


@require_POST
def send_again(request: HttpRequest, mail_id: int) -> HttpResponse:
    require_pole(request.user)
    mail = get_object_or_404(Mail, pk=mail_id)
    try:
        actions.send_again(mail=mail, by=cast(Model, request.user), at=timezone.now())
    except actions.NotGivenUp:
        messages.info(request, _("Ce courriel est déjà parti, ou va partir : il n’y a rien à faire."))
    else:
        messages.success(request, _("Le courriel repart dans la minute. S’il échoue encore, il reviendra ici."))
    return redirect("mail:given_up")


@require_safe
def preview(request: HttpRequest, name: str) -> HttpResponse:
    """One kind of mail: its subject and its text."""
    found = _of_pole(request, name)
    text = render_to_string(f"{found.template}.txt", dict(found.context()))
    return render(request, "mail/preview.html", {"name": name, "preview": found, "text": text.strip()})


@require_safe
@xframe_options_sameorigin
@csp(MAIL_POLICY)  # type: ignore[arg-type]
def preview_html(request: HttpRequest, name: str) -> HttpResponse:
    """The formatted part as a mail program shows it: mails carry their styles in their elements."""
    found = _of_pole(request, name)
    return HttpResponse(render_to_string(f"{found.template}.html", dict(found.context())))
