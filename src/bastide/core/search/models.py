"""The index: sources, their entries, and the words that occur in them.

A rebuild never shows half of itself. Each source has a number of the state that readers see (`live`); an entry is seen
while `born <= live < died`. A build writes the next state beside the present one and then moves `live` by one.
Both databases keep a full-text index of `IndexedEntry.lexemes` by themselves (see `backends`).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

#: `died` of an entry that no build has replaced.
NEVER = 2_000_000_000


class IndexedSource(models.Model):
    """A source as far as it is indexed."""

    name = models.CharField(_("nom"), max_length=100, unique=True)
    live = models.PositiveIntegerField(_("état visible"), default=0)
    builder = models.CharField(
        max_length=32, blank=True, editable=False, help_text=_("La construction en cours ; vide s’il n’y en a pas.")
    )
    refreshed_at = models.DateTimeField(_("reconstruite le"), null=True, blank=True)

    class Meta:
        verbose_name = _("source indexée")
        verbose_name_plural = _("sources indexées")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TouchedKey(models.Model):
    """An entry that changed while its source was being rebuilt: read again before the new state is shown."""

    source = models.ForeignKey(IndexedSource, models.CASCADE, related_name="touched")
    key = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("entrée modifiée")
        verbose_name_plural = _("entrées modifiées")
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="search_touched_once")]

    def __str__(self) -> str:
        return self.key


class IndexedEntry(models.Model):
    """One state of one thing that can be found. The primary key is its rank: the lowest is the most important."""

    # Always given, never counted up: SQLite keeps the rows in the order of this kind of key only.
    rank = models.BigAutoField(primary_key=True)
    source = models.ForeignKey(IndexedSource, models.CASCADE, related_name="entries", db_index=False)
    key = models.CharField(max_length=200)
    born = models.PositiveIntegerField()
    died = models.PositiveIntegerField(default=NEVER)
    content_hash = models.CharField(max_length=32)
    kind = models.CharField(_("nature"), max_length=30)
    title = models.CharField(_("titre"), max_length=300)
    url = models.CharField(_("adresse"), max_length=500)
    summary = models.CharField(_("résumé"), max_length=500, blank=True)
    keywords = models.JSONField(default=list)
    commune_code = models.CharField(_("commune"), max_length=10, blank=True)
    scope = models.CharField(_("visibilité"), max_length=100)
    weight = models.PositiveSmallIntegerField()
    title_words = models.TextField()
    keyword_words = models.TextField()
    lexemes = models.TextField()

    class Meta:
        verbose_name = _("entrée de recherche")
        verbose_name_plural = _("entrées de recherche")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "key"], condition=models.Q(died=NEVER), name="search_entry_one_newest"
            ),
        ]
        indexes = [
            models.Index(fields=["source", "rank"], name="search_entry_source"),
            models.Index(fields=["source", "key"], name="search_entry_key"),
            models.Index(fields=["source", "died"], condition=models.Q(died__lt=NEVER), name="search_entry_dead"),
        ]

    def __str__(self) -> str:
        return self.title


class IndexedWord(models.Model):
    """A lexeme and in how many entries it stands; `sound` is filled for words that a typing error may hit."""

    text = models.CharField(max_length=60, primary_key=True)
    entry_count = models.IntegerField(default=0)
    sound = models.CharField(max_length=60, blank=True, db_index=True)

    class Meta:
        verbose_name = _("mot indexé")
        verbose_name_plural = _("mots indexés")

    def __str__(self) -> str:
        return self.text


class WordVariant(models.Model):
    """A word with one letter left out, to find it by a mistyped neighbour."""

    variant = models.CharField(max_length=60, db_index=True)
    word = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("variante de mot")
        verbose_name_plural = _("variantes de mots")

    def __str__(self) -> str:
        return f"{self.variant} ({self.word})"
