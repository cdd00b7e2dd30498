"""Every page that is looked at in both colour schemes, on a narrow screen and enlarged.

A new screen adds a line here; `test_every_template_was_visited` names the templates that no line reaches.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stop:
    """An address of the demonstration, and the code it answers."""

    path: str
    status: int = 200

    def __str__(self) -> str:
        return self.path


PUBLIC = [
    Stop("/gabarits/"),
    Stop("/nulle-part/", 404),
]
