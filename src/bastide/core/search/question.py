"""What was asked, as words to look for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from . import lexemes
from .text import STOP_WORDS, stem, words

#: What lies beyond is not read: nobody types so much into a search field.
LONGEST_TEXT = 500
MOST_WORDS = 10

#: Words beginning with the letters of an open term (five letters or more).
Expand = Callable[[str], list[str]]


@dataclass(frozen=True)
class Term:
    """A word to look for. `is_open`: the reader may be in the middle of it. `is_minor`: may be missing."""

    word: str
    is_minor: bool = False
    is_open: bool = False

    @property
    def stem(self) -> str:
        return stem(self.word)

    def opened(self) -> Term:
        return replace(self, is_open=True)


@dataclass(frozen=True)
class Question:
    """The terms of a query, in their order."""

    terms: tuple[Term, ...]

    @property
    def required(self) -> tuple[Term, ...]:
        """The terms that a result must have: those that matter, or all when none does ("La")."""
        return tuple(term for term in self.terms if not term.is_minor) or self.terms

    @property
    def words(self) -> list[str]:
        return [term.word for term in self.terms]

    def opened(self) -> Question:
        """The same question with the last word taken as the beginning of one."""
        if not self.terms:
            return self
        return Question((*self.terms[:-1], replace(self.terms[-1], is_open=True, is_minor=False)))

    def without(self, dropped: Iterable[str]) -> Question:
        gone = set(dropped)
        return Question(tuple(term for term in self.terms if term.word not in gone))

    def with_words(self, new: dict[str, list[str]]) -> Question:
        """The same question with some words replaced, each by one or several."""
        return Question(
            tuple(
                Term(word, is_minor=(word in STOP_WORDS and word != term.word) or term.is_minor)
                for term in self.terms
                for word in new.get(term.word, [term.word])
            )
        )

    def phrases(self) -> list[str]:
        """The lexemes of an entry that is called exactly so."""
        folded = self.words
        return sorted({lexemes.phrase(folded), lexemes.phrase(lexemes.canonical(folded))})

    def anywhere(self, expand: Expand) -> list[list[str]]:
        """For each required term, the lexemes one of which an entry must have."""
        return [_anywhere(term, expand) for term in self.required]

    def in_title(self, expand: Expand) -> list[list[str]]:
        return [_in_title(term, expand) for term in self.required]

    def are_in(self, titles: Iterable[str]) -> bool:
        """Whether each of these titles, as folded words, surely has every required term."""
        wanted = {term.stem for term in self.required}
        return all(wanted.issubset(map(stem, title.split(" "))) for title in titles)


def _anywhere(term: Term, expand: Expand) -> list[str]:
    if not term.is_open:
        return [term.stem]
    if len(term.word) <= lexemes.LONGEST_PREFIX:
        return [lexemes.beginning(term.word), term.stem]
    return sorted({*expand(term.word), term.stem})


def _in_title(term: Term, expand: Expand) -> list[str]:
    if term.is_open and len(term.word) <= lexemes.LONGEST_PREFIX:
        return [lexemes.beginning(term.word), lexemes.in_title(term.stem)]
    return [lexemes.in_title(word) for word in _anywhere(term, expand)]


def parse(text: str) -> Question:
    """The question in `text`: at most MOST_WORDS different words, the first ones."""
    folded = list(dict.fromkeys(words(text[:LONGEST_TEXT])))[:MOST_WORDS]
    return Question(tuple(Term(word, is_minor=word in STOP_WORDS) for word in folded))


def is_unfinished(text: str) -> bool:
    """Whether the reader may be typing the last word still."""
    shown = text[:LONGEST_TEXT]
    return bool(shown) and not shown[-1].isspace()
