"""What a mistyped word probably was."""

from __future__ import annotations

from django.db import connection

from .backends import backend_for
from .models import IndexedWord, WordVariant
from .spelling import distance, is_correctable, shortened, sound, tolerance

#: Two letters are left out of words up to this long; longer ones would have hundreds of variants.
_LONGEST_TWICE_SHORTENED = 14
_MOST_NEIGHBOURS = 400


def neighbours(word: str, *, most: int = 3) -> list[str]:
    """Indexed words that `word` may have been meant for, the most probable first; never `word` itself."""
    if not is_correctable(word):
        return []
    at_most = tolerance(word)
    asked = shortened(word)
    if at_most == 2 and len(word) <= _LONGEST_TWICE_SHORTENED:
        asked = asked.union(*(shortened(shorter) for shorter in asked))
    spoken = sound(word)
    variants = WordVariant.objects.filter(variant__in=asked).values_list("word", flat=True)
    near = set(variants.distinct()[:_MOST_NEIGHBOURS])
    living = IndexedWord.objects.filter(entry_count__gt=0).values_list("text", "entry_count", "sound")
    found = set(living.filter(text__in=near))
    if spoken:
        found.update(living.filter(sound=spoken)[:_MOST_NEIGHBOURS])
    scored = []
    for text, count, said in found:
        sounds_alike = said == spoken
        far = distance(word, text, at_most=at_most + sounds_alike)
        if text != word and far <= at_most + sounds_alike:
            scored.append((far - sounds_alike - 0.5 * (text[0] == word[0]), -count, text))
    return [text for _, _, text in sorted(scored)[:most]]


def continuations(letters: str, *, most: int = 3) -> list[str]:
    """Indexed words that may begin with `letters` when one of these, after the second, is wrong: bergr, bergerac."""
    if not is_correctable(letters):
        return []
    scored = []
    for place, word in enumerate(beginning(letters[:2], most=_MOST_NEIGHBOURS)):
        lengths = range(len(letters) - 1, len(letters) + 2)
        if (far := min(distance(letters, word[:length], at_most=1) for length in lengths)) <= 1:
            scored.append((far, len(word), place, word))
    return [word for *_, word in sorted(scored)[:most]]


def split(word: str) -> list[str]:
    """The two indexed words that `word` is made of when a space was forgotten, else nothing."""
    if len(word) < 6 or not word.isalpha():
        return []
    halves = [(word[:place], word[place:]) for place in range(2, len(word) - 2)]
    frequent = counts([half for pair in halves for half in pair])
    known = [pair for pair in halves if pair[0] in frequent and pair[1] in frequent]
    return list(max(known, key=lambda pair: (min(frequent[half] for half in pair), pair), default=()))


def counts(words: list[str]) -> dict[str, int]:
    """In how many entries each of `words` stands; a word that is nowhere is left out."""
    return dict(IndexedWord.objects.filter(text__in=words, entry_count__gt=0).values_list("text", "entry_count"))


def beginning(prefix: str, *, most: int) -> list[str]:
    return [word for word, _ in backend_for(connection).words_beginning(connection, prefix, most)]
