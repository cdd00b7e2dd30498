"""Codes of communes in files that are older than the last merger: each is told by the code it has today."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bastide.core.territory.models import Commune, FormerName

from .sources import Line


class CurrentCommunes:
    """Three queries when it is made, none afterwards."""

    def __init__(self) -> None:
        self.names = {
            each.insee_code: each.name for each in Commune.objects.whole().only("insee_code", "bare_name", "name_kind")
        }
        parts = Commune.objects.filter(parent__isnull=False, parent__type=Commune.Type.COMMUNE)
        self._now = dict(parts.values_list("insee_code", "parent__insee_code"))
        former = FormerName.objects.exclude(insee_code="").values_list("insee_code", "commune__insee_code")
        self._now |= {old: new for old, new in former if new}

    def settle(self, line: Line) -> Line:
        """The same line, the code of its commune brought up to date, and told; a code that we have not is told too."""
        record = line.record
        if record is None or not record.insee_code or record.insee_code in self.names:
            return line
        old = record.insee_code
        if (new := self._now.get(old)) and new in self.names:
            message = _("La commune %(old)s fait partie de %(name)s (%(new)s) : le lieu y est rangé.")
            line.remark("former-commune", message % {"old": old, "name": self.names[new], "new": new}, "insee_code")
            record.insee_code = new
            for name, codes in (record.pivots or {}).items():
                record.pivots[name] = [new if code == old else code for code in codes]  # type: ignore[index]
        elif self.names:
            message = _("La commune %s n’est pas de celles du portail : le lieu est gardé, sans page de commune.")
            line.remark("other-commune", message % old, "insee_code")
        return line
