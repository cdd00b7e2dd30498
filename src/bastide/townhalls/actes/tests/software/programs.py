"""A program that speaks S2LOW, in tests: our own client, whose calls go into the application without a socket."""

import base64
import io
from dataclasses import replace
from datetime import date, timedelta

from django.test import Client
from django.utils import timezone
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from bastide.townhalls.actes import actions
from bastide.townhalls.actes.actions import collecting, dispatching
from bastide.townhalls.actes.testing import NOON, SIREN, pdf_of
from bastide.townhalls.actes.tiers.calls import Access
from bastide.townhalls.actes.tiers.port import Mode, Sending
from bastide.townhalls.actes.tiers.s2low import S2low
from bastide.townhalls.actes.wire.messages import Sender
from bastide.townhalls.actes.wire.tests.factories import ACTE, CLASSIFICATION, PNG, piece

from ..sending import Clock

CREATE = "/modules/actes/actes_transac_create.php"
STATUS = "/modules/actes/actes_transac_get_status.php"
MESSAGE = replace(
    ACTE,
    classification_date=date(2025, 9, 1),
    subject="L’été à 5 €",
    document=piece(pdf_of()),
    annexes=(piece(PNG, "70_PL", "plan.png"),),
)


class IntoDjango(HTTPAdapter):
    """Carries the calls of `requests` into the application, without a socket."""

    def send(self, request, **options):
        body = request.body
        if body is not None and not isinstance(body, bytes | str):
            body = b"".join(iter(body))
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers.items()}
        said = Client().generic(
            request.method,
            request.path_url,
            body or b"",
            content_type=request.headers.get("Content-Type", ""),
            **{name: value for name, value in headers.items() if name not in ("HTTP_CONTENT_TYPE", "HTTP_COOKIE")},
        )
        content = b"".join(said) if said.streaming else said.content
        raw = HTTPResponse(io.BytesIO(content), dict(said.headers), said.status_code, preload_content=False)
        return self.build_response(request, raw)


def classify(organisation):
    actions.store_classification(organisation=organisation, dated_on=date(2025, 9, 1), raw=CLASSIFICATION, at=NOON)


def s2low(opened):
    key, password = opened
    client = S2low(Access("http://localhost", login=key.login, password=password), Mode.REAL)
    client.caller.session.mount("http://", IntoDjango())
    return client


def basic(opened):
    key, password = opened
    return {"HTTP_AUTHORIZATION": f"Basic {base64.b64encode(f'{key.login}:{password}'.encode()).decode()}"}


def sending(**changes):
    return Sending(Sender(SIREN, "099", "1", "31"), replace(MESSAGE, **changes))


def from_now():
    """Programs are answered by the machine's own clock."""
    clock = Clock()
    clock.at = timezone.now() + timedelta(minutes=1)
    return clock


def run(line, clock):
    clock.later(minutes=1)
    dispatching.send_due(clock=clock, connect=lambda settings, at: line)
    collecting.collect(clock=clock, connect=lambda settings, at: line)
