"""ACTES: the line of a homologated operator, off unless its address is given, and the simulated préfecture."""

from .env import STATE_DIR, env

# Only an operator approved by the ministry may write to the State by itself. Without an address this way is closed.
ACTES_STATE_URL = env.str("BASTIDE_ACTES_STATE_URL", default="")
ACTES_STATE_RESCUE_URL = env.str("BASTIDE_ACTES_STATE_RESCUE_URL", default="")
# Certificate and key in one PEM file, and the authority that signed the State's, if it is not a public one.
ACTES_STATE_CERTIFICATE = env.str("BASTIDE_ACTES_STATE_CERTIFICATE", default="")
ACTES_STATE_AUTHORITY = env.str("BASTIDE_ACTES_STATE_AUTHORITY", default="")
# "file": the field bears the archive's name, as S2LOW; "fields": name, filename and file, as STELA.
ACTES_STATE_FORM = env.str("BASTIDE_ACTES_STATE_FORM", default="file")
ACTES_STATE_SUCCESS = frozenset(map(int, env.list("BASTIDE_ACTES_STATE_SUCCESS", default=["200"])))
# What the ministry lets this operator send within an hour, in MiB; 0 does not count.
ACTES_STATE_HOURLY_MB = env.int("BASTIDE_ACTES_STATE_HOURLY_MB", default=0)
# The mailbox to which the State answers: `imaps://user:password@host:993/INBOX`.
ACTES_IMAP_URL = env.str("BASTIDE_ACTES_IMAP_URL", default="")
# `bastide simulate_prefecture`, for training: where it listens, and the maildir in which it answers.
ACTES_SIMULATOR_URL = env.str("BASTIDE_ACTES_SIMULATOR_URL", default="http://127.0.0.1:8470")
ACTES_SIMULATOR_MAILDIR = env.str("BASTIDE_ACTES_SIMULATOR_MAILDIR", default=str(STATE_DIR / "prefecture" / "courrier"))
