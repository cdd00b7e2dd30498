"""Which of the candidates a reader most probably means, the same on every database."""

from __future__ import annotations

from .backends import Candidate
from .lexemes import canonical
from .question import Question, Term
from .results import Part
from .text import STOP_WORDS, spans, stem

_BODY = 60.0
_KEYWORD, _KEYWORD_BEGINNING = 200.0, 150.0
_TITLE, _TITLE_STEM, _TITLE_BEGINNING = 300.0, 290.0, 240.0
_EXACT_TITLE, _SAME_WORDS, _EXACT_KEYWORD = 310.0, 300.0, 220.0
_BEGINS_TITLE, _COVERAGE = 100.0, 40.0
_WEIGHT = 0.2


class Ranking:
    """The scores of candidates for one question."""

    def __init__(self, question: Question) -> None:
        self.required = question.required
        self.words = question.words
        self.joined = "".join(self.words)
        self.canonical = canonical(self.words)
        self.canonical_joined = "".join(self.canonical)
        self.last_is_open = bool(question.terms) and question.terms[-1].is_open

    def sort(self, candidates: list[Candidate]) -> list[Candidate]:
        """The best first; between equals, the title's alphabet, then the index's order."""
        return sorted(candidates, key=lambda found: (-self.score(found), found.title_words, found.rank))

    def score(self, found: Candidate) -> float:
        title = found.title_words.split(" ")
        stems = [stem(word) for word in title]
        keywords = found.keyword_words.replace("|", " ").split(" ") if found.keyword_words else []
        levels = [_level(term, title, stems, keywords) for term in self.required]
        points = sum(levels) / len(levels) + found.weight * _WEIGHT
        core = [stem for word, stem in zip(title, stems, strict=True) if word not in STOP_WORDS] or stems
        points += self._whole(title, core, found.keyword_words)
        in_title = sum(level >= _TITLE_BEGINNING for level in levels)
        return points + _COVERAGE * in_title / len(title)

    def _whole(self, title: list[str], core: list[str], keyword_words: str) -> float:
        """What the entry gains when all of its title, or one of its names, is what was asked."""
        if "".join(title) == self.joined:
            return _EXACT_TITLE
        if "".join(core) == self.canonical_joined:
            return _SAME_WORDS
        for keyword in keyword_words.split("|") if keyword_words else ():
            folded = keyword.split(" ")
            if "".join(folded) == self.joined or "".join(canonical(folded)) == self.canonical_joined:
                return _EXACT_KEYWORD
        return _BEGINS_TITLE if self._begins(core) else 0.0

    def _begins(self, core: list[str]) -> bool:
        asked = self.canonical
        if len(core) < len(asked) or core[: len(asked) - 1] != asked[:-1]:
            return False
        last, word = asked[-1], core[len(asked) - 1]
        return word == last or (self.last_is_open and word.startswith(self.words[-1]))


def _level(term: Term, title: list[str], stems: list[str], keywords: list[str]) -> float:
    word = term.word
    if word in title:
        return _TITLE
    if term.stem in stems or term.stem in title:
        return _TITLE_STEM
    if term.is_open and any(other.startswith(word) for other in title):
        return _TITLE_BEGINNING
    if keywords:
        if word in keywords or term.stem in keywords or any(stem(other) == term.stem for other in keywords):
            return _KEYWORD
        if term.is_open and any(other.startswith(word) for other in keywords):
            return _KEYWORD_BEGINNING
    return _BODY


def parts(text: str, question: Question) -> list[Part]:
    """`text` cut into pieces, those that match the question marked."""
    stems = {term.stem for term in question.required}
    openings = tuple(term.word for term in question.required if term.is_open)
    pieces: list[Part] = []
    done = 0
    for span in spans(text):
        if stem(span.word) in stems or (openings and span.word.startswith(openings)):
            if span.start > done:
                pieces.append(Part(text[done : span.start], False))
            pieces.append(Part(text[span.start : span.end], True))
            done = span.end
    if done < len(text):
        pieces.append(Part(text[done:], False))
    return pieces


def matched(text: str, question: Question) -> int:
    """How many of the question's terms are words of `text`."""
    found = [span.word for span in spans(text)]
    stems = {stem(word) for word in found}
    return sum(
        term.stem in stems or (term.is_open and any(word.startswith(term.word) for word in found))
        for term in question.required
    )
