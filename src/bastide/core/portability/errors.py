"""What stops an export or an import; the words are for the person at the terminal."""


class PortabilityError(Exception):
    """Nothing was changed."""


class BadArchive(PortabilityError):
    """The archive is not one of ours, is damaged, or was made to harm."""


class NotEmpty(PortabilityError):
    """The body has things here already."""


class Missing(PortabilityError):
    """Something that the archive names is not on this portal."""
