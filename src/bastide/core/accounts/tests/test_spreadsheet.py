import io
import zipfile

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from bastide.core.accounts import actions, spreadsheet
from bastide.core.accounts.models import Membership, User
from bastide.core.accounts.spreadsheet import Verdict
from bastide.core.accounts.testing import sign_in
from bastide.core.territory.models import Organisation
from bastide.kit.workbooks.testing import ods_bytes, xls_bytes

TITLES = "Prénom;Nom;Adresse électronique;Organisme;Rôle;Depuis le"
BODIES = ["Valbrune", "Mairie d’Eyrenne", "99002", "commune du peyrat", "999000011"]
FAULTS = {
    5: ("Marie;;marie@valbrune.example;Valbrune;agent;", "Il manque le nom."),
    12: ("Paul;Ferrand;paul.valbrune.example;Valbrune;agent;", "n’est pas une adresse électronique"),
    19: ("Luc;Costes;luc@valbrune.example;Bergerac;agent;", "n’est pas du territoire"),
    26: ("Lise;Vidal;lise@valbrune.example;Eyrenne;stagiaire;", "Le rôle «\u00a0stagiaire\u00a0» est inconnu."),
    33: ("Jean<b>;Petit;jean@valbrune.example;Eyrenne;agent;", "À retirer"),
    40: ("Anne;Roux;anne@valbrune.example;Eyrenne;agent;31/02/2026", "n’est pas une date"),
    47: ("Prénom3;Nom;", "Il manque le rôle."),
}
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def sixty_people():
    """Sixty lines under the titles, seven of them at fault."""
    lines = [TITLES]
    for number in range(2, 62):
        name = LETTERS[number % 26] + LETTERS[number // 26]
        sound = f"Élodie {name};Dupré-{name};{name}@agents.example;{BODIES[number % 5]};secrétaire;01/12/2025"
        lines.append(FAULTS[number][0] if number in FAULTS else sound)
    return "\r\n".join(lines)


def read(text, encoding="utf-8"):
    return spreadsheet.read(io.BytesIO(text.encode(encoding)))


def test_sixty_agents_with_seven_faults_are_told_line_by_line(people):
    checked = spreadsheet.check(read(sixty_people()), by=people.pole, at=timezone.now())

    assert len(checked) == 60
    faulty = {line.line.number: " ".join(line.faults) for line in checked if line.is_faulty}
    assert list(faulty) == list(FAULTS)
    for number, (_line, said) in FAULTS.items():
        assert said in faulty[number]
    assert not User.objects.filter(email__endswith="@agents.example").exists()


def test_the_sound_lines_are_invited_and_a_second_run_changes_nothing(people, django_capture_on_commit_callbacks):
    lines = read(sixty_people())
    with django_capture_on_commit_callbacks(execute=True):
        done = actions.import_people(lines=lines, by=people.pole, at=timezone.now())
    sent, places = len(mail.outbox), Membership.objects.count()

    with django_capture_on_commit_callbacks(execute=True):
        again = actions.import_people(lines=lines, by=people.pole, at=timezone.now())

    assert sum(line.verdict is Verdict.INVITE for line in done) == sent == 53
    assert sum(line.verdict is Verdict.NOTHING for line in again) == 53
    assert (len(mail.outbox), Membership.objects.count()) == (53, places)
    lines_of = {line.email: line.organisation for line in done}
    new = Membership.objects.filter(user__email__endswith="@agents.example").select_related("user", "organisation")
    assert all(lines_of[place.user.email] == place.organisation for place in new)


def test_checking_sixty_lines_takes_as_many_queries_as_two(people, django_assert_max_num_queries):
    lines = read(sixty_people())

    for some in (lines[:2], lines):
        with django_assert_max_num_queries(4):
            spreadsheet.check(some, by=people.pole, at=timezone.now())


def test_the_same_person_twice_in_a_file_is_said_at_the_second_line(people):
    line = "Anne;Roux;anne@valbrune.example;Valbrune;agent;"

    first, second = spreadsheet.check(read("\n".join([TITLES, line, line])), by=people.pole, at=timezone.now())

    assert first.verdict is Verdict.INVITE
    assert second.faults == ["La même personne, au même endroit, est déjà à la ligne 2."]


def test_two_bodies_of_the_same_name_ask_for_the_siren(people, valdorne):
    for slug in ("un", "deux"):
        Organisation.objects.create(kind="syndicat", name="Syndicat des eaux", slug=slug, territory=valdorne.territory)

    (line,) = spreadsheet.check(
        read(TITLES + "\nAnne;Roux;a@b.example;Syndicat des eaux;agent;"), by=people.pole, at=timezone.now()
    )

    assert "écrivez le SIREN" in line.faults[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_french_spreadsheets_are_read_whatever_their_encoding_and_separator(encoding, separator):
    text = (TITLES + "\nÉlodie;Dupré;elodie@a.example;Valbrune;secrétaire;\n\n").replace(";", separator)

    (line,) = read(text, encoding)

    assert (line.number, line.first_name, line.last_name, line.role) == (2, "Élodie", "Dupré", "secrétaire")


def test_a_workbook_is_read_like_a_csv(people):
    workbook = Workbook()
    workbook.active.append(["Nom", "Prénom", "Courriel", "Code INSEE", "Rôle", "Depuis le"])
    workbook.active.append(["Dupré", "Élodie", "elodie@a.example", 99001, "Agent", timezone.datetime(2026, 3, 2)])
    file = io.BytesIO()
    workbook.save(file)
    file.seek(0)

    (line,) = spreadsheet.check(spreadsheet.read(file), by=people.pole, at=timezone.now())

    assert line.faults == []
    assert line.organisation.slug == "commune-valbrune"
    assert str(line.starts_on) == "2026-03-02"


@pytest.mark.parametrize("make", [ods_bytes, xls_bytes])
def test_older_workbooks_keep_the_numbers_of_their_lines(make):
    titles = ["Prénom", "Nom", "Courriel", "Code INSEE", "Rôle"]
    content = make([titles, [], ["Élodie", "Dupré", "elodie@a.example", 99001, "Agent"]])

    (line,) = spreadsheet.read(io.BytesIO(content))

    assert (line.number, line.first_name, line.organisation) == (3, "Élodie", "99001")


def zip_bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 50_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "aucune personne"),
        (TITLES.encode(), "aucune personne"),
        ("Prénom;Nom\nA;B".encode(), "Il manque"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "pas un tableau"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0", "ne s’ouvre pas"),
        (b"PK\x03\x04 broken", "ne s’ouvre pas"),
        (b"x" * 2_100_000, "trop lourd"),
        (zip_bomb(), "trop lourd"),
        ((TITLES + "\n" + "a;b;c;d;e;\n" * 1001).encode(), "Plus de mille lignes"),
        ((TITLES + '\n"' + "x" * 200_000).encode(), "pas un tableau"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content, said):
    with pytest.raises(spreadsheet.UnreadableFile, match=said):
        spreadsheet.read(io.BytesIO(content))


def test_the_pole_sends_a_list_reads_the_report_and_takes_the_faults_back(client, people):
    sign_in(client, people.pole)
    file = SimpleUploadedFile("agents.csv", sixty_people().encode(), content_type="text/csv")

    sent = client.post("/espace/personnes/liste/", {"file": file})
    report = client.get(sent["Location"]).content.decode()
    before = User.objects.count()
    done = client.post(sent["Location"]).content.decode()
    left = client.get("/espace/personnes/liste/a-corriger/")

    assert "53 personnes seront invitées" in report
    assert "7 lignes à corriger" in report
    assert User.objects.count() == before + 53
    assert "53 personnes invitées" in done
    rows = left.content.decode("utf-8-sig").splitlines()
    assert len(rows) == 8
    assert "Luc;Costes;luc@valbrune.example;Bergerac;agent;" in rows[3]
    assert client.get("/espace/personnes/liste/verifier/").status_code == 302


def test_the_lines_given_back_start_no_formula(client, people):
    sign_in(client, people.pole)
    text = TITLES + "\n=cmd|'/c calc'!A1;Roux;@SUM(1);Valbrune;agent;"
    client.post("/espace/personnes/liste/", {"file": SimpleUploadedFile("a.csv", text.encode())})
    client.post("/espace/personnes/liste/verifier/")

    cells = client.get("/espace/personnes/liste/a-corriger/").content.decode("utf-8-sig").splitlines()[1].split(";")

    assert cells[0].startswith("'=")
    assert cells[2].startswith("'@")


def test_an_unreadable_file_is_said_beside_the_field(client, people):
    sign_in(client, people.pole)

    answer = client.post("/espace/personnes/liste/", {"file": SimpleUploadedFile("a.csv", b"\x00\x01")})

    assert answer.status_code == 200
    assert "pas un tableau lisible" in answer.content.decode()
