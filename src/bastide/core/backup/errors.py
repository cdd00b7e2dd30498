"""What stops a backup or a restore; the words are for the person at the terminal."""


class BackupError(Exception):
    """Nothing was changed, unless the words say so."""


class WrongKey(BackupError):
    """The key is not the one that sealed the archive."""


class Damaged(BackupError):
    """Something of the archive is missing, truncated or changed."""


class OtherVersion(BackupError):
    """The archive fits another version of the software."""


class NotEmpty(BackupError):
    """There is something where the archive would be restored."""


class InUse(BackupError):
    """Another process has the place."""
