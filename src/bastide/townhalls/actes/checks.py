"""What would keep an act from being received, and what its secretary should know before it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import channels, sendings
from .deadlines import INDIVIDUAL_DAYS
from .documents.checking import LARGEST
from .documents.signatures import broken
from .models import Acte, ActeFile, ClassificationVersion, Nature
from .models.acte import Scan
from .models.classification import is_out_of_date
from .wire import rules
from .wire.charset import Replacement, sendable
from .wire.rules import is_sealed

#: What the archive adds around the documents: XML and heads of files, with room to spare.
AROUND = 64 * 1024
LONGEST_OBJECT = 499
#: The only acts whose document may be XML: budgets, under "décisions budgétaires".
XML_NATURE, XML_MATIERE = Nature.BUDGET, "7.1"


@dataclass(frozen=True)
class Problem:
    """Something wrong or worth knowing; `field` is where it is mended: object, number, decided_on, matiere, files…"""

    code: str
    field: str
    sentence: str
    mend: str = ""
    is_blocking: bool = True

    @property
    def screen(self) -> str:
        """Name of the screen where it is mended."""
        here = {"object": "describe", "decided_on": "describe", "files": "documents"}
        return f"actes:{here.get(self.field, self.field)}"


DUTY_MISSING = Problem(
    "duty",
    "duty",
    str(gettext_lazy("On ne sait pas encore si cet acte doit être transmis.")),
    str(gettext_lazy("Répondez à la question « Cet acte doit-il être transmis ? ».")),
)


def unknown_matiere(code: str) -> Problem:
    """A program gave a code that the classification in force does not have."""
    return Problem("matiere_unknown", "matiere", _("La classification en vigueur n’a pas de matière %s.") % code)


def blocking(acte: Acte, at: datetime, *, for_transmission: bool = True) -> list[Problem]:
    return [problem for problem in problems_of(acte, at, for_transmission=for_transmission) if problem.is_blocking]


def problems_of(acte: Acte, at: datetime, *, for_transmission: bool = True) -> list[Problem]:
    """All that is wrong with an act, then what its secretary should know."""
    files = list(acte.files.order_by("rank"))
    found = [*_said(acte, at), *_files(acte, files)]
    if for_transmission:
        found += _for_the_state(acte, files)
        if not any(problem.is_blocking for problem in found):
            found += _by_the_rules(acte, at)
        found += _warnings(acte, at)
    found += _doubts(files)
    return sorted(found, key=lambda problem: not problem.is_blocking)


def object_replacements(acte: Acte) -> tuple[Replacement, ...]:
    """Signs of the object that the préfecture's format lacks, and what is sent instead."""
    return sendable(acte.object).replacements


def _said(acte: Acte, at: datetime) -> list[Problem]:
    found = []
    words = " ".join(acte.object.split())
    if not words:
        found.append(
            Problem("object_missing", "object", _("L’objet manque."), _("Dites en une phrase ce que l’acte décide."))
        )
    if len(sendable(words).text) > LONGEST_OBJECT:
        found.append(
            Problem(
                "object_long",
                "object",
                _("L’objet est trop long\u00a0: %(count)s signes, il en faut %(most)s au plus.")
                % {"count": len(sendable(words).text), "most": LONGEST_OBJECT},
                _("Raccourcissez l’objet\u00a0; le détail est dans le document."),
            )
        )
    if acte.decided_on is None:
        found.append(
            Problem(
                "date_missing",
                "decided_on",
                _("La date de la décision manque."),
                _("Donnez la date du vote ou de la signature."),
            )
        )
    elif acte.decided_on > timezone.localdate(at):
        found.append(
            Problem(
                "date_future",
                "decided_on",
                _("La date de la décision est dans l’avenir."),
                _("Attendez le jour de la décision, ou corrigez la date."),
            )
        )
    return found


def _files(acte: Acte, files: list[ActeFile]) -> list[Problem]:
    main = next((file for file in files if file.is_main), None)
    if main is None:
        return [
            Problem(
                "main_missing",
                "files",
                _("Le document de l’acte manque."),
                _("Déposez le PDF signé, ou rédigez l’acte d’après un modèle."),
            )
        ]
    found = []
    is_xml = main.content_type == ActeFile.Kind.XML
    if is_xml and not (acte.nature == XML_NATURE and acte.matiere_code.split(".")[:2] == XML_MATIERE.split(".")):
        found.append(
            Problem(
                "main_xml",
                "files",
                _("Seul un budget (matière 7.1) peut être un fichier XML."),
                _("Déposez l’acte en PDF."),
            )
        )
    elif is_xml and not is_sealed(main.content):
        found.append(
            Problem(
                "main_not_sealed",
                "files",
                _("Ce budget n’est pas scellé."),
                _("Scellez-le dans l’application de votre budget (TotEM), puis déposez-le de nouveau."),
            )
        )
    if main.content_type in (ActeFile.Kind.JPEG, ActeFile.Kind.PNG):
        found.append(
            Problem(
                "main_image", "files", _("L’acte lui-même doit être un PDF, pas une image."), _("Numérisez-le en PDF.")
            )
        )
    if is_xml and any(file.content_type != ActeFile.Kind.PDF for file in files if not file.is_main):
        found.append(
            Problem(
                "annexe_xml",
                "files",
                _("Les annexes d’un budget en XML sont des PDF."),
                _("Remplacez les autres annexes par des PDF."),
            )
        )
    for file in files:
        if broken(file.signatures):
            found.append(
                Problem(
                    "signature_broken",
                    "files",
                    _("La signature électronique de « %(name)s » ne correspond pas au document.")
                    % {"name": file.original_name},
                    _("Demandez l’original au signataire : ce fichier a été modifié après sa signature."),
                )
            )
    if sum(file.size for file in files) + AROUND > LARGEST:
        found.append(
            Problem(
                "too_large",
                "files",
                _("L’ensemble dépasse 150 Mo\u00a0: la préfecture le refuserait."),
                _("Réduisez les documents, ou indiquez qu’une partie est envoyée sur papier."),
            )
        )
    return found


def _for_the_state(acte: Acte, files: list[ActeFile]) -> list[Problem]:
    found = []
    settings = channels.settings_of_acte(acte)
    if settings is None or not settings.transmits:
        found.append(
            Problem(
                "no_tiers",
                "settings",
                _("La transmission électronique n’est pas encore réglée pour cet organisme."),
                _("Le pôle peut la régler avec vous."),
            )
        )
    if acte.duty != Acte.Duty.REQUIRED:
        if acte.duty == Acte.Duty.UNKNOWN:
            found.append(DUTY_MISSING)
        else:
            found.append(Problem("duty_free", "duty", _("Cet acte n’a pas à être transmis."), "", is_blocking=False))
    current = ClassificationVersion.objects.current_for(acte.organisation, is_training=acte.is_training)
    if acte.matiere_code.count(".") < 1:
        found.append(
            Problem("matiere_missing", "matiere", _("La matière manque."), _("Cherchez-la avec les mots de l’acte."))
        )
    elif current is None:
        found.append(
            Problem(
                "no_classification",
                "matiere",
                _("La classification de la préfecture n’a pas encore été reçue."),
                _("Demandez-la depuis les réglages de transmission."),
            )
        )
    elif is_out_of_date(acte.classification_on, current.dated_on):
        found.append(
            Problem(
                "classification_old",
                "matiere",
                _("La préfecture a une classification plus récente que celle de cet acte."),
                _("Choisissez de nouveau la matière\u00a0: elle sera prise dans la classification en cours."),
            )
        )
    if current is not None and acte.matiere_code:
        offered = set(current.document_types.offered(acte.nature, acte.matiere_code).values_list("code", flat=True))
        for file in files:
            if file.type_code not in offered:
                found.append(
                    Problem(
                        "type_missing",
                        "files",
                        _("Le type du document « %(name)s » manque ou ne convient pas à cette matière.")
                        % {"name": file.original_name},
                        _("Choisissez-le dans la liste."),
                    )
                )
    return found


def _by_the_rules(acte: Acte, at: datetime) -> list[Problem]:
    """What the line itself would refuse, rule by rule; asked last, for it opens every document."""
    settings = channels.settings_of_acte(acte)
    assert settings is not None
    message, sender = sendings.acte_message(acte), sendings.sender_of(settings)
    places = {"subject": "object", "decision_date": "decided_on", "number": "object", "matiere": "matiere"}
    found = []
    for problem in rules.check(message, sender, today=timezone.localdate(at)):
        part = problem.field.split(".")[0]
        field = "settings" if part == "sender" else places.get(part, "files")
        found.append(Problem(f"rule_{problem.code}", field, problem.message))
    return found


def _warnings(acte: Acte, at: datetime) -> list[Problem]:
    found = []
    if replaced := object_replacements(acte):
        signs = ", ".join(f"« {each.sign} » → « {each.written} »" for each in replaced)
        found.append(
            Problem(
                "charset",
                "object",
                _("Le format de la préfecture ne connaît pas tous les signes de l’objet. Il recevra\u00a0: %(signs)s.")
                % {"signs": signs},
                _("Rien à faire\u00a0: ici et au registre, l’objet garde vos signes."),
                is_blocking=False,
            )
        )
    if acte.is_individual and acte.decided_on is not None:
        due = acte.decided_on + timedelta(days=INDIVIDUAL_DAYS)
        if due < timezone.localdate(at):
            found.append(
                Problem(
                    "individual_late",
                    "decided_on",
                    _("Le délai de quinze jours après la signature, pour une décision individuelle, est passé."),
                    _("Transmettez-la sans attendre."),
                    is_blocking=False,
                )
            )
    return found


def _doubts(files: list[ActeFile]) -> list[Problem]:
    """What was not looked at, or is not vouched for: worth knowing, and no reason to wait."""
    found = []
    for file in files:
        if file.scan == Scan.SKIPPED:
            sentence = _("« %(name)s » n’a pas été examiné par l’antivirus, qui ne répondait pas.")
            mend = _("Retirez-le et déposez-le de nouveau pour qu’il le soit.")
            found.append(_doubt("not_scanned", sentence, mend, file))
        if file.is_signed and file.signatures is None:
            sentence = _("La signature de « %(name)s » n’a pas pu être vérifiée ici.")
            found.append(_doubt("signature_unread", sentence, "", file))
        elif any(each.get("trust") == "unknown" for each in file.signatures or ()):
            sentence = _("« %(name)s » est signé avec un certificat d’une autorité inconnue ici.")
            found.append(_doubt("signature_unknown", sentence, "", file))
    return found


def _doubt(code: str, sentence: str, mend: str, file: ActeFile) -> Problem:
    return Problem(code, "files", sentence % {"name": file.original_name}, mend, is_blocking=False)


def transmit_before(acte: Acte) -> date | None:
    """The last day to transmit an individual decision; None for the others, which have no delay."""
    if not acte.is_individual or acte.decided_on is None:
        return None
    return acte.decided_on + timedelta(days=INDIVIDUAL_DAYS)
