"""Every string of the screens is said in English and in Occitan, with the same placeholders."""

import pytest

import catalogues
from tests.architecture.tree import write

PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""
CODE = """
from django.utils.translation import gettext_lazy as _, ngettext as many

TITLE = _("Bonjour %(name)s, <b>ici</b>")
COUNT = many("une page", "%(count)s pages", 2)
"""
PAGE = """
{% load i18n %}{% translate "Écrire" %} {{ _("Lire")|upper }} {% blocktranslate %}Non {{ word }}{% endblocktranslate %}
"""
SAID = {
    "Bonjour %(name)s, <b>ici</b>": "Hello %(name)s, <b>here</b>",
    "Écrire": "Write",
    "Lire": "Read",
    "Non %(word)s": "No %(word)s",
}


@pytest.fixture(scope="module")
def all_strings():
    return catalogues.strings()


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_no_string_is_missing(language, all_strings):
    found = catalogues.faults(language, all_strings)
    assert found == [], f"{len(found)} to mend, then `make messages`: see docs/dev/translations.md"


@pytest.fixture
def found(tmp_path):
    write(tmp_path, {"app/models.py": CODE, "app/templates/app/page.html": PAGE})
    return catalogues.strings(tmp_path)


def faults_of(found, tmp_path, said, more=""):
    entries = [f'msgid "{msgid}"\nmsgstr "{text}"\n' for msgid, text in said.items()]
    plural = 'msgid "une page"\nmsgid_plural "%(count)s pages"\nmsgstr[0] "one page"\nmsgstr[1] "%(count)s pages"\n'
    path = tmp_path / "some.po"
    path.write_text("\n".join([PO, plural, *entries, more]))
    with path.open("rb") as file:
        return catalogues.faults("en", found, catalogues.read_po(file))


@pytest.mark.parametrize(
    ("msgid", "text", "told"),
    [
        ("Écrire", "", "not translated"),
        ("Non %(word)s", "No %(mot)s", "placeholders differ"),
        ("Bonjour %(name)s, <b>ici</b>", "Hello %(name)s, here", "markup differs"),
        ("Lire", None, "not in the catalogue"),
    ],
)
def test_what_a_reader_would_miss_is_told(found, tmp_path, msgid, text, told):
    assert faults_of(found, tmp_path, SAID) == []
    said = {key: value for key, value in {**SAID, msgid: text}.items() if value is not None}

    (line,) = faults_of(found, tmp_path, said)

    assert told in line


def test_a_guess_is_told_and_what_the_code_no_longer_says_harms_nobody(found, tmp_path):
    sure = {key: text for key, text in SAID.items() if key != "Lire"}
    guessed = faults_of(found, tmp_path, sure, '#, fuzzy\nmsgid "Lire"\nmsgstr "Read"\n')

    assert [line for line in guessed if "fuzzy" in line] == guessed != []
    assert faults_of(found, tmp_path, SAID, 'msgid "Parti"\nmsgstr "Gone"\n') == []


def test_a_string_made_of_pieces_is_refused(tmp_path):
    write(tmp_path, {"app/models.py": 'from django.utils.translation import gettext as _\nA = _(f"Bonjour {1}")\n'})

    with pytest.raises(catalogues.Unreadable, match="one literal"):
        catalogues.strings(tmp_path)
