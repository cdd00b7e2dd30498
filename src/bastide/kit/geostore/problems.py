"""What can go wrong with a layer; every message is for a person, in French."""


class LayerProblem(Exception):
    """The message says what happened and, where there is one, the step that mends it."""


class LayerUnreadable(LayerProblem):
    """A published file is missing, damaged, or out of reach."""


class StorageRefused(LayerProblem):
    """Files cannot be written or read where layers lie: a wrong key, no such bucket, no right."""


class NoSpaceLeft(LayerProblem):
    """The disk is full."""


class BuildRefused(LayerProblem):
    """What was given cannot be made a version."""
