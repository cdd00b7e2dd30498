"""The forms of acts: each asks one thing, in the words of a town hall."""
