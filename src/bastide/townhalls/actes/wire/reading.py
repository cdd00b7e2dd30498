"""One message, read as far as it can be: what it is, what it says, and what is wrong with it. Never raises.

What the XML says wins over the name of the file; where they differ is a reason, and so is each departure from the
grammar. Only what cannot be understood, or cannot be attached to anything, goes to quarantine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from lxml import etree

from .grammar import NAMESPACE
from .kinds import BY_ROOT, INNER, NATURE_BY_CODE, NATURE_BY_LETTERS, OUTER, Action
from .looking import MOST_TEXT, attribute, child, children, text_of
from .names import (
    EnvelopeName,
    MessageName,
    base_name,
    iso_day,
    read_acte_id,
    read_envelope_name,
    read_message_name,
)
from .parsing import XmlRefused, parse
from .said import Anomaly, Reading, Surroundings
from .validation import Conformity, elements_of, judge, local, own_text

#: Messages that repeat an act instead of carrying it: their files do not come with them.
_ECHOES = {"ARActe", "AnomalieActe", "AnomalieEnveloppe"}
#: Documents of these come with them.
_WITH_FILES = {Action.OUTGOING, Action.OPEN_LETTER, Action.OPEN_DEFERRAL}
MOST_FILES = 2_000
#: Line breaks, and what turns the direction of a text or of a terminal: nothing of a name that people download.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
_OUR_NAMESPACES = "http://www.interieur.gouv.fr/ACTES"


def read_message(data: bytes, name: str = "", around: Surroundings | None = None) -> Reading:
    """What the bytes of one XML file say."""
    around = around or Surroundings()
    reading = Reading(name=base_name(name), xsd=Conformity.INVALID)
    try:
        parsed = parse(data)
    except XmlRefused as refusal:
        reading.add(str(refusal))
        reading.is_hostile = refusal.is_hostile
        return reading
    reading.encoding = parsed.encoding
    reading.reasons.extend(parsed.reasons)
    _Reader(parsed.root, reading, around).read()
    return reading


class _Reader:
    def __init__(self, root: etree._Element, reading: Reading, around: Surroundings) -> None:
        self.root, self.reading, self.around = root, reading, around

    def read(self) -> None:
        reading, root = self.reading, self.root
        name = local(root)
        kind = BY_ROOT.get(name)
        namespace = etree.QName(root).namespace
        if kind is None or (namespace is not None and not namespace.startswith(_OUR_NAMESPACES)):
            reading.add(f"racine {name[:60]} : ce n’est pas un message ACTES")
            return
        if namespace != NAMESPACE:
            reading.add(f"espace de noms {namespace or 'absent'} : celui d’ACTES est {NAMESPACE}")
        conformity, faults = judge(root)
        reading.kind, reading.code, reading.xsd = kind.root, kind.code or None, conformity
        for fault in faults:
            reading.add(f"xsd : {fault}")
        reading.action = kind.action
        self.files()
        if kind.root in (OUTER, INNER):
            self.envelope(root)
        elif kind.root == "AnomalieEnveloppe":
            self.rejected_envelope()
        else:
            self.message()
        self.compare_names()
        if missing := self.missing():
            reading.add(f"quarantaine : {missing} manque")
            reading.action = Action.QUARANTINE

    # What every message may say --------------------------------------------------------------------------------------

    def message(self) -> None:
        reading, root = self.reading, self.root
        acte = root if reading.kind == "Acte" else child(root, "ActeRecu")
        if acte is not None:
            self.acte(acte)
        letter = root if reading.kind not in ("ARPieceComplementaire", "ARReponseRejetLettreObservations") else None
        letter = child(root, "InfosCourrierPref") if letter is None else letter
        if letter is not None:
            reading.unique_id = attribute(letter, "IDActe") or None
            reading.letter_date = self.day(attribute(letter, "DateCourrierPref"), "DateCourrierPref")
        reading.received_on = self.day(attribute(root, "DateReception"), "DateReception")
        current = text_of(child(root, "ClassificationDateVersionEnCours")) or text_of(child(root, "DateClassification"))
        if current:
            reading.used_classification_date = reading.classification_date
            reading.classification_date = self.day(current, "date de la classification")
        for name in ("DescriptionPieces", "Motif", "NatureIllegalite"):
            reading.motive = reading.motive or text_of(child(root, name)) or None
        reading.deferred_on = self.day(text_of(child(root, "DateDepot")), "DateDepot")
        if reading.kind == "AnomalieActe":
            self.anomaly()
        self.identify()

    def acte(self, acte: etree._Element) -> None:
        reading = self.reading
        reading.number = attribute(acte, "NumeroInterne") or None
        reading.decision_date = self.day(attribute(acte, "Date"), "Date")
        reading.nature = self.nature(attribute(acte, "CodeNatureActe"))
        if known := NATURE_BY_CODE.get(reading.nature or 0):
            reading.letters = known.letters
        subject = child(acte, "Objet")
        reading.subject = own_text(subject).strip()[:MOST_TEXT] if subject is not None else None
        reading.classification_date = self.day(
            text_of(child(acte, "ClassificationDateVersion")), "ClassificationDateVersion"
        )
        reading.matiere = tuple(self.matieres(acte))
        previous = child(acte, "PrecedentIdentifiantActe")
        reading.previous_id = attribute(previous, "IDActe") or None if previous is not None else None
        paper = text_of(child(acte, "DocumentPapier")).upper()
        reading.on_paper = {"O": True, "1": True, "OUI": True, "N": False, "0": False, "NON": False}.get(paper)
        annexes = child(acte, "Annexes")
        if annexes is not None:
            said, counted = attribute(annexes, "Nombre"), len(children(annexes, "Annexe"))
            if said and said.lstrip("+0") != (str(counted) if counted else ""):
                reading.add(f"annexes : {said[:20]} annoncées, {counted} nommées")

    def matieres(self, acte: etree._Element) -> Iterator[int]:
        for level in range(1, 6):
            node = child(acte, f"CodeMatiere{level}")
            value = attribute(node, "CodeMatiere") if node is not None else ""
            if not re.fullmatch(r"\+?[0-9]{1,4}", value):
                return
            yield int(value)

    def nature(self, value: str) -> int | None:
        if re.fullmatch(r"\+?0{0,6}[0-9]{1,3}", value):
            if int(value) not in NATURE_BY_CODE:
                self.reading.add(f"nature {int(value)} inconnue")
            return int(value)
        if value.upper() in NATURE_BY_LETTERS:
            return NATURE_BY_LETTERS[value.upper()].code
        if value:
            self.reading.add(f"nature « {value[:20]} » inconnue")
        return None

    def day(self, value: str, what: str) -> str | None:
        """The day in `value`, with or without a zone or an hour; a reason when it is none."""
        if not value:
            return None
        for pattern, order in (
            (r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ].*|Z|[+-][0-9:]+)?", (1, 2, 3)),
            (r"([0-9]{4})([0-9]{2})([0-9]{2})", (1, 2, 3)),
            (r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", (3, 2, 1)),
        ):
            if found := re.fullmatch(pattern, value):
                try:
                    return date(*(int(found[part]) for part in order)).isoformat()
                except ValueError:
                    break
        self.reading.add(f"{what} : « {value[:30]} » n’est pas une date")
        return None

    def anomaly(self) -> None:
        detail = child(self.root, "Detail")
        text = own_text(detail).strip()[:MOST_TEXT] if detail is not None else ""
        self.reading.anomaly = Anomaly(
            code=text_of(child(self.root, "Nature")),
            rule=rule_in(text),
            detail=text or None,
            on=self.day(text_of(child(self.root, "Date")), "Date"),
        )

    def files(self) -> None:
        """Every `NomFichier`, in order; what would leave the folder is cut to its last part."""
        reading, seen = self.reading, set()
        for node in self.root.iter():
            if not isinstance(node.tag, str) or local(node) != "NomFichier":
                continue
            said = own_text(node)[:MOST_TEXT].strip()
            name = _UNSEEN.sub(" ", base_name(said)).strip()[:255]
            if name in ("", ".", ".."):
                reading.add("fichier sans nom" if not said else f"fichier : le nom « {said[:60]} » est refusé")
                continue
            if name != said:
                reading.add(f"fichier : « {said[:60]} » n’est pas un simple nom")
            if len(reading.files) == MOST_FILES:
                reading.add(f"fichiers : plus de {MOST_FILES}")
                break
            if name in seen:
                reading.add(f"fichier : « {name[:80]} » est nommé deux fois")
            seen.add(name)
            reading.files.append(name)
        names = self.around.names
        if names is not None and reading.action in (*_WITH_FILES, Action.ENVELOPE) and reading.kind not in _ECHOES:
            for name in reading.files:
                if name not in names:
                    reading.add(f"fichier absent : {name[:120]}")

    # Whose it is -----------------------------------------------------------------------------------------------------

    def identify(self) -> None:
        reading, around = self.reading, self.around
        if reading.unique_id:
            self.from_id(reading.unique_id)
            return
        # The envelope first, then what the message says of its documents, then its own name.
        named = [one for one in map(read_message_name, reading.files) if one and len(one.siren) == 9]
        own = read_message_name(reading.name)
        candidates = [*named, *([own] if own and len(own.siren) == 9 else [])]
        reading.siren = around.siren or next((one.siren for one in candidates), None)
        reading.departement = around.departement or next((one.departement for one in candidates), None)
        if around.siren and any(one.siren != around.siren for one in named):
            reading.add(f"nom : un document porte un autre SIREN que celui de l’enveloppe, {around.siren}")
        if reading.kind == "Acte":
            self.compute_id(own)

    def compute_id(self, own: MessageName | None) -> None:
        reading = self.reading
        letters = reading.letters or (own.letters if own else "")
        parts = (reading.departement, reading.siren, reading.decision_date, reading.number, letters)
        if not all(parts):
            reading.add("identifiant : il manque de quoi le calculer")
            return
        day = str(reading.decision_date).replace("-", "")
        computed = f"{reading.departement}-{reading.siren}-{day}-{reading.number}-{letters}"
        if read_acte_id(computed) and "/" not in computed and computed.isprintable():
            reading.unique_id = computed
        if not re.fullmatch(r"[A-Za-z0-9_]{1,15}", reading.number or ""):
            reading.add(f"numéro : « {(reading.number or '')[:40]} » n’a pas la forme attendue")

    def from_id(self, unique_id: str) -> None:
        """What the identifier says completes what the message says; where they differ is a reason."""
        reading, around = self.reading, self.around
        parts = read_acte_id(unique_id)
        if parts is None:
            reading.add(f"IDActe : « {unique_id[:60]} » n’a pas la forme attendue")
            reading.siren = around.siren or None
            return
        known = NATURE_BY_LETTERS.get(parts.letters)
        for said, found, what in (
            (reading.number, parts.number, "le numéro"),
            (reading.decision_date, iso_day(parts.day), "la date"),
            (reading.letters, parts.letters, "la nature"),
        ):
            if said and found and said != found:
                reading.add(f"IDActe : {what} est {found}, l’acte dit {said}")
        if around.siren and around.siren != parts.siren:
            reading.add(f"SIREN : l’enveloppe est pour {around.siren}, l’acte est de {parts.siren}")
        reading.siren, reading.departement = parts.siren, parts.departement
        reading.number = reading.number or parts.number
        reading.decision_date = reading.decision_date or iso_day(parts.day)
        reading.letters = reading.letters or parts.letters
        if reading.nature is None:
            reading.nature = known.code if known else None
            if known is None:
                reading.add(f"nature « {parts.letters} » inconnue")

    # Envelopes -------------------------------------------------------------------------------------------------------

    def envelope(self, root: etree._Element) -> None:
        reading = self.reading
        emitter = child(root, "Emetteur")
        for node in elements_of(emitter) if emitter is not None else []:
            departement, arrondissement = attribute(node, "Departement"), attribute(node, "Arrondissement")
            match local(node):
                case "IDCL":
                    reading.siren = attribute(node, "SIREN") or None
                    reading.departement, reading.emitter = departement or None, reading.siren
                case "IDSousPref":
                    reading.emitter = f"SPREF{departement}{arrondissement}"
                case "IDPref":
                    reading.emitter = f"PREF{departement}"
                case "IDSGAR":
                    reading.emitter = f"SGAR{departement}"
        if (recipient := child(root, "Destinataire")) is not None:
            reading.siren = attribute(recipient, "SIREN") or None
        addresses = child(root, "AdressesRetour")
        if addresses is not None:
            reading.return_addresses = tuple(text_of(node) for node in children(addresses, "Email"))

    def rejected_envelope(self) -> None:
        reading = self.reading
        self.anomaly()
        received = child(self.root, "EnveloppeRecue")
        if received is not None:
            self.envelope(received)
        name = read_envelope_name(reading.name)
        if name is None and reading.anomaly and reading.anomaly.detail:
            # An archive's name often stands in the detail.
            words = re.split(r"[\s,;\"'()]+", reading.anomaly.detail)
            name = next(filter(None, map(read_envelope_name, words)), None)
        if name is not None:
            reading.rejected_envelope = name.stem

    # Names -----------------------------------------------------------------------------------------------------------

    def compare_names(self) -> None:
        reading = self.reading
        as_message, as_envelope = read_message_name(reading.name), read_envelope_name(reading.name)
        if as_envelope is not None:
            reading.mode = as_envelope.mode
            self.compare_envelope(as_envelope)
        elif as_message is not None:
            self.compare_message(as_message)
        if reading.kind == OUTER or reading.kind == INNER:
            return
        forms = self.around.forms
        if forms is not None and reading.name not in forms and reading.kind != "AnomalieEnveloppe":
            reading.add("enveloppe : elle n’annonce pas ce message")

    def compare_envelope(self, name: EnvelopeName) -> None:
        reading = self.reading
        if reading.code is not None:
            reading.add(f"nom : celui d’une enveloppe, le contenu est {reading.code} ({reading.kind})")
            return
        if name.is_anomaly != (reading.kind == "AnomalieEnveloppe"):
            reading.add(f"nom : {'ANO_ annoncé' if name.is_anomaly else 'sans ANO_'}, le contenu est {reading.kind}")
        emitter = reading.emitter or ""
        # How a préfecture or a SGAR is called in names was never seen: more digits than its département are no fault.
        is_same = name.emitter == emitter.upper() or (
            emitter.startswith(("PREF", "SGAR")) and name.emitter.startswith(emitter.upper())
        )
        if emitter and name.emitter and not is_same:
            reading.add(f"nom : émetteur {name.emitter}, le contenu dit {emitter}")
        if reading.kind == INNER and name.recipient and reading.siren and name.recipient != reading.siren:
            reading.add(f"nom : destinataire {name.recipient}, le contenu dit {reading.siren}")

    def compare_message(self, name: MessageName) -> None:
        reading = self.reading
        if name.code != reading.code:
            reading.add(f"nom : {name.code} annoncé, le contenu est {reading.code or 'une enveloppe'} ({reading.kind})")
        if len(name.siren) != 9:
            reading.add(f"nom : SIREN {name.siren} en {len(name.siren)} chiffres")
        elif reading.siren and name.siren != reading.siren:
            reading.add(f"nom : SIREN {name.siren}, le contenu dit {reading.siren}")
        if name.day and reading.decision_date and iso_day(name.day) != reading.decision_date:
            reading.add(f"nom : date {name.day}, le contenu dit {reading.decision_date}")
        if name.number and reading.number and name.number != reading.number:
            reading.add(f"nom : numéro {name.number[:40]}, le contenu dit {reading.number[:40]}")
        if name.letters and reading.letters and name.letters != reading.letters:
            reading.add(f"nom : nature {name.letters}, le contenu dit {reading.letters} ({reading.nature})")

    def missing(self) -> str:
        """What one cannot do without to follow this message up; "" when it is all there."""
        reading = self.reading
        match reading.action:
            case Action.ACKNOWLEDGE if reading.code == "7-3":
                return "" if reading.classification_date else "la date de la classification"
            case Action.ACKNOWLEDGE | Action.CANCELLED:
                if not reading.unique_id:
                    return "l’identifiant de l’acte"
                return "" if reading.received_on else "la date de réception"
            case Action.OPEN_LETTER | Action.OPEN_DEFERRAL:
                return "" if reading.unique_id else "l’identifiant de l’acte"
            case Action.REJECT_ACT:
                return "" if reading.number else "le numéro de l’acte"
            case Action.REJECT_ENVELOPE:
                known = reading.rejected_envelope or reading.files
                return "" if known else "le nom de l’enveloppe refusée"
            case Action.STORE_CLASSIFICATION:
                if not reading.classification_date:
                    return "la date de la classification"
                matieres = child(self.root, "Matieres")
                return "" if matieres is not None and elements_of(matieres) else "la liste des matières"
        return ""


_RULES = (
    re.compile(r"(?<![\w-])([A-Z][A-Z0-9]{1,9}-VERIF-[0-9]{1,4})(?![\w-])"),
    re.compile(r"(?<![\w-])([A-Z]{2,8}-[A-Z]{3,12}-[0-9]{1,4})(?![\w-])"),
)


def rule_in(detail: str) -> str | None:
    """The identifier of the rule that was broken, such as `PREF-VERIF-02`."""
    return next((found[1] for rule in _RULES if (found := rule.search(detail))), None)
