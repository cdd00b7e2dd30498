"""Screens of one's account and of the pôle's people. The door's own screens are allauth's."""
