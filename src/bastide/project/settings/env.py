"""The one reader of the environment, and the folder that holds the state."""

import os
import re
from collections.abc import MutableMapping
from pathlib import Path

import environ


def take_credentials(environment: MutableMapping[str, str]) -> None:
    """Add what systemd hands over as files (LoadCredential=): each bears the name of the variable it stands for.

    What the environment says already wins.
    """
    folder = environment.get("CREDENTIALS_DIRECTORY")
    if not folder:
        return
    for path in sorted(Path(folder).iterdir()):
        if re.fullmatch(r"DATABASE_URL|BASTIDE_[A-Z0-9_]+", path.name):
            environment.setdefault(path.name, path.read_text().strip())


take_credentials(os.environ)
env = environ.Env()

#: Everything this installation writes: database, secret, files, cache, mails.
STATE_DIR = Path(env.str("BASTIDE_STATE_DIR", default="var")).resolve()
