"""The portal, and beside it addresses that say which process answers, and that write what can be counted."""

import os
from collections.abc import Callable

from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from bastide.core.journal import actions as journal
from bastide.core.journal.registry import Verb, verbs
from bastide.kit.http.pages import public_page, purge
from bastide.project import urls as portal

verbs.plug("workers.noted", Verb("{actor} a noté {number}.", data=("number",)))


def say_who(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Each answer says which process gave it."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["X-Worker"] = str(os.getpid())
        return response

    return answer


@public_page(tags=["workers.value"])
def read(request: HttpRequest) -> HttpResponse:
    return HttpResponse(Group.objects.get(pk=1).name)


@csrf_exempt
def write(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        Group.objects.update_or_create(pk=1, defaults={"name": request.POST["value"]})
        purge("workers.value")
    return HttpResponse()


@csrf_exempt
def note(request: HttpRequest) -> HttpResponse:
    """One row and the line of the journal that tells it."""
    number = int(request.POST["number"])
    with transaction.atomic():
        group = Group.objects.create(name=f"note {number}")
        journal.record("workers.noted", target=group, at=timezone.now(), data={"number": number})
    return HttpResponse()


def notes(request: HttpRequest) -> JsonResponse:
    """The numbers that were noted."""
    names = Group.objects.filter(name__startswith="note ").values_list("name", flat=True)
    return JsonResponse([int(name[5:]) for name in names], safe=False)


handler404, handler500 = portal.handler404, portal.handler500

urlpatterns = [
    path("workers/read/", read),
    path("workers/write/", write),
    path("workers/note/", note),
    path("workers/notes/", notes),
    path("", include("bastide.project.urls")),
]
