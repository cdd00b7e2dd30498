"""Sending in tests: a clock that goes on, one round of the worker, and what the préfecture was given."""

import io
import tarfile
from datetime import timedelta

from bastide.townhalls.actes.actions import collecting, dispatching, drafting, transmission
from bastide.townhalls.actes.documents.checking import check
from bastide.townhalls.actes.testing import NOON, make_acte, pdf_of
from bastide.townhalls.actes.wire.inspection import inspect


class Clock:
    def __init__(self):
        self.at = NOON

    def __call__(self):
        self.at += timedelta(seconds=1)
        return self.at

    def later(self, **delay):
        self.at += timedelta(**delay)


def prepared(body, people, **fields):
    acte = make_acte(body, **fields)
    drafting.make_ready(acte=acte, by=people.secretary, at=NOON)
    return acte


def sent(acte, people, clock, line):
    exchange = transmission.transmit_acte(acte=acte, by=people.mayor, at=clock())
    run(clock, line)
    return exchange


def run(clock, line):
    dispatching.send_due(clock=clock, connect=lambda settings, at: line)
    collecting.collect(clock=clock, connect=lambda settings, at: line)


def state_of(thing):
    thing.refresh_from_db()
    return thing.state


def checked():
    return check(io.BytesIO(pdf_of()), allowed=frozenset({"application/pdf"}))


def message_of(line, code):
    for _name, content in reversed(line.prefecture.archives):
        member = member_of(content, code)
        if member:
            return member
    raise AssertionError(code)


def member_of(content, code):
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        for member in tar:
            if f"-{code}_0.xml" in member.name:
                return tar.extractfile(member).read()
    return None


def sent_codes(line):
    for name, content in line.prefecture.archives:
        for found in inspect(io.BytesIO(content), name):
            if found.reading.code:
                yield name, found.reading.code
