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
