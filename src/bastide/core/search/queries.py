"""Asking the index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.db import connection

from bastide.core.territory.models import Commune, Territory

from . import corrections, lexemes
from .backends import Candidate, backend_for
from .models import IndexedEntry
from .question import LONGEST_TEXT, Question, is_unfinished, parse
from .ranking import Ranking, matched, parts
from .registry import PUBLIC, language_of, public_in, search_sources
from .results import Facet, Hit, Results
from .text import clean, spans, stem, words

#: So many candidates, the best by their rank in the index, are compared with each other.
CAP = 500
#: With fewer results than this, words that only begin like the last one are taken too.
FEW = 10
#: With fewer results than this, a word that is nowhere is taken for a typing error.
HARDLY_ANY = 3
MOST_HITS = 50
_FACET_CAP = 100
_MOST_FACETS = 12
_MOST_EXPANSIONS = 64
_MOST_TRIES = 6
_SUGGESTION_CAP = 150


def search(
    text: str,
    *,
    territory: Territory | None = None,
    kind: str | None = None,
    commune: str | None = None,
    limit: int = 20,
    offset: int = 0,
    user: Any = None,
    language: str = settings.LANGUAGE_CODE,
) -> Results:
    """What matches `text`, the most probable first, with facets by kind and commune.

    `kind` and `commune` (an INSEE code) narrow; a value that nothing has gives no result. In another `language` than
    French, only what was written in it is found. Whatever `text` is, the answer costs a bounded number of bounded
    queries.
    """
    limit, offset = max(1, min(MOST_HITS, limit)), max(0, min(CAP, offset))
    reader = _Reader(territory=territory, user=user, cap=CAP, language=language)
    answer = _answer(text, reader.narrowed(kind, commune))
    ranked = Ranking(answer.question).sort(answer.candidates)[:CAP]
    return Results(
        asked=answer.asked,
        hits=_hits(ranked[offset : offset + limit], answer.question),
        total=len(ranked),
        is_capped=answer.is_capped,
        kinds=_kind_facets(answer, reader, kind, commune),
        communes=_commune_facets(answer, reader, kind, commune),
        corrected=_spelled(answer.question, ranked[:5]) if answer.corrected else "",
        ignored=answer.ignored,
        offset=offset,
        limit=limit,
    )


def suggest(
    text: str,
    limit: int = 8,
    *,
    territory: Territory | None = None,
    kind: str | None = None,
    user: Any = None,
    language: str = settings.LANGUAGE_CODE,
) -> list[Hit]:
    """What a reader who has typed `text` so far may mean; the last word may be unfinished."""
    reader = _Reader(territory=territory, user=user, cap=_SUGGESTION_CAP, language=language).narrowed(kind, None)
    question = parse(text)
    if is_unfinished(text):
        question = question.opened()
    answer = _Answer(question, shown(text))
    if question.terms:
        answer.add(*reader.gather(question))
        if not answer.candidates:
            _rescue(answer, reader)
    best = Ranking(answer.question).sort(answer.candidates)[: max(1, min(MOST_HITS, limit))]
    return _hits(best, answer.question)


@dataclass(frozen=True)
class FoundKeys:
    """Keys of what was found, the most probable first; `corrected` and `ignored` as in `Results`."""

    keys: list[str]
    is_capped: bool
    corrected: str
    ignored: list[str]


def keys_of(
    text: str, kinds: Collection[str], *, territory: Territory | None = None, commune: str | None = None
) -> FoundKeys:
    """The keys of public entries of some kinds, for an app that lists its own things: at most CAP, no facets."""
    reader = _Reader(territory=territory, user=None, cap=CAP).narrowed(None, commune).of_kinds(kinds)
    answer = _answer(text, reader)
    best = Ranking(answer.question).sort(answer.candidates)[:CAP]
    rows = IndexedEntry.objects.filter(rank__in=[entry.rank for entry in best]).values_list("rank", "key")
    key_of = dict(rows)
    return FoundKeys(
        [key_of[entry.rank] for entry in best if entry.rank in key_of],
        answer.is_capped,
        _spelled(answer.question, best[:5]) if answer.corrected else "",
        answer.ignored,
    )


def fold(text: str) -> str:
    """`text` as the index sees it: words without accents, case or signs, one space between them."""
    return " ".join(words(text))


def stems(text: str) -> list[str]:
    """The words of `text` without their plurals: "Médecins, infirmières" is medecin, infirmiere."""
    return [stem(word) for word in words(text)]


def shown(text: str) -> str:
    """`text` as it may be shown again: one line, bounded, without what cannot be stored."""
    return " ".join(clean(text[:LONGEST_TEXT]).split())


class _Reader:
    """Reads candidates for one person, in one territory, within one choice of kind and commune."""

    def __init__(
        self, *, territory: Territory | None, user: Any, cap: int, language: str = settings.LANGUAGE_CODE
    ) -> None:
        self.cap = cap
        self.scopes = {public_in(language)}
        # What only some may find is written in French.
        if user is not None and user.is_authenticated and PUBLIC in self.scopes:
            for _name, source in search_sources:
                self.scopes.update(source.scopes(user))
        self.filters: list[list[str]] = []
        if other := language_of(public_in(language)):
            self.filters.append([lexemes.of_language(other)])
        if territory is not None:
            self.filters.append([lexemes.of_territory(territory.slug), lexemes.of_territory(lexemes.EVERYWHERE)])
        self._expansions: dict[str, list[str]] = {}
        self._called: dict[tuple[str, ...], list[Candidate]] = {}

    def narrowed(self, kind: str | None, commune: str | None) -> _Reader:
        """The same reader, kept to a kind and a commune."""
        other = _Reader(territory=None, user=None, cap=self.cap)
        other.scopes, other._expansions = self.scopes, self._expansions
        other.filters = list(self.filters)
        if kind:
            other.filters.append([lexemes.of_kind(kind if lexemes.is_code(kind) else "")])
        if commune:
            other.filters.append([lexemes.of_commune(commune if lexemes.is_code(commune) else "")])
        return other

    def of_kinds(self, kinds: Collection[str]) -> _Reader:
        """The same reader, kept to any of these kinds."""
        other = self.narrowed(None, None)
        other.filters.append([lexemes.of_kind(kind) for kind in kinds])
        return other

    def expand(self, prefix: str) -> list[str]:
        if prefix not in self._expansions:
            self._expansions[prefix] = corrections.beginning(prefix, most=_MOST_EXPANSIONS)
        return self._expansions[prefix]

    def read(self, condition: list[list[str]], limit: int | None = None) -> list[Candidate]:
        return backend_for(connection).candidates(
            connection, [*condition, *self.filters], scopes=sorted(self.scopes), limit=limit or self.cap
        )

    def count(self, condition: list[list[str]], most: int) -> int:
        return backend_for(connection).count(
            connection, [*condition, *self.filters], scopes=sorted(self.scopes), most=most
        )

    def _called_exactly(self, phrases: list[str]) -> list[Candidate]:
        """Read once: a question is called the same when its last word is taken as a beginning."""
        asked = tuple(phrases)
        if asked not in self._called:
            self._called[asked] = self.read([phrases], 50)
        return self._called[asked]

    def gather(self, question: Question) -> tuple[list[Candidate], bool]:
        """Candidates for the question and whether there are more; those called exactly so are always among them."""
        found = {entry.rank: entry for entry in self._called_exactly(question.phrases())}
        anywhere = self.read(question.anywhere(self.expand))
        is_capped = len(anywhere) == self.cap
        if is_capped and not question.are_in(entry.title_words for entry in anywhere):
            for entry in self.read(question.in_title(self.expand)):
                found.setdefault(entry.rank, entry)
        for entry in anywhere:
            found.setdefault(entry.rank, entry)
        return list(found.values())[: self.cap], is_capped


class _Answer:
    """What was found so far, and for which reading of the question."""

    def __init__(self, question: Question, asked: str) -> None:
        self.question, self.asked = question, asked
        self.found: dict[int, Candidate] = {}
        self.is_capped = False
        self.corrected = False
        self.ignored: list[str] = []

    def add(self, candidates: list[Candidate], is_capped: bool) -> None:
        self.found.update({entry.rank: entry for entry in candidates})
        self.is_capped = self.is_capped or is_capped

    @property
    def candidates(self) -> list[Candidate]:
        return list(self.found.values())


def _answer(text: str, reader: _Reader) -> _Answer:
    answer = _Answer(parse(text), shown(text))
    if not answer.question.terms:
        return answer
    answer.add(*reader.gather(answer.question))
    if len(answer.found) < FEW and is_unfinished(text):
        answer.question = answer.question.opened()
        answer.add(*reader.gather(answer.question))
    if len(answer.found) < HARDLY_ANY:
        _rescue(answer, reader)
    return answer


def _rescue(answer: _Answer, reader: _Reader) -> None:
    """Look for what was meant, then for a part of what was asked; fills `answer` when that finds more."""
    question = answer.question
    known = corrections.counts([form for term in question.required for form in {term.word, term.stem}])
    unknown = [
        term.word
        for term in question.required
        if not (term.word in known or term.stem in known or (term.is_open and _begins_a_word(term.word, reader)))
    ]
    suspects = unknown or ([] if answer.found else [term.word for term in question.required])
    open_words = {term.word for term in question.required if term.is_open}
    meant = {
        word: corrections.neighbours(word) or (corrections.continuations(word) if word in open_words else [])
        for word in suspects
    }
    for replacement in (_replacements(meant, unknown) + _joined(question, unknown))[:_MOST_TRIES]:
        corrected = question.with_words(replacement)
        candidates, is_capped = reader.gather(corrected)
        if len(candidates) > len(answer.found):
            answer.found, answer.is_capped = {}, False
            answer.add(candidates, is_capped)
            answer.question, answer.corrected = corrected, True
            return
    if not answer.found and len(question.required) > 1:
        _relax(answer, reader, known, unknown)


def _begins_a_word(letters: str, reader: _Reader) -> bool:
    if len(letters) > lexemes.LONGEST_PREFIX:
        return bool(reader.expand(letters))
    return bool(corrections.counts([lexemes.beginning(letters)]))


def _replacements(meant: dict[str, list[str]], unknown: list[str]) -> list[dict[str, list[str]]]:
    """Ways to mend the question, the most probable first."""
    ways: list[dict[str, list[str]]] = []
    if unknown:
        best = {word: [meant[word][0]] if meant[word] else corrections.split(word) for word in unknown}
        best = {word: instead for word, instead in best.items() if instead}
        if best:
            ways.append(best)
            for word in best:
                ways.extend(best | {word: [other]} for other in meant[word][1:])
                if meant[word] and (halves := corrections.split(word)):
                    ways.append(best | {word: halves})
    else:
        ways.extend({word: [other]} for word, others in meant.items() for other in others[:2])
    return ways


def _joined(question: Question, unknown: list[str]) -> list[dict[str, list[str]]]:
    """Ways to mend a word that was written as two: mont bazillac, monbazillac."""
    ways: list[dict[str, list[str]]] = []
    for left, right in pairwise(question.words):
        if (left in unknown or right in unknown) and (meant := corrections.neighbours(left + right, most=1)):
            ways.append({left: meant, right: []})
    return ways


def _relax(answer: _Answer, reader: _Reader, known: dict[str, int], unknown: list[str]) -> None:
    """Leave out the words that are nowhere, then all but the rarest."""
    question = answer.question
    by_rarity = sorted(
        (term.word for term in question.required if term.word not in unknown),
        key=lambda word: known.get(word, 0),
    )
    for dropped in ([*unknown], [*unknown, *by_rarity[1:]]):
        smaller = question.without(dropped)
        if dropped and smaller.terms:
            candidates, is_capped = reader.gather(smaller)
            if candidates:
                answer.add(candidates, is_capped)
                answer.question, answer.ignored = smaller, dropped
                return


def _spelled(question: Question, best: list[Candidate]) -> str:
    """The question's words as the best results write them, accents and capitals included."""
    written: dict[str, str] = {}
    for entry in best:
        for span in spans(entry.title):
            written.setdefault(span.word, entry.title[span.start : span.end])
    return " ".join(written.get(word, word) for word in question.words)


def _hits(best: list[Candidate], question: Question) -> list[Hit]:
    rows = IndexedEntry.objects.in_bulk([entry.rank for entry in best])
    labels = {code: label for _name, source in search_sources for code, label in source.kinds.items()}
    hits = []
    for entry in best:
        if (row := rows.get(entry.rank)) is None:  # Replaced since the candidates were read.
            continue
        hits.append(
            Hit(
                title=row.title,
                url=row.url,
                kind=row.kind,
                kind_label=labels.get(row.kind, row.kind),
                summary=row.summary,
                commune_code=row.commune_code,
                title_parts=parts(row.title, question),
                summary_parts=parts(row.summary, question),
                because=parts(_reason(row, question), question),
            )
        )
    return hits


def _reason(row: IndexedEntry, question: Question) -> str:
    """The other name under which the entry was found, when its title does not have all the words."""
    in_title = matched(row.title, question)
    if in_title == len(question.required):
        return ""
    best = max(row.keywords, key=lambda keyword: matched(keyword, question), default="")
    return best if matched(best, question) else ""


def _kind_facets(answer: _Answer, reader: _Reader, kind: str | None, commune: str | None) -> list[Facet]:
    labels = {code: label for _name, source in search_sources for code, label in source.kinds.items()}
    if not answer.question.terms:
        return []
    candidates, is_capped = answer.candidates, answer.is_capped
    if kind:
        candidates, is_capped = reader.narrowed(None, commune).gather(answer.question)
    counts = Counter(entry.kind for entry in candidates)
    # The cap keeps the most important kinds and hides the others: those that have more entries are read apart.
    indexed = corrections.counts([lexemes.of_kind(code) for code in labels]) if is_capped else {}
    facets = []
    for code, label in labels.items():
        count = counts[code]
        if count < min(_FACET_CAP, indexed.get(lexemes.of_kind(code), 0)):
            count = reader.narrowed(code, commune).count(answer.question.anywhere(reader.expand), _FACET_CAP)
        if count or code == kind:
            facets.append(Facet(code, label, count, is_capped and count >= _FACET_CAP, code == kind))
    return sorted(facets, key=lambda facet: (-facet.count, str(facet.label)))


def _commune_facets(answer: _Answer, reader: _Reader, kind: str | None, commune: str | None) -> list[Facet]:
    if not answer.question.terms:
        return []
    candidates, is_capped = answer.candidates, answer.is_capped
    if commune:
        candidates, is_capped = reader.narrowed(kind, None).gather(answer.question)
    counts = Counter(entry.commune_code for entry in candidates if entry.commune_code)
    best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST_FACETS]
    codes = {code for code, _ in best} | ({commune} if commune else set())
    names = {place.insee_code: place.name for place in Commune.objects.whole().filter(insee_code__in=codes)}
    facets = [Facet(code, names.get(code, code), count, is_capped, code == commune) for code, count in best]
    if commune and commune not in {facet.value for facet in facets} and commune in names:
        facets.append(Facet(commune, names[commune], counts[commune], is_capped, True))
    return sorted(facets, key=lambda facet: (-facet.count, words(facet.label)))
