"""In the workspace of the pôle: which pages of the portal are translated, and which translations are stale."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bastide.core.accounts.models import User
from bastide.core.territory.models import Organisation
from bastide.kit.http.asked import asked

from .. import actions, queries
from ..models import EditorialPage, Translation

ALL = "all"


def _pole(request: HttpRequest, slug: str) -> Organisation:
    """The pôle that the person works for; the pages of bodies are not translated."""
    poles = Organisation.objects.overseen_by(request.user).filter(kind=Organisation.Kind.POLE)
    found = get_object_or_404(poles, slug=slug)
    vars(request)["organisation"] = found
    return found


def _list_of(slug: str, language: str) -> str:
    return f"{reverse('pages_space:translations', args=[slug])}?langue={language}"


@login_required
@require_safe
def translations(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = _pole(request, slug)
    languages = queries.other_languages()
    wanted = asked(request, "langue")
    language = wanted if wanted in dict(languages) else languages[0][0]
    states = queries.translation_states(language)
    context = {
        "organisation": organisation,
        "language": language,
        "language_name": dict(languages)[language],
        "chips": [(name, _list_of(slug, code), code == language) for code, name in languages],
        "stale": [each for each in states if each.tone == "soon"],
        "states": [each for each in states if each.tone != "soon"],
        "orphans": queries.orphan_translations(language),
    }
    return render(request, "pages/translations.html", context)


@require_POST
@login_required
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the draft and lead to it in the back office."""
    _pole(request, slug)
    chosen = request.POST.get("page", "")
    page = get_object_or_404(EditorialPage, pk=chosen if chosen.isdecimal() else None)
    try:
        made = actions.begin_translation(
            page=page.specific,
            language=request.POST.get("language", ""),
            with_below=request.POST.get("below") == ALL,
            by=cast(User, request.user),
            at=timezone.now(),
        )
    except (actions.NotTranslatable, actions.NotYours):
        raise Http404 from None
    return redirect("wagtailadmin_pages:edit", made.pk)


@require_POST
@login_required
def confirm(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    _pole(request, slug)
    found = get_object_or_404(Translation.objects.managed_by(request.user), pk=pk)
    try:
        actions.confirm_translation(translation=found, by=cast(User, request.user), at=timezone.now())
    except actions.NotYours:
        raise Http404 from None
    messages.success(request, _("La traduction est notée à jour."))
    return HttpResponseRedirect(_list_of(slug, found.page.language))
