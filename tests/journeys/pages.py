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
    Stop("/"),
    Stop("/communes/"),
    Stop("/communes/?ouvertes=on"),
    Stop("/communes/?intercommunalite=ailleurs", 400),
    Stop("/communes/monbazillac/"),
    Stop("/communes/bosset/"),  # Without hours.
    Stop("/communes/biron/"),  # Without mayor.
    Stop("/communes/beaumontois-en-perigord/"),  # With communes déléguées.
    Stop("/communes/monbazillac/contact/"),
    Stop("/intercommunalites/"),
    Stop("/intercommunalites/bergeracoise/"),
    Stop("/recherche/"),
    Stop("/recherche/?q=lamonzie"),
    Stop("/recherche/?q=zzzzxqq"),
    Stop("/mentions-legales/"),
    Stop("/accessibilite/"),
    Stop("/donnees-personnelles/"),
    Stop("/plan/"),
    Stop("/nulle-part/", 404),
]
