"""The one reader of the environment, and the folder that holds the state."""

from pathlib import Path

import environ

env = environ.Env()

#: Everything this installation writes: database, secret, files, cache, mails.
STATE_DIR = Path(env.str("BASTIDE_STATE_DIR", default="var")).resolve()
