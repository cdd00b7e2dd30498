"""What the mails of the portal look like, for the pôle: invented content only, no mail that was sent."""

from __future__ import annotations

from csp.decorators import csp
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from bastide.core.territory.models import Role

from .registry import MailPreview, previews

#: Mails carry their styles in their elements; nothing else is let in.
MAIL_POLICY = {"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "img-src": ["'self'", "data:"]}


def _of_pole(request: HttpRequest, name: str) -> MailPreview:
    _only_the_pole(request)
    if name not in previews:
        raise Http404
    return previews[name]


def _only_the_pole(request: HttpRequest) -> None:
    person = request.user
    if not person.is_authenticated or not person.holds([Role.POLE_STAFF]):
        raise PermissionDenied


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """Every kind of mail."""
    _only_the_pole(request)
    return render(request, "mail/mails.html", {"previews": list(previews)})


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
