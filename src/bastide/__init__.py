"""bastide: the digital services of a rural territory's communes on one shared platform."""

__version__ = "0.1.0"
