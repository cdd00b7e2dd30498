"""What helps to prove: signatures inside PDFs, trusted time stamps; and the antivirus. All off until set."""

from .env import env

# The authorities trusted for signatures and stamps: a PEM file, or a folder of certificates (extra `signatures`).
SIGNATURE_ROOTS = env.str("BASTIDE_SIGNATURE_ROOTS", default="")
# A time stamping authority (RFC 3161): each proof of an act then bears its stamp (extra `signatures`).
TIMESTAMP_URL = env.str("BASTIDE_TIMESTAMP_URL", default="")
# A ClamAV daemon: the path of its socket, or host:port (extra `antivirus`).
ANTIVIRUS_SOCKET = env.str("BASTIDE_ANTIVIRUS_SOCKET", default="")
# What to do with a file while the daemon is away: "refuse", or "accept" with a mark.
ANTIVIRUS_WHEN_AWAY = env.str("BASTIDE_ANTIVIRUS_WHEN_AWAY", default="refuse")
