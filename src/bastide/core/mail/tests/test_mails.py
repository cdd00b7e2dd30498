import email
import email.policy
import socketserver
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.mail import BadHeaderError, EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.template import engines
from django.utils.translation import gettext, override

from bastide.core.mail import actions
from bastide.core.mail.models import Mail
from bastide.kit.tasks.models import DueWork
from bastide.kit.tasks.testing import processes_on_this_database

OUTBOX = "bastide.core.mail.outbox.OutboxBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"
FILES = "django.core.mail.backends.filebased.EmailBackend"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Conversation(socketserver.StreamRequestHandler):
    """As little of a mail server as it takes: it accepts, refuses every recipient, or hangs up after the content."""

    def handle(self):
        self.say("220 hello")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(":")[0].split()[0].upper()
            if verb == "DATA":
                self.say("354 go on")
                content = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    content += part
                self.server.received.append(content)
                if self.server.mood == "hangs up":
                    return
            if verb == "RCPT" and self.server.mood == "refuses":
                self.say("550 nobody of that name")
                continue
            self.say("221 bye" if verb == "QUIT" else "250 ok")
            if verb == "QUIT":
                return

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def server(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.daemon_threads, server.received, server.mood = True, [], "accepts"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        settings.MAIL_TRANSPORT_BACKEND = SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.EMAIL_BACKEND = OUTBOX


def ask(subject="Votre accès à l’espace", to=("camille@valbrune.example",), **fields) -> None:
    message = EmailMultiAlternatives(subject, "Bonjour,\nvoilà.", to=list(to), **fields)
    message.attach_alternative("<p>Bonjour</p>", "text/html")
    message.send()


def asked_at() -> datetime:
    return Mail.objects.latest("asked_at").asked_at


def send(after=timedelta(0)):
    at = asked_at() + after
    return actions.send_due(clock=lambda: at)


def test_a_mail_is_kept_then_leaves_as_it_was_written(db, server):
    ask(bcc=["archive@valbrune.example"])

    before = len(server.received)
    ran = send()

    mail = Mail.objects.get()
    sent = email.message_from_bytes(server.received[0], policy=email.policy.SMTP)
    assert (before, ran.done, mail.state) == (0, 1, DueWork.State.DONE)
    assert (sent["Subject"], sent["To"]) == ("Votre accès à l’espace", "camille@valbrune.example")
    assert sent.get_body(("plain",)).get_content() == "Bonjour,\r\nvoilà."
    assert "<p>Bonjour</p>" in sent.get_body(("html",)).get_content()
    assert "archive@" not in server.received[0].decode()
    assert mail.recipients == ["camille@valbrune.example", "archive@valbrune.example"]
    assert not mail.may_be_twice


def test_sending_again_sends_nothing(db, server):
    ask()
    send()

    assert send(timedelta(days=1)).total == 0
    assert len(server.received) == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_asked_for_in_a_transaction_that_is_undone_never_leaves():
    with transaction.atomic():
        ask()
        transaction.set_rollback(True)

    assert not Mail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_once_committed_a_mail_leaves_without_waiting_for_the_tick(server):
    with transaction.atomic():
        ask()
        assert server.received == []

    assert len(server.received) == 1


def test_a_server_that_refuses_is_asked_again_later_and_took_nothing(db, server):
    server.mood = "refuses"
    ask()

    refused = send()
    server.mood = "accepts"
    accepted = send(timedelta(minutes=2))

    mail = Mail.objects.get()
    assert (refused.put_back, accepted.done) == (1, 1)
    assert (mail.attempts, mail.may_be_twice) == (2, False)


def test_an_error_says_its_kind_and_quotes_no_address(db, server):
    server.mood = "refuses"
    ask()

    send()

    assert Mail.objects.get().last_error == "SMTPRecipientsRefused"


def test_a_server_that_is_down_is_asked_again_later(db, settings, server):
    settings.EMAIL_PORT = 9
    ask()

    assert send().put_back == 1
    settings.EMAIL_PORT = server.server_address[1]
    assert send(timedelta(minutes=2)).done == 1
    assert not Mail.objects.get().may_be_twice


def test_a_server_that_hangs_up_without_an_answer_leaves_a_doubt_that_is_told(db, server):
    server.mood = "hangs up"
    ask()

    send()
    server.mood = "accepts"
    send(timedelta(minutes=2))

    first, second = (email.message_from_bytes(content) for content in server.received)
    assert Mail.objects.get().may_be_twice
    assert first["Message-ID"] == second["Message-ID"]


def test_a_mail_to_nobody_is_not_kept(db):
    ask(to=[])

    assert not Mail.objects.exists()


def test_a_subject_cannot_bring_headers_of_its_own(db):
    with pytest.raises(BadHeaderError):
        EmailMessage("Bonjour\nBcc: tous@valbrune.example", "", to=["camille@valbrune.example"]).send()

    assert not Mail.objects.exists()


def test_a_mail_is_written_from_its_two_templates(db, settings, tmp_path, server):
    (tmp_path / "hello.txt").write_text("Bonjour {{ name }}.")
    (tmp_path / "hello.html").write_text("<p>Bonjour {{ name }}.</p>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [str(tmp_path)]}]
    assert engines.templates

    actions.post(template="hello", subject=lambda: "Bonjour\n à vous", to=["a@b.example"], context={"name": "<Aline>"})
    send()

    sent = email.message_from_bytes(server.received[0], policy=email.policy.SMTP)
    assert sent["Subject"] == "Bonjour à vous"
    assert "&lt;Aline&gt;" in sent.get_body(("html",)).get_content()


def test_a_mail_speaks_to_its_reader_whoever_acts(db, settings, tmp_path):
    settings.EMAIL_BACKEND = OUTBOX
    for ending in ("txt", "html"):
        (tmp_path / f"hello.{ending}").write_text("{% load i18n %}{% translate 'Choisir un nouveau mot de passe' %}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [str(tmp_path)]}]

    with override("oc"):
        for reader in (SimpleNamespace(language="en"), None):
            asked = {"template": "hello", "to": ["a@b.example"], "context": {}, "reader": reader}
            actions.post(subject=lambda: gettext("Choisir un nouveau mot de passe"), **asked)

    english, french = Mail.objects.order_by("pk")
    assert (english.subject, french.subject) == ("Choose a new password", "Choisir un nouveau mot de passe")
    assert b"Choose a new password" in bytes(english.content).split(b"\n\n", 1)[1]


DYING = """
import os, signal, sys
from datetime import datetime
from django.conf import settings
from django.core.mail.backends.filebased import EmailBackend
from bastide.core.mail import actions
from bastide.core.mail.models import Mail
when, folder, at = sys.argv[1:]
settings.EMAIL_FILE_PATH = folder
def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
def send_messages(self, messages, send=EmailBackend.send_messages):
    if when == "before it leaves":
        die()
    sent = send(self, messages)
    die()
EmailBackend.send_messages = send_messages
settings.MAIL_TRANSPORT_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
if when == "with the lease":
    actions._send = die
actions.send_due(clock=lambda: datetime.fromisoformat(at))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("when", "copies", "may_be_twice"),
    [("with the lease", 1, False), ("before it leaves", 1, True), ("after it left", 2, True)],
)
def test_a_worker_killed_while_sending_sends_once_or_says_it_may_be_twice(
    tmp_path, monkeypatch, settings, when, copies, may_be_twice
):
    settings.MAIL_TRANSPORT_BACKEND, settings.EMAIL_FILE_PATH = FILES, str(tmp_path / "mail")
    with transaction.atomic():
        actions.keep(message=EmailMessage("Bonjour", "", to=["a@b.example"]), at=NOON)
    processes = processes_on_this_database(tmp_path, monkeypatch)
    worker = processes.start(DYING, when, settings.EMAIL_FILE_PATH, NOON.isoformat())
    assert processes.finish(worker) == [-9]

    send(timedelta(minutes=4))
    assert Mail.objects.get().state == DueWork.State.LEASED
    send(timedelta(minutes=6))

    written = "".join(path.read_text() for path in Path(settings.EMAIL_FILE_PATH).iterdir())
    assert written.count("Subject: Bonjour") == copies
    assert len({line for line in written.splitlines() if line.startswith("Message-ID")}) == 1
    assert (Mail.objects.get().state, Mail.objects.get().may_be_twice) == (DueWork.State.DONE, may_be_twice)
