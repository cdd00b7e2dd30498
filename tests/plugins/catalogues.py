"""Catalogues of strings compiled before any test: a run without `make setup` finds them too."""

import catalogues

catalogues.compile_stale()
