"""What a visitor may ask of the directory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .models import CATEGORIES, GROUPS, codes_within

#: Kilometres one may choose; 0 is the commune itself.
DISTANCES = (0, 5, 10, 25, 50)
USUAL_KM = 10
LAST_PAGE = 500


@dataclass(frozen=True)
class DirectoryWish:
    """What is asked, as the address says it. `kinds` are codes of kinds or of families."""

    text: str = ""
    kinds: tuple[str, ...] = ()
    around: str = ""
    km: int | None = None
    point: tuple[float, float] | None = None
    is_open: bool = False
    on_saturday: bool = False
    is_accessible: bool = False
    page: int = 1

    @property
    def is_blank(self) -> bool:
        return replace(self, page=1) == DirectoryWish()

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(code for kind in self.kinds for code in codes_within(kind))

    @property
    def group(self) -> str:
        """The family that is looked at, when all kinds asked for are of one."""
        groups = {kind.partition(".")[0] for kind in self.kinds}
        return groups.pop() if len(groups) == 1 else ""

    @property
    def bare(self) -> str:
        """Without a filter: what is looked for, and where."""
        return DirectoryWish(text=self.text, around=self.around, km=self.km, point=self.point).address()

    def query(self, **changes: Any) -> str:
        """The same question with `changes`; another filter starts again at the first page."""
        wish = replace(self, **{"page": 1, **changes})
        pairs: list[tuple[str, Any]] = [("q", wish.text), *(("genre", kind) for kind in wish.kinds)]
        pairs += [("autour", wish.around), ("km", "" if wish.km is None else wish.km)]
        if wish.point is not None:
            pairs += [("lat", f"{wish.point[1]:.4f}"), ("lon", f"{wish.point[0]:.4f}")]
        pairs += [("ouvert", wish.is_open and "on"), ("samedi", wish.on_saturday and "on")]
        pairs += [("accessible", wish.is_accessible and "on"), ("page", wish.page if wish.page > 1 else "")]
        return urlencode([(name, value) for name, value in pairs if value not in ("", False, None)])

    def address(self, **changes: Any) -> str:
        query = self.query(**changes)
        bare = reverse("directory:list")
        return f"{bare}?{query}" if query else bare


class DirectoryForm(forms.Form):
    """The search of the directory. Nothing in it is an error: an unreadable part is as if it were not there."""

    PARAMETERS = ("q", "genre", "autour", "km", "lat", "lon", "ouvert", "samedi", "accessible", "page")

    q = forms.CharField(required=False, max_length=500, label=_("Nom, métier ou service"))
    autour = forms.CharField(required=False, max_length=80, label=_("Commune"))
    km = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, choices=[(str(each), str(each)) for each in DISTANCES]
    )
    lat = forms.FloatField(required=False, min_value=-90, max_value=90)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180)
    ouvert = forms.BooleanField(required=False)
    samedi = forms.BooleanField(required=False)
    accessible = forms.BooleanField(required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=LAST_PAGE)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        asked = data.getlist("genre") if hasattr(data, "getlist") else []
        kinds = dict.fromkeys(kind for kind in asked[:40] if kind in CATEGORIES or kind in GROUPS)
        # A family with some of its kinds ticked means those kinds.
        narrowed = {kind.partition(".")[0] for kind in kinds if kind in CATEGORIES}
        self.kinds = tuple(kind for kind in kinds if kind not in narrowed)

    def wish(self) -> DirectoryWish:
        self.is_valid()
        found = self.cleaned_data
        lon, lat = found.get("lon"), found.get("lat")
        text = found.get("q") or str(self.data.get("q", "")).replace("\0", " ").strip()[:500]
        return DirectoryWish(
            text=" ".join(text.split()),
            kinds=self.kinds,
            around=found.get("autour") or "",
            km=found.get("km"),
            point=(lon, lat) if lon is not None and lat is not None else None,
            is_open=bool(found.get("ouvert")),
            on_saturday=bool(found.get("samedi")),
            is_accessible=bool(found.get("accessible")),
            page=found.get("page") or 1,
        )


@dataclass(frozen=True)
class Choice:
    """One box of a filter: `count` is what it would leave."""

    name: str
    value: str
    label: Any
    count: int | None
    is_chosen: bool
    is_radio: bool = False

    @property
    def html_id(self) -> str:
        return f"filtre-{self.name}-{self.value.replace('.', '-')}"


@dataclass(frozen=True)
class Filter:
    label: Any
    choices: list[Choice] = field(default_factory=list)
