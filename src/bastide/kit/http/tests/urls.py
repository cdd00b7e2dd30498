"""Pages for the tests of the cache: each counts how often it was made."""

from collections import Counter
from datetime import timedelta

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.urls import include, path
from django.utils import timezone

from bastide.kit.http.pages import make_public, public_page

made: Counter[str] = Counter()
#: What happens while a page is being made, by name of the page.
meanwhile: dict = {}


def words(name: str) -> str:
    made[name] += 1
    return f"<!doctype html><title>{name}</title><p>{name} {made[name]} " + "vendanges et marchés, " * 200


@public_page(tags=["town"])
def plain(request: HttpRequest) -> HttpResponse:
    body = words("plain")
    meanwhile.get("plain", lambda: None)()
    return HttpResponse(body)


@public_page(tags=["town"], query=["page"])
def numbered(request: HttpRequest) -> HttpResponse:
    return HttpResponse(words("numbered") + request.GET.get("page", "1"))


def not_offered(request: HttpRequest) -> HttpResponse:
    return HttpResponse(words("not_offered"))


@public_page()
def with_cookie(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(words("with_cookie"))
    response.set_cookie("taste", "walnut")
    return response


@public_page()
def with_form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(words("with_form") + get_token(request))


@public_page()
def by_language(request: HttpRequest) -> HttpResponse:
    return HttpResponse(words("by_language"), headers={"Vary": "Accept-Language"})


@public_page()
def by_visitor(request: HttpRequest) -> HttpResponse:
    name = request.user.get_username() if request.user.is_authenticated else "nobody"
    return HttpResponse(words("by_visitor") + name)


@public_page()
def missing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(words("missing"), status=404)


@public_page()
def streamed(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse([words("streamed")])


def open_for_a_minute(request: HttpRequest) -> HttpResponse:
    return make_public(HttpResponse(words("open")), expires_at=timezone.now() + timedelta(minutes=1))


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the roof leaks")


urlpatterns = [
    path("plain/", plain),
    path("numbered/", numbered),
    path("not-offered/", not_offered),
    path("with-cookie/", with_cookie),
    path("with-form/", with_form),
    path("by-language/", by_language),
    path("by-visitor/", by_visitor),
    path("missing/", missing),
    path("streamed/", streamed),
    path("open/", open_for_a_minute),
    path("broken/", broken),
    path("", include("bastide.project.urls")),
]
