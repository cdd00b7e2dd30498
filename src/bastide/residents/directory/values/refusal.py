"""What is refused at the door."""

from __future__ import annotations


class UnusableValue(Exception):
    """The value cannot be; the message is for a person, in French."""
