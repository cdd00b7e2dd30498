"""An act speaks French, whatever language its agent reads the screens in."""

from datetime import date

import pypdfium2
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from bastide.core.accounts.models import User
from bastide.core.accounts.testing import sign_in
from bastide.townhalls.actes import drafts, exports, sheets
from bastide.townhalls.actes.actions import alerts
from bastide.townhalls.actes.documents import stamping
from bastide.townhalls.actes.models import Acte, RegisterEntry, Seance
from bastide.townhalls.actes.testing import NOON, make_acte, make_classification, make_entry, make_settings, pdf_of

SAID = {"service": "la cantine", "rates": "Repas enfant : 3,20 €", "from_date": "1er janvier 2027", "votes_for": 11}


@pytest.fixture
def acte(valdorne):
    organisation = valdorne.valbrune.organisation
    make_settings(organisation)
    make_classification(organisation)
    made = make_acte(organisation)
    Acte.objects.filter(pk=made.pk).update(
        model_key="tariffs", matiere_code="7.1", matiere_label="Décisions budgétaires"
    )
    return Acte.objects.get(pk=made.pk)


def words_of(content):
    document = pypdfium2.PdfDocument(content)
    try:
        return document[0].get_textpage().get_text_range()
    finally:
        document.close()


def everything(acte, entry):
    day = date(2026, 11, 12)
    model = drafts.MODELS[acte.model_key]
    return {
        "draft": drafts.document_data(acte, SAID),
        "object": drafts.object_of(model, SAID),
        "bordereau": words_of(sheets.summary(acte, NOON)),
        "certificate": words_of(sheets.certificate(acte, entry, NOON)),
        "stamp": stamping.stamp_lines(unique_id="1", sent_on=day, received_on=day, published_on=day),
        "open data": list(exports.scdl_rows(acte.organisation, lambda path: path)),
    }


def test_an_act_prepared_on_an_english_or_occitan_screen_is_french(acte):
    entry = make_entry(acte.organisation, acte=acte)
    french = everything(acte, entry)

    for language in ("en", "oc"):
        with override(language):
            assert everything(acte, entry) == french, language
    assert "Bordereau d’acquittement" in french["bordereau"]


def test_minutes_published_from_an_english_screen_have_a_french_title(acte, client, people):
    User.objects.filter(pk=people.secretary.pk).update(language="en")
    sign_in(client, User.objects.get(pk=people.secretary.pk))
    here = f"/espace/organismes/{acte.organisation.slug}/seances/"
    client.post(here, {"body": "Conseil municipal", "held_on": "2026-11-12", "agenda": "Motion"})
    sheet = SimpleUploadedFile("pv.pdf", pdf_of("Procès-verbal"), "application/pdf")
    this = f"{here}{Seance.objects.get().pk}/"

    assert "Minutes" in client.get(this).content.decode()
    client.post(f"{this}proces-verbal/", {"file": sheet, "approved_on": "2026-11-20"})

    assert RegisterEntry.objects.get().object == "Procès-verbal du 12\N{NO-BREAK SPACE}novembre 2026"


def test_news_of_acts_are_written_to_each_person_in_their_language(acte, people):
    User.objects.filter(pk=people.mayor.pk).update(language="en")

    with override("oc"):
        alerts.tell_classification(organisation=acte.organisation, dated_on=date(2026, 12, 1), at=NOON)

    told = {each.to[0]: each for each in mail.outbox}
    english, french = told[people.mayor.email], told[people.secretary.email]
    assert "classification of the préfecture" in english.subject
    assert "1\N{NO-BREAK SPACE}December 2026" in english.body
    assert 'lang="en"' in english.alternatives[0].content
    assert "classification de la préfecture à redemander" in french.subject
    assert "1er\N{NO-BREAK SPACE}décembre 2026" in french.body
