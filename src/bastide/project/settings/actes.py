"""ACTES: how the archives that leave are named, and where the State writes back."""

from .env import env

# Three letters given to an operator when the State approves it; kept in the names of archives.
ACTES_TRIGRAMME = env.str("BASTIDE_ACTES_TRIGRAMME", default="BAS")
# Who receives the acts that are given to archives, and under which agreement; the screen proposes them.
ACTES_ARCHIVES_AGENCY = env.str("BASTIDE_ACTES_ARCHIVES_AGENCY", default="")
ACTES_ARCHIVES_AGREEMENT = env.str("BASTIDE_ACTES_ARCHIVES_AGREEMENT", default="")
# The operator's own mailbox: the first address to which the State answers.
ACTES_MAILBOX = env.str("BASTIDE_ACTES_MAILBOX", default="actes@exemple.fr")
