"""Names of files on the line: made for what we send, taken apart for what we receive.

Names say what a file holds without opening it, and only that: what the file itself says wins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from .kinds import NATURE_BY_CODE
from .messages import ActeMessage, Message, Sender


def base_name(name: str) -> str:
    """The last part of a path of any system, without what ends a name on disk."""
    return re.split(r"[/\\]", name.replace("\0", ""))[-1].strip()


# ---------------------------------------------------------------------------------------------------------------------
# Made
# ---------------------------------------------------------------------------------------------------------------------


def message_stem(sender: Sender, message: Message) -> str:
    """`024-212400000-20260105-D2026_01-DE-1-1`, to which a rank is added."""
    return f"{_act_part(sender, message)}-{message.code}"


def _act_part(sender: Sender, message: Message) -> str:
    if isinstance(message, ActeMessage):
        letters = NATURE_BY_CODE[message.nature].letters
        act = f"{message.decision_date:%Y%m%d}-{message.number}-{letters}"
    elif known := getattr(message, "unique_id", ""):
        # Départment and SIREN are the sender's; the rest is that of the act spoken of.
        act = "-".join(known.split("-")[2:5])
    else:
        act = "--"
    return f"{sender.departement}-{sender.siren}-{act}"


def message_name(stem: str) -> str:
    return f"{stem}_0.xml"


def piece_name(stem: str, type_code: str, rank: int, extension: str) -> str:
    """`rank` is 1 for the main document, 2 and on for annexes."""
    return f"{type_code}-{stem}_{rank}.{extension}"


def envelope_name(mode: str, siren: str, day: date, serial: int) -> str:
    return f"{mode}--{siren}--{day:%Y%m%d}-{serial}.xml"


def archive_name(trigramme: str, envelope: str) -> str:
    return f"{trigramme}-{envelope.removesuffix('.xml')}.tar.gz"


# ---------------------------------------------------------------------------------------------------------------------
# Taken apart
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MessageName:
    """What the name of a message, or of a document that goes with it, says; "" where it says nothing."""

    departement: str
    siren: str
    day: str  # eight digits
    number: str
    letters: str
    code: str  # "1-1"
    rank: str
    type_code: str = ""
    extension: str = ""


@dataclass(frozen=True, slots=True)
class EnvelopeName:
    """What the name of an envelope or of an archive says."""

    mode: str  # EACT or TACT
    emitter: str  # a SIREN, or SPREF0441
    recipient: str
    day: str
    serial: str
    trigramme: str = ""
    is_anomaly: bool = False

    @property
    def stem(self) -> str:
        """The name of the envelope without ending: what an anomaly of it is matched by."""
        return f"{self.mode}--{self.emitter}-{self.recipient}-{self.day}-{self.serial}"


# A name may have been given a prefix by whoever kept the file, or "(1)" by a browser.
_START = r"(?:^|(?<=[^0-9A-Za-z]))"
_END = r"(?:[ _.-]?\(\d+\)|\.p7s|\.sig)?$"
_MESSAGE = re.compile(
    rf"{_START}(?:(?P<type>[A-Za-z0-9_]{{5}})-)?(?P<dep>[0-9][0-9][0-9ABab])-(?P<siren>[0-9]{{1,9}})-(?P<day>[0-9]{{8}})?-"
    # One schema more recent than ours is said to allow "-" in a number.
    rf"(?P<number>[^/\\]{{0,40}}?)-(?P<letters>[A-Za-z]{{2}})?-(?P<code>[1-7]-[1-9])(?:_(?P<rank>[0-9]{{1,6}}))?"
    rf"(?:[ _.-]?\(\d+\))?\.(?P<ext>[A-Za-z0-9]{{2,5}}){_END}"
)
_ENVELOPE = re.compile(
    r"(?:(?P<ano>ANO)_)?(?:(?P<tri>[A-Za-z0-9]{3})-)?(?P<mode>[ET]ACT)-(?P<info>[^-/\\]{0,20})-(?P<emitter>[A-Z0-9]{0,14})-"
    rf"(?P<recipient>[A-Z0-9]{{0,14}})-(?P<day>[0-9]{{8}})-(?P<serial>[0-9]{{1,6}})"
    rf"(?:[ _.-]?\(\d+\))?\.(?:xml|tar\.gz|tgz|tar){_END}",
    re.IGNORECASE,
)


#: Longer than that, a name follows no pattern; looking for one would cost.
MOST_NAME = 300


def read_message_name(name: str) -> MessageName | None:
    """What `name` says, wherever in it the pattern begins; None when it follows none."""
    found = _MESSAGE.search(base_name(name)) if len(name) <= MOST_NAME else None
    if not found:
        return None
    part = {key: value or "" for key, value in found.groupdict().items()}
    return MessageName(
        departement=part["dep"].upper(),
        siren=part["siren"],
        day=part["day"],
        number=part["number"],
        letters=part["letters"].upper(),
        code=part["code"],
        rank=part["rank"],
        type_code=part["type"],
        extension=part["ext"].lower(),
    )


def read_envelope_name(name: str) -> EnvelopeName | None:
    found = _ENVELOPE.search(base_name(name)) if len(name) <= MOST_NAME else None
    if not found:
        return None
    part = {key: value or "" for key, value in found.groupdict().items()}
    return EnvelopeName(
        mode=part["mode"].upper(),
        emitter=part["emitter"].upper(),
        recipient=part["recipient"].upper(),
        day=part["day"],
        serial=part["serial"],
        trigramme=part["tri"],
        is_anomaly=bool(part["ano"]),
    )


@dataclass(frozen=True, slots=True)
class ActeId:
    """The unique identifier of an act, taken apart."""

    departement: str
    siren: str
    day: str
    number: str
    letters: str


_ACTE_ID = re.compile(r"([0-9][0-9][0-9AB])-([0-9]{9})-([0-9]{8})-(.{1,40})-([A-Z]{2})", re.DOTALL | re.IGNORECASE)


def read_acte_id(text: str) -> ActeId | None:
    """More tolerant than the schema: a number with signs that it forbids is still a number."""
    found = _ACTE_ID.fullmatch(text.strip())
    if not found:
        return None
    departement, siren, day, number, letters = found.groups()
    return ActeId(departement.upper(), siren, day, number, letters.upper())


def iso_day(digits: str) -> str | None:
    """`20260105` as `2026-01-05`; None when there is no such day."""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).isoformat()
    except ValueError:
        return None
