"""Documents by type that a body publishes: bulletins, minutes, lists of deliberations, budgets. For residents.

Published from `/espace/` in two screens, read page by page, found by their words. It refuses the legal register of
acts, which has rules of its own (`townhalls.actes`).
"""
