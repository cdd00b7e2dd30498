"""One row, the public page that shows it, and the address that changes it."""

import os

from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from bastide.kit.http.pages import public_page, purge


@public_page(tags=["workers.value"])
def read(request: HttpRequest) -> HttpResponse:
    return HttpResponse(Group.objects.get(pk=1).name)


@csrf_exempt
def write(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        Group.objects.update_or_create(pk=1, defaults={"name": request.POST["value"]})
        purge("workers.value")
    return HttpResponse()


def who(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(os.getpid()))


urlpatterns = [path("", who), path("read/", read), path("write/", write), path("who/", who)]
