"""Who may call each address of the workspace: the people of the body in the address."""

from datetime import timedelta

from django.utils import timezone

from bastide.core.territory.models import Correction, ExceptionalClosure, Office
from bastide.core.workspace.models import Banner
from bastide.kit.http.walk import owned, public, signed_in

READ_AND_SEND = ("GET", "POST")
#: A form sent empty comes back with its errors: its owner was heard.
HEARD = (200, 302, 422)


def body(scene):
    return {"slug": scene.valdorne.valbrune.organisation.slug}


def office(scene):
    return Office.objects.get(organisation=scene.valdorne.valbrune.organisation)


def correction(scene):
    made = Correction.objects.create(
        office=office(scene), field="phone", value="05 53 00 00 09", made_at=timezone.now()
    )
    return body(scene) | {"correction_id": made.pk}


def closure(scene):
    day = timezone.localdate() + timedelta(days=3)
    return body(scene) | {
        "closure_id": ExceptionalClosure.objects.create(office=office(scene), starts_on=day, ends_on=day).pk
    }


def mandate(scene):
    return body(scene) | {"mandate_id": scene.valdorne.valbrune.organisation.mandates.first().pk}


def banner(scene):
    now = timezone.now()
    organisation = scene.valdorne.valbrune.organisation
    posted = Banner.objects.create(
        organisation=organisation,
        title="Eau",
        text="Coupure.",
        starts_at=now,
        ends_at=now + timedelta(1),
        created_at=now,
    )
    return body(scene) | {"banner_id": posted.pk}


form = owned(body, methods=READ_AND_SEND, answers=HEARD)

WALK = {
    "workspace:home": signed_in(),
    "workspace:bodies": signed_in(),
    "workspace:body": owned(body),
    "workspace:changes": owned(body),
    "workspace:service": owned(owner="pole"),
    "workspace:hours": form,
    "workspace:contact": form,
    "workspace:closures": form,
    "workspace:elected": form,
    "workspace:banners": form,
    "workspace:undo": owned(correction, methods=("POST",)),
    "workspace:closure_remove": owned(closure, methods=("POST",)),
    "workspace:mandate_end": owned(mandate, methods=("POST",)),
    "workspace:banner_withdraw": owned(banner, methods=("POST",)),
    "banners:feed": public(),
    "banners:organisation_feed": public(body),
}
