"""Screens of the workspace, one task each."""
