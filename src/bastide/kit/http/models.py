"""Which pages were taken back, and when: the one memory of it that all processes of all machines share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

#: The tag of the row whose number is the last one given; no page has it.
CLOCK = ""


class PagePurgeQuerySet(models.QuerySet["PagePurge"]):
    def waiting(self) -> Self:
        """Committed with what changed, not numbered yet."""
        return self.filter(number=None)

    def last_number(self) -> int | None:
        """The last number given; None before the first."""
        return self.filter(tag=CLOCK).values_list("number", flat=True).first()

    def last_number_of(self, tags: Iterable[str]) -> int:
        """When one of `tags` was last purged; 0 when none ever was."""
        return self.filter(tag__in=[*tags]).aggregate(last=models.Max("number"))["last"] or 0

    def read_since(self, number: int) -> list[tuple[str, int | None]]:
        """(tag, number) of every purge after `number`, the clock among them, and of those that wait for theirs.

        In SQL: asked up to two hundred times a second, and Django takes four times as long to write the query as
        SQLite to answer it.
        """
        with connection.cursor() as cursor:
            cursor.execute(READ_SINCE, [number])
            return cursor.fetchall()


class PagePurge(models.Model):
    """A tag whose pages no longer hold.

    A purge is inserted in the transaction of the change that asks for it, without a number: there it locks nothing and
    waits for nobody. It counts from the moment it can be seen. Right after the commit it gets a number, greater than
    every number that anybody saw before, so that who remembers the last one asks for what is new only. Each tag has one
    numbered row, its last.
    """

    tag = models.TextField(_("étiquette"), blank=True)
    #: Microseconds since 1970, or one more than the one before; so it is greater than before a backup was restored.
    number = models.BigIntegerField(_("numéro"), null=True, blank=True, db_index=True)

    objects = PagePurgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("page à refaire")
        verbose_name_plural = _("pages à refaire")
        constraints = [
            models.UniqueConstraint(
                fields=["tag"], condition=models.Q(number__isnull=False), name="http_pagepurge_last_of_tag"
            )
        ]

    def __str__(self) -> str:
        return self.tag


READ_SINCE = f"SELECT tag, number FROM {PagePurge._meta.db_table} WHERE number > %s OR number IS NULL"  # noqa: S608


class FrontCopyQuerySet(models.QuerySet["FrontCopy"]):
    def urls_of(self, tags: Iterable[str]) -> list[str]:
        """Addresses whose page has one of `tags`."""
        return sorted(set(self.filter(tag__in=[*tags]).values_list("url", flat=True)))


class FrontCopy(models.Model):
    """A cache in front may hold the page at this address, which depends on this tag.

    Written before such a page leaves, one row for each of its tags, so that a purge knows which addresses to take back
    there (decision 0120). Without a front cache in the settings there are none.
    """

    url = models.TextField(_("adresse"))
    tag = models.TextField(_("étiquette"))
    #: Nobody keeps it longer.
    until = models.DateTimeField(_("jusqu’à"), db_index=True)

    objects = FrontCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("copie en façade")
        verbose_name_plural = _("copies en façade")
        indexes = [models.Index(fields=["tag", "url"], name="http_frontcopy_of_tag")]
        constraints = [models.UniqueConstraint(fields=["url", "tag"], name="http_frontcopy_once")]

    def __str__(self) -> str:
        return f"{self.url} ({self.tag})"


class FrontPurge(models.Model):
    """An address that the caches in front must forget: asked once at once, and once again a little later.

    A page made before the purge may reach a cache after it was asked to forget; the second time it is gone for good.
    """

    url = models.TextField(_("adresse"))
    next_at = models.DateTimeField(_("à demander le"), db_index=True)
    was_asked = models.BooleanField(_("déjà demandé"), default=False)
    failures = models.PositiveSmallIntegerField(_("échecs"), default=0)

    class Meta:
        verbose_name = _("adresse à oublier")
        verbose_name_plural = _("adresses à oublier")

    def __str__(self) -> str:
        return self.url
