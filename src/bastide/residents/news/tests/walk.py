"""Who may call each address of the news."""

from django.utils import timezone

from bastide.kit.http.walk import owned, public
from bastide.residents.news.testing import make_news

WRITE = {"methods": ("GET", "POST"), "answers": (200, 302, 422)}


def body(scene):
    return {"slug": scene.valdorne.valbrune.organisation.slug}


def theme(scene):
    return {"theme": "travaux"}


def made(scene, **fields):
    organisation = scene.valdorne.valbrune.organisation
    return make_news(organisation, by=scene.people.secretary, at=timezone.now(), **fields)


def shown(scene):
    return {"pk": made(scene).pk}


def draft(scene):
    return body(scene) | {"pk": made(scene, draft=True).pk}


WALK = {
    "news:index": public(),
    "news:feed": public(),
    "news:theme": public(theme),
    "news:theme_feed": public(theme),
    "news:body": public(body),
    "news:body_feed": public(body),
    "news:item": public(shown),
    "news_desk:index": owned(body, **WRITE),
    "news_desk:look": owned(draft),
    "news_desk:edit": owned(draft, **WRITE),
    "news_desk:publish": owned(draft, methods=("POST",)),
    "news_desk:withdraw": owned(draft, methods=("POST",)),
    "news_desk:discard": owned(draft, methods=("POST",)),
}
