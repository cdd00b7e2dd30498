"""One search per question of the back office, on every database.

Wagtail ranks everything that matches, once to count it, once more for the screen, and on SQLite once more for each
result. Here the best candidates are looked for once; what this person may see of them is asked once; counting costs
nothing more, and only the rows of the screen are read.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, IntegerField, Value, When
from django.db.models.functions import Cast

#: Candidates that are read, ten screens of them; whoever looks for a word of more things adds a second word.
MOST = 200


class Capped:
    """Beside one of Wagtail's compilers: the same words, the same rank."""

    queryset: Any
    query: Any
    fields: Any
    order_by_relevance: bool
    _keys: list[str] | None = None

    def is_capped(self, score_field: str | None) -> bool:
        """Whether this question can be answered by candidates; the others stay Wagtail's."""
        raise NotImplementedError

    def candidates(self, config: Any) -> tuple[Any, str]:
        """All entries that match, the best first, and the path from an entry to the key of its object."""
        raise NotImplementedError

    def search(
        self, config: Any, start: int | None, stop: int | None, score_field: str | None = None, **more: Any
    ) -> Any:
        if not self.is_capped(score_field):
            return super().search(config, start, stop, score_field=score_field, **more)  # type: ignore[misc]
        keys = self.keys(config)
        if self.order_by_relevance:
            shown = keys[start:stop]
            places = [When(pk=key, then=Value(place)) for place, key in enumerate(shown)]
            found = self.queryset.filter(pk__in=shown)
            return found.order_by(Case(*places, output_field=IntegerField())) if places else found
        found = self.queryset.filter(pk__in=keys)
        return (found if found.query.order_by else found.order_by("-pk"))[start:stop]

    def keys(self, config: Any) -> list[str]:
        """The keys of what is found, the best first; looked for once, whoever asks again."""
        if self._keys is None:
            self._keys = self._look_for(config)
        return self._keys

    def _look_for(self, config: Any) -> list[str]:
        entries, path = self.candidates(config)
        best = list(entries.values_list(path, flat=True)[:MOST])
        within = self.queryset.order_by()
        seen = {str(key) for key in within.filter(pk__in=best).values_list("pk", flat=True)} if best else set()
        if len(best) == MOST and len(seen) < MOST:
            # Some are not for this person, or not of this collection: theirs must not be passed over.
            theirs = within.annotate(key=Cast("pk", CharField())).values("key")
            return list(entries.filter(**{f"{path}__in": theirs}).values_list(path, flat=True)[:MOST])
        return [key for key in best if key in seen]


class Counted:
    """Beside Wagtail's results: what was looked for once is not looked for again to be counted."""

    query_compiler: Any
    backend: Any
    start: int
    stop: int | None
    _score_field: str | None

    def _do_count(self) -> int:
        compiler = self.query_compiler
        if not compiler.is_capped(self._score_field):
            return int(super()._do_count())  # type: ignore[misc]
        return len(compiler.keys(compiler.get_config(self.backend))[self.start : self.stop])
