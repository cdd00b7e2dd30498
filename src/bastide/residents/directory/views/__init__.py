"""Screens of the directory, public ones first."""
