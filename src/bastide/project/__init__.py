"""The composition root: knows every app, imported by none."""
