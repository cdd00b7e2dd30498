"""The socket `verb`: each app says in French what its lines of the journal mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from bastide.kit.registry.sockets import Socket

#: What every sentence may name besides the verb's own data.
PEOPLE_AND_THINGS = ("actor", "target")


@dataclass(frozen=True)
class Verb:
    """One thing that can happen.

    `sentence` is the French template, usually lazy: "{actor} a corrigé {field} de {target}.". `data` lists the keys a
    line of this verb may carry; they enter the hash for ever, so none of them may hold personal data. `words(data)`
    turns codes into words for the sentence ("phone" → "le téléphone"); without it the values are shown as they are.
    """

    sentence: Any
    data: tuple[str, ...] = ()
    words: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None

    def __post_init__(self) -> None:
        known = {*PEOPLE_AND_THINGS, *self.data}
        named = {name for _text, name, _spec, _conversion in Formatter().parse(str(self.sentence)) if name is not None}
        if unknown := sorted(named - known):
            raise ValueError(f"The sentence {self.sentence!s} names {', '.join(unknown)}, which a line does not carry.")

    def say(self, *, actor: str, target: str, data: Mapping[str, Any]) -> str:
        """The sentence for one line; a key the line does not carry reads « … »."""
        words = dict.fromkeys(self.data, "…") | dict(data) | dict(self.words(data) if self.words else {})
        return str(self.sentence).format(**words | {"actor": actor, "target": target})


verbs = Socket(
    "core.journal.verb",
    module="verbs",
    plug_type=Verb,
    doc="What can be recorded, with its French sentence, read by the screens that show the journal.",
)
