"""How dates and numbers are written and read in forms, where Django's own formats are not ours."""
