from .clockwork import periodics

__all__ = ["periodics"]
