"""Who did what to what, when: lines that cannot be rewritten unseen.

For a town hall that asks « qui a changé quoi », and for whoever must prove it later. It refuses to change or delete a
line, to write outside a transaction, and to take a verb nobody declared. Names of people stay outside the hash, so that
erasing a person breaks nothing."""
