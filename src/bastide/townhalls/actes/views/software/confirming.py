"""The way back and forth of a signatory: from their signature book to the screen where one transmits, and back."""

from __future__ import annotations

from urllib.parse import quote, urlencode, urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from bastide.core.workspace.screens import to_sign_in

from ... import states
from ...models import Acte, Transaction
from . import said

BACK = "retour"


@require_safe
def confirm(request: HttpRequest) -> HttpResponse:
    """actes_transac_post_confirm_api: leads the person who signed in to the act that waits, 17 or 18."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    waiting = Transaction.objects.managed_by(request.user).filter(state__in=states.NOT_YET_POSTED)
    exchange = get_object_or_404(waiting.select_related("acte__organisation"), pk=said.number(request, "id"))
    acte = exchange.acte
    assert acte is not None
    way = reverse("actes:transmit", args=[acte.organisation.slug, acte.pk])
    back = said.one(request, "url_return")
    return HttpResponseRedirect(f"{way}?{urlencode({BACK: back})}" if is_own_site(acte, back) else way)


@require_safe
def confirm_several(request: HttpRequest) -> HttpResponse:
    """actes_transac_post_confirm_api_multi: the acts of the body that wait for their signatory."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    asked = [int(each) for each in said.several(request.GET, "id") if each.isdecimal() and len(each) < 16]
    waiting = Transaction.objects.managed_by(request.user).filter(state__in=states.NOT_YET_POSTED)
    exchange = waiting.filter(pk__in=asked[:500]).select_related("organisation").order_by("pk").first()
    if exchange is None:
        raise Http404
    return redirect(f"{reverse('actes:list', args=[exchange.organisation.slug])}?etat={Acte.State.READY}")


def is_own_site(acte: Acte, back: str) -> bool:
    """Whether an address is on the site of the program that deposited the act: nobody is led elsewhere."""
    key = acte.deposited_with
    if key is None or not key.return_site or "\\" in back:
        return False
    try:
        there, here = urlsplit(back), urlsplit(key.return_site)
    except ValueError:
        return False
    return (there.scheme, there.netloc) == (here.scheme, here.netloc)


def way_back(acte: Acte, back: str, *, error: str, message: str) -> str:
    """The address to return to, with what happened in the places that the program left for it; "" for none."""
    if not is_own_site(acte, back):
        return ""
    return back.replace("%%ERROR%%", quote(error)).replace("%%MESSAGE%%", quote(message))
