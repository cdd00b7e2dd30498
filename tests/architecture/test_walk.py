"""Isolation, shown on every address of the project."""

import logging
import types

import pytest
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.test import Client
from django.urls import clear_url_caches, path
from django.views.decorators.http import require_safe

from bastide.core.accounts.testing import make_people, sign_in
from bastide.core.territory.models import Organisation
from bastide.kit.http.walk import owned, public, signed_in
from bastide.project import urls

from . import walk

PEOPLE_KEPT_OUT = ("secretary", "mayor", "councillor", "leaver")


@pytest.fixture(autouse=True)
def quiet(caplog):
    """Thousands of refusals, each of which Django tells."""
    caplog.set_level(logging.CRITICAL, logger="django.request")


@pytest.fixture
def scene(valdorne):
    return walk.Scene(valdorne, make_people(valdorne))


@pytest.mark.one_database
def test_every_address_is_declared():
    assert walk.undeclared(walk.addresses(), walk.declared()) == []


#: So many tests share the addresses, so that the processes of the tests share them too.
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_every_address_answers_its_owner_and_refuses_the_others(scene, part):
    stops = walk.declared()
    found = []
    for address in walk.addresses()[part::PARTS]:
        if address.key in stops:
            found += walk.complaints(address, stops[address.key], scene)

    assert found == []


@pytest.mark.one_database
def test_the_back_office_refuses_strangers_and_whoever_edits_nothing(scene):
    paths = walk.back_office_paths(walk.addresses())
    stranger = Client()
    others = [sign_in(Client(), getattr(scene.people, who)) for who in PEOPLE_KEPT_OUT]
    unproved = sign_in(Client(), scene.people.pole, second_factor=False)
    wrong = []
    for address in paths:
        for method in ("get", "post"):
            led = getattr(stranger, method)(address)
            if led.status_code != 302 or not led["Location"].startswith("/comptes/connexion/"):
                wrong.append(f"{method} {address}: a stranger gets {led.status_code}")
            held = getattr(unproved, method)(address)
            if held.status_code != 302 or not held["Location"].startswith("/comptes/double-verification/"):
                wrong.append(f"{method} {address}: the pôle without its second factor gets {held.status_code}")
        wrong += [
            f"{address}: {who} gets {status}"
            for who, client in zip(PEOPLE_KEPT_OUT, others, strict=True)
            if (status := client.get(address).status_code) != 403
        ]

    assert len(paths) > 150
    assert wrong == []


@pytest.fixture
def with_addresses(settings):
    """Adds addresses to the project's, for the length of a test."""

    def add(*patterns):
        module = types.ModuleType("urls_of_a_test")
        module.urlpatterns = [*patterns, *urls.urlpatterns]
        settings.ROOT_URLCONF = module
        clear_url_caches()

    yield add
    clear_url_caches()


@login_required
@require_safe
def leaky(request, pk):
    return HttpResponse(Organisation.objects.get(pk=pk).name)


@login_required
@require_safe
def scoped(request, pk):
    return HttpResponse(Organisation.objects.visible_to(request.user).filter(pk=pk).first() or "", status=404)


def of_valbrune(scene):
    return {"pk": scene.valdorne.valbrune.organisation.pk}


def found_for(scene, name, stop):
    (address,) = [address for address in walk.addresses() if address.name == name]
    return walk.complaints(address, stop, scene)


@pytest.mark.one_database
def test_an_address_without_arguments_fails_the_walk(with_addresses):
    before = walk.undeclared(walk.addresses(), walk.declared())

    with_addresses(path("espace/essai/<int:pk>/", leaky, name="essai"), path("essai-sans-nom/", leaky))

    assert [line for line in walk.undeclared(walk.addresses(), walk.declared()) if line not in before] == [
        "essai (/espace/essai/<int:pk>/): bind its arguments in the app's tests/walk.py",
        "essai-sans-nom/ (/essai-sans-nom/): bind its arguments in the app's tests/walk.py",
    ]


@pytest.mark.one_database
def test_a_stop_without_an_address_fails_the_walk():
    stops = walk.declared() | {"acte:publish": public()}

    assert "acte:publish: declared, but no such address" in walk.undeclared(walk.addresses(), stops)


@pytest.mark.one_database
def test_an_address_without_scope_fails_the_walk(with_addresses, scene):
    with_addresses(path("espace/essai/<int:pk>/", leaky, name="essai"))

    found = found_for(scene, "essai", owned(of_valbrune))

    address = f"/espace/essai/{scene.valdorne.valbrune.organisation.pk}/"
    assert found == [
        f"GET {address}: outsider gets 200 instead of a refusal",
        f"HEAD {address}: outsider gets 200 instead of a refusal",
    ]


@pytest.mark.one_database
def test_an_address_that_strangers_reach_fails_the_walk(with_addresses, scene):
    with_addresses(path("essai/<int:pk>/", require_safe(lambda request, pk: HttpResponse("ok")), name="essai"))

    found = found_for(scene, "essai", signed_in(of_valbrune))

    assert [line.split(": ")[1] for line in found] == ["stranger gets 200 instead of a refusal"] * 2


@pytest.mark.one_database
def test_a_refusal_without_a_success_before_it_proves_nothing(with_addresses, scene):
    with_addresses(path("espace/essai/<int:pk>/", scoped, name="essai"))

    found = found_for(scene, "essai", owned(of_valbrune))

    assert "its owner gets 404, so a refusal would prove nothing" in found[0]


@pytest.mark.one_database
def test_a_method_that_nobody_declared_fails_the_walk(with_addresses, scene):
    with_addresses(path("espace/essai/<int:pk>/", login_required(lambda request, pk: HttpResponse("ok")), name="essai"))

    found = found_for(scene, "essai", owned(of_valbrune, owner="secretary", outsider="secretary"))

    assert [line for line in found if line.startswith("DELETE")] == [
        f"DELETE /espace/essai/{scene.valdorne.valbrune.organisation.pk}/: {who} gets 200, though it is not declared"
        for who in ("owner", "outsider")
    ]


@pytest.mark.one_database
def test_a_refusal_that_wrote_something_fails_the_walk(with_addresses, scene):
    def writes_first(request, pk):
        Organisation.objects.filter(pk=pk).update(name="volé")
        return HttpResponse(status=403 if request.user != scene.people.secretary else 200)

    with_addresses(path("espace/essai/<int:pk>/", writes_first, name="essai"))

    found = found_for(scene, "essai", owned(of_valbrune, methods=("POST",)))

    assert [line for line in found if "outsider is refused, yet this was written: UPDATE" in line]
