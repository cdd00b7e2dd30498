"""The directory: every place that serves people, entered once and shown everywhere.

For residents who look for a service near them, for the secretary and the pôle who keep the records, and for the places
themselves, who correct theirs by a signed link. It refuses to let an import overwrite what somebody here corrected, to
publish what nobody reviewed, and to keep what a reporter typed longer than it takes to answer.
"""
