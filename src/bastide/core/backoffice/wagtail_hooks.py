"""What Wagtail does not say by itself: that somebody else saved the same page meanwhile."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page


@hooks.register("before_edit_page")
def tell_who_saves_second(request: HttpRequest, page: Page) -> None:
    """A version written from an older one is kept as a draft beside the other, and neither published nor submitted."""
    latest = page.latest_revision
    if request.method != "POST" or latest is None or "application/json" in request.headers.get("Accept", ""):
        return
    began_from = request.POST.get("overwrite_revision_id") or request.POST.get("loaded_revision_id")
    if not began_from or began_from == str(latest.pk):
        return
    sent = request.POST.copy()
    for name in [name for name in sent if name.startswith("action-")]:
        del sent[name]
    request.POST = sent  # type: ignore[assignment]
    compare = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, latest.pk, "latest"])
    messages.warning(
        request,
        format_html(
            '{} <a href="{}">{}</a>',
            _(
                "%(who)s a enregistré cette page pendant que vous l’écriviez. Votre version est gardée en brouillon, la"
                " sienne aussi : rien n’est perdu, rien n’est publié."
            )
            % {"who": latest.user or _("Quelqu’un")},
            compare,
            _("Comparer les deux"),
        ),
    )
