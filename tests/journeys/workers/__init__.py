"""A page and a form served by two processes, to see that what one writes the other never hides."""
