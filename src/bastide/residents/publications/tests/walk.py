"""Who may call each address of publications."""

from django.utils import timezone

from bastide.kit.http.walk import owned, public
from bastide.residents.publications.testing import make_publication

WRITE = {"methods": ("GET", "POST"), "answers": (200, 302, 422)}


def body(scene):
    return {"slug": scene.valdorne.valbrune.organisation.slug}


def made(scene, **fields):
    organisation = scene.valdorne.valbrune.organisation
    return make_publication(organisation, by=scene.people.secretary, at=timezone.now(), **fields)


def shown(scene):
    return {"pk": made(scene).pk}


def draft(scene):
    return body(scene) | {"pk": made(scene, draft=True).pk}


WALK = {
    "publications:index": public(),
    "publications:feed": public(),
    "publications:body": public(body),
    "publications:body_feed": public(body),
    "publications:publication": public(shown),
    "publications:words": public(shown),
    "publications_desk:index": owned(body, **WRITE),
    "publications_desk:look": owned(draft),
    "publications_desk:edit": owned(draft, **WRITE),
    "publications_desk:publish": owned(draft, methods=("POST",)),
    "publications_desk:withdraw": owned(draft, methods=("POST",)),
    "publications_desk:discard": owned(draft, methods=("POST",)),
}
