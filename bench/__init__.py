"""Measures against budgets: run by hand or by `make bench`, never as tests.

`python -m bench` runs all, `python -m bench pages weight` those two, `python -m bench.pages` one alone.
Each prints what `docs/dev/performance.md` keeps.
"""
