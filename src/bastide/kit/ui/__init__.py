"""The design system: tokens, components, layouts and their gallery."""
