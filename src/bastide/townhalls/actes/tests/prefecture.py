"""A préfecture in memory, for the tests of what we do with its answers: it takes archives, and answers with XML.

It knows an act by its identifier, as the State does: the same archive twice is one act, and draws anomaly 001.
"""

import io
import itertools

from bastide.townhalls.actes.tiers.port import Deposit, Incoming, IncomingKind, Mode, NotOffered, Status
from bastide.townhalls.actes.wire.inspection import inspect

NS = 'xmlns:actes="http://www.interieur.gouv.fr/ACTES#v1.1-20040216" xmlns:insee="http://xml.insee.fr/schema"'


_names = itertools.count(1)


class Prefecture:
    """What the State holds, and what it has to say."""

    def __init__(self):
        self.acts = {}  # unique id → how many times its archive came
        self.archives = []
        self.echoed = []  # the acts as they came
        self.cancelled = set()
        self.answers = []
        self.is_silent = False
        self.can_look_up = True
        self.name = next(_names)

    def receive(self, name, content):
        self.archives.append((name, content))
        for found in inspect(io.BytesIO(content), name):
            self._answer(found.reading, found.data)

    def _answer(self, reading, data):
        unique_id = reading.unique_id
        if reading.code == "1-1":
            self.echoed.append(data)
            self.acts[unique_id] = self.acts.get(unique_id, 0) + 1
            if self.acts[unique_id] == 1:
                self.say(receipt(unique_id, data))
            else:
                self.say(anomaly("001", "Acte déjà transmis", data), reading.siren)
        elif reading.code == "6-1":
            self.cancelled.add(unique_id)
            self.say(f'<actes:ARAnnulation {NS} actes:IDActe="{unique_id}" actes:DateReception="2026-11-25"/>')
        elif reading.code in ("3-3", "3-4", "4-3", "4-4"):
            root = "ARPieceComplementaire" if reading.code[0] == "3" else "ARReponseRejetLettreObservations"
            day = reading.letter_date
            self.say(
                f'<actes:{root} {NS} actes:DateReception="2026-11-25">'
                f'<actes:InfosCourrierPref actes:IDActe="{unique_id}" actes:DateCourrierPref="{day}"/></actes:{root}>'
            )

    def say(self, xml, siren=""):
        if not self.is_silent:
            self.answers.append(xml if isinstance(xml, bytes) else xml.encode("iso-8859-1"))


def receipt(unique_id, acte_xml, received_on="2026-11-25"):
    """1-2, with the act echoed."""
    return (
        f'<actes:ARActe {NS} actes:IDActe="{unique_id}" actes:DateReception="{received_on}">'
        f"{echo(acte_xml)}<actes:ClassificationDateVersionEnCours>2026-01-05"
        "</actes:ClassificationDateVersionEnCours></actes:ARActe>"
    )


def anomaly(code, detail, acte_xml):
    return (
        f"<actes:AnomalieActe {NS}><actes:Date>2026-11-25</actes:Date><actes:Nature>{code}</actes:Nature>"
        f"<actes:Detail>{detail}</actes:Detail>{echo(acte_xml)}<actes:ClassificationDateVersionEnCours>2026-01-05"
        "</actes:ClassificationDateVersionEnCours></actes:AnomalieActe>"
    )


def echo(acte_xml):
    text = acte_xml.decode("iso-8859-1")
    body = text[text.index("<actes:Acte") :].replace("<actes:Acte ", "<actes:ActeRecu ", 1)
    return body.replace("</actes:Acte>", "</actes:ActeRecu>")


def letter(root, unique_id, *, day="2026-11-20", motive="", document="lettre.pdf"):
    middle = {
        "DemandePieceComplementaire": f"<actes:DescriptionPieces>{motive}</actes:DescriptionPieces>",
        "LettreObservations": f"<actes:Motif>{motive}</actes:Motif>",
    }.get(root, "")
    return (
        f'<actes:{root} {NS} actes:IDActe="{unique_id}" actes:DateCourrierPref="{day}">{middle}'
        f"<actes:Document><actes:NomFichier>{document}</actes:NomFichier></actes:Document></actes:{root}>"
    )


def deferral(unique_id):
    return (
        f'<actes:DefereTA {NS} actes:IDActe="{unique_id}"><actes:DateDepot>2026-12-01</actes:DateDepot>'
        "<actes:NatureIllegalite>Incompétence</actes:NatureIllegalite><actes:PiecesJointes/></actes:DefereTA>"
    )


class Line:
    """The tiers: carries archives to a `Prefecture`; `trouble` is called before and after each hand-over."""

    name = "simulator"
    mode = Mode.REAL
    takes_archives = True
    tells_status = False
    knows_by_reference = False

    def __init__(self, prefecture):
        self.prefecture = prefecture
        self.before = self.after = lambda: None

    def submit(self, sending):
        self.before()
        with sending.open_archive() as archive:
            self.prefecture.receive(sending.archive_name, archive.read())
        self.after()
        return Deposit(reference=sending.archive_name, raw=b"OK")

    def cancel(self, sending, *, deposit):
        return self.submit(sending)

    def reply(self, sending, *, to):
        return self.submit(sending)

    def ask_classification(self, sending):
        return self.submit(sending)

    def look_up(self, sending, *, reference="", related=""):
        if not self.prefecture.can_look_up:
            raise NotOffered("non")
        known = [name for name, _content in self.prefecture.archives if name == sending.archive_name]
        return Deposit(reference=known[0], raw=b"KNOWN") if known else None

    def status(self, deposit):
        return Status(state=3)

    def incoming(self, *, known=frozenset()):
        for number, raw in enumerate(self.prefecture.answers):
            reference = f"{self.prefecture.name}-{number}"
            if reference not in known:
                yield Incoming(kind=IncomingKind.XML, reference=reference, name=f"reponse-{number}.xml", raw=raw)

    def mark_as_kept(self, incoming):
        pass
