"""Addresses and a job for several processes, to see that what one does the others neither hide, lose nor do twice."""

#: Where the worker of `tasks.py` can be killed.
STEPS = ("before the lease", "with the lease", "before the effect", "after the effect", "after the commit")
#: The queue of jobs asked for once more.
AGAIN = "again"
