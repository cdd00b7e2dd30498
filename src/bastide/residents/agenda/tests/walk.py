"""Who may call each address of the agenda."""

from django.utils import timezone

from bastide.kit.http.walk import owned, public
from bastide.residents.agenda import actions
from bastide.residents.agenda.testing import make_event

WRITE = {"methods": ("GET", "POST"), "answers": (200, 302, 422)}


def body(scene):
    return {"slug": scene.valdorne.valbrune.organisation.slug}


def category(scene):
    return {"category": "conseil"}


def made(scene, **fields):
    organisation = scene.valdorne.valbrune.organisation
    return make_event(organisation, by=scene.people.secretary, at=timezone.now(), **fields)


def shown(scene):
    return {"pk": made(scene).pk}


def draft(scene):
    return body(scene) | {"pk": made(scene, draft=True).pk}


def a_date(scene):
    event = made(scene)
    return body(scene) | {"pk": event.pk, "date_pk": event.dates.get().pk}


def of_a_neighbour(scene):
    theirs = scene.valdorne.le_peyrat.organisation
    return body(scene) | {"pk": make_event(theirs, by=scene.people.neighbour, at=timezone.now()).pk}


def shared(scene):
    bound = of_a_neighbour(scene)
    event = actions.Event.objects.get(pk=bound["pk"])
    organisation = scene.valdorne.valbrune.organisation
    actions.share_event(event=event, organisation=organisation, by=scene.people.secretary, at=timezone.now())
    return bound


WALK = {
    "agenda:index": public(),
    "agenda:feed": public(),
    "agenda:ical": public(),
    "agenda:category": public(category),
    "agenda:category_feed": public(category),
    "agenda:category_ical": public(category),
    "agenda:body": public(body),
    "agenda:body_feed": public(body),
    "agenda:body_ical": public(body),
    "agenda:event": public(shown),
    "agenda:event_ical": public(shown),
    "agenda_desk:index": owned(body, **WRITE),
    "agenda_desk:look": owned(draft),
    "agenda_desk:edit": owned(draft, **WRITE),
    "agenda_desk:publish": owned(draft, methods=("POST",)),
    "agenda_desk:withdraw": owned(draft, methods=("POST",)),
    "agenda_desk:discard": owned(draft, methods=("POST",)),
    "agenda_desk:date": owned(a_date, **WRITE),
    "agenda_desk:neighbours": owned(body),
    "agenda_desk:share": owned(of_a_neighbour, methods=("POST",)),
    "agenda_desk:unshare": owned(shared, methods=("POST",)),
}
