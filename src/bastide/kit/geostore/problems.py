"""What can go wrong with a layer; every message is for a person, in French."""

from bastide.kit.ui.typography import nbsp


class LayerProblem(Exception):
    """The message says what happened and, where there is one, the step that mends it."""

    def __init__(self, message: str) -> None:
        super().__init__(nbsp(message))


class LayerUnreadable(LayerProblem):
    """A published file is missing, damaged, or out of reach."""


class StorageRefused(LayerProblem):
    """Files cannot be written or read where layers lie: a wrong key, no such bucket, no right."""


class NoSpaceLeft(LayerProblem):
    """The disk is full."""


class BuildRefused(LayerProblem):
    """What was given cannot be made a version."""


class WrongFilter(LayerProblem, ValueError):
    """A question that cannot be asked: unknown column or comparison, a value of another type, a box inside out."""
