"""How far two words are from each other, by their letters and by their sound."""

from __future__ import annotations

import re

#: Shorter words have too many neighbours to be corrected.
SHORTEST = 4

# In order: what French writes in several ways becomes one.
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in [
        (r"ph", "f"),
        (r"eaux?|aux?|ault|aud$", "o"),
        (r"[aeo]y", "ei"),
        (r"gn|ni(?=[aeou])", "ny"),
        (r"qu|ck|q|k|c(?![eiyh])", "k"),
        (r"ge(?=[ao])|g(?=[eiy])", "j"),
        (r"sch|sh|ch", "x"),
        (r"c|z|ss|sc|tion$", "s"),
        (r"h", ""),
        (r"y", "i"),
        (r"[ae]i[nm]|[iy][nm](?![aeiou])", "1"),
        (r"[ae][nm](?![aeioumn])", "2"),
        (r"o[nm](?![aeioumn])", "3"),
        (r"ei|ai|er$|ez$|et$", "e"),
        (r"(.)\1+", r"\1"),
        (r"(?<=..)[estdxpz]+$", ""),
    ]
]


def sound(word: str) -> str:
    """A rough French sound of a folded word: monbasilac and monbazillac have the same."""
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return word


def is_correctable(word: str) -> bool:
    """Numbers are right or wrong, short words are anything: neither is guessed at."""
    return len(word) >= SHORTEST and word.isalpha()


def shortened(word: str) -> set[str]:
    """`word` and what it becomes with any one letter left out: neighbours have one of these in common."""
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


def distance(left: str, right: str, *, at_most: int) -> int:
    """Letters added, left out, changed or swapped between two words; `at_most` + 1 stands for more."""
    if abs(len(left) - len(right)) > at_most:
        return at_most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, letter in enumerate(left, start=1):
        before, last, row = row, before, [i]
        for j, other in enumerate(right, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > at_most:
            return at_most + 1
    return min(row[-1], at_most + 1)


def tolerance(word: str) -> int:
    """How many wrong letters a word of this length may have."""
    return 1 if len(word) < 7 else 2
