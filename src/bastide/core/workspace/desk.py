"""A desk: where a body writes one kind of thing, looks at it, publishes it and takes it back.

The app that owns the things gives its form, its actions and two templates; the six screens are here. Whatever is sent
is kept first, as a draft that may lack anything: a picture sent from a phone is not lost because a title is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bastide.core.territory.models import Organisation

from . import actions
from .access import AgentRequest, held_values, organisation_screen
from .models import Publishable


class DeskForm(forms.Form):
    """Cleaned data are the values that the app's `save` takes. `version` is what the person began to write from."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    #: What publishing asks for: a draft may lack it, yet the screen does not call it optional. What is published is
    #: whole, and stays so: its corrections may lack none of it.
    needed: tuple[str, ...] = ()

    #: Fields below the fold, which opens when one of them was answered before.
    folded: tuple[str, ...] = ()
    #: Where a field of the thing is asked for under another name.
    asked_as: ClassVar[Mapping[str, str]] = MappingProxyType({})

    #: The body that writes, and what is changed (None for a new thing).
    organisation: Organisation
    thing: Any

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        organisation: Organisation,
        thing: Any = None,
        **kwargs: Any,
    ) -> None:
        self.organisation, self.thing = organisation, thing
        initial = {**(self.initial_of(thing) if thing is not None else {}), **kwargs.pop("initial", {})}
        if thing is not None:
            initial["version"] = thing.version
        super().__init__(data, files, initial=initial, **kwargs)

        self._ask(True)

    def _ask(self, is_asked: bool) -> None:
        for name in self.needed:
            if name in self.fields:
                self.fields[name].required = is_asked

    def full_clean(self) -> None:
        self._ask(self.thing is not None and self.thing.is_published)
        super().full_clean()
        self._ask(True)

    def initial_of(self, thing: Any) -> dict[str, Any]:
        return {name: getattr(thing, name) for name in self.base_fields if hasattr(thing, name)}

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    @property
    def is_unfolded(self) -> bool:
        return any(self[name].value() for name in self.folded if name in self.fields)


@dataclass(frozen=True)
class DeskWords:
    """What the screens say of one kind of thing, in French, translated when they are shown."""

    gesture: Any
    question: Any
    lead: Any
    look: Any
    published: Any
    withdrawn: Any
    none_yet: Any
    none_yet_text: Any
    #: « Annoncés et brouillons »
    list_title: Any


@dataclass(frozen=True)
class Desk:
    """`save(organisation=, thing=, values=, version=, by=, at=)` gives the thing; `publish`, `withdraw` and `discard`
    take `thing`, `by`, `at`. `fields_template` draws the form's fields, `look_template` the thing as visitors read it.
    """

    name: str
    segment: str
    model: type[Publishable]
    form: type[DeskForm]
    words: DeskWords
    save: Callable[..., Publishable]
    publish: Callable[..., Publishable]
    withdraw: Callable[..., Publishable]
    discard: Callable[..., None]
    fields_template: str
    look_template: str
    #: More for the template of the look, from (thing, at).
    look: Callable[[Any, Any], Mapping[str, Any]] = lambda thing, at: {}
    #: select_related() of the lists and of the look.
    related: tuple[str, ...] = ()

    def address(self, screen: str, *args: Any) -> str:
        return reverse(f"{self.name}_desk:{screen}", args=args)

    def rows(self, request: AgentRequest, organisation: Organisation) -> Any:
        rows: Any = self.model._default_manager
        return rows.managed_by(request.user).filter(organisation=organisation).select_related(*self.related)

    def one(self, request: AgentRequest, organisation: Organisation, pk: int) -> Any:
        return get_object_or_404(self.rows(request, organisation), pk=pk)


def desk_urls(desk: Desk) -> list[URLPattern]:
    """The desk's addresses, under /espace/."""
    base = f"organismes/<slug:slug>/{desk.segment}/"
    screens = _Screens(desk)
    one = f"{base}<int:pk>/"
    write = ["GET", "HEAD", "POST"]
    return [
        path(base, require_http_methods(write)(organisation_screen(manage=True)(screens.index)), name="index"),
        path(one, require_safe(organisation_screen(manage=True)(screens.look)), name="look"),
        path(
            f"{one}modifier/", require_http_methods(write)(organisation_screen(manage=True)(screens.edit)), name="edit"
        ),
        path(f"{one}publier/", require_POST(organisation_screen(manage=True)(screens.publish)), name="publish"),
        path(f"{one}retirer/", require_POST(organisation_screen(manage=True)(screens.withdraw)), name="withdraw"),
        path(f"{one}supprimer/", require_POST(organisation_screen(manage=True)(screens.discard)), name="discard"),
    ]


class _Screens:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def index(self, request: AgentRequest, organisation: Organisation) -> HttpResponse:
        """A new one, and below what there is."""
        rows = self.desk.rows(request, organisation).order_by("-changed_at", "-pk")
        page = Paginator(rows, 20).get_page(request.GET.get("page"))
        return self._form(request, organisation, None, {"page": page, "is_new": True})

    def edit(self, request: AgentRequest, organisation: Organisation, pk: int) -> HttpResponse:
        return self._form(request, organisation, self.desk.one(request, organisation, pk), {"is_new": False})

    def _form(
        self, request: AgentRequest, organisation: Organisation, thing: Any, more: dict[str, Any]
    ) -> HttpResponse:
        held = held_values(request) if request.method == "GET" else None
        data, files = (request.POST, request.FILES) if request.method == "POST" else (held, None)
        form = self.desk.form(data, files, organisation=organisation, thing=thing)
        theirs, status = None, 200
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    saved = self.desk.save(
                        organisation=organisation,
                        thing=thing,
                        values=form.values(),
                        version=form.cleaned_data.get("version"),
                        by=request.user,
                        at=timezone.now(),
                    )
                    if saved.is_published:
                        messages.success(request, _("Le changement est publié."))
                    return redirect(self.desk.address("look", organisation.slug, saved.pk))
                except actions.ChangedMeanwhile:
                    theirs, form, status = self._both(request, organisation, thing, form), form, 409
        context = {
            "organisation": organisation,
            "desk": self.desk,
            "words": self.desk.words,
            "form": form,
            "thing": thing,
            "theirs": theirs,
            "was_held": held is not None,
            **more,
        }
        return render(request, "workspace/desk_form.html", context, status=status)

    def _both(self, request: AgentRequest, organisation: Organisation, thing: Any, form: DeskForm) -> Any:
        """What the other person saved, to be shown beside what was typed here; sent again, ours takes its place."""
        fresh = self.desk.one(request, organisation, thing.pk)
        other = self.desk.form(organisation=organisation, thing=fresh)
        typed = form.data.copy()  # type: ignore[attr-defined]
        typed["version"] = str(fresh.version)
        form.data = typed
        pairs = [
            (bound.label, value)
            for bound in other
            if not bound.is_hidden
            and (value := bound.value()) not in (None, "", [], False)
            and str(value) != str(form[bound.name].value() or "")
            and not isinstance(bound.field, forms.FileField)
        ]
        form.add_error(
            None,
            _("%(who)s a enregistré ceci pendant que vous écriviez. Rien n’est perdu : voyez les deux versions.")
            % {"who": fresh.changed_by or _("Quelqu’un")},
        )
        return {"who": fresh.changed_by, "at": fresh.changed_at, "pairs": pairs}

    def look(self, request: AgentRequest, organisation: Organisation, pk: int) -> HttpResponse:
        return self._look(request, organisation, self.desk.one(request, organisation, pk))

    def _look(
        self, request: HttpRequest, organisation: Organisation, thing: Any, problem: actions.NotReady | None = None
    ) -> HttpResponse:
        at = timezone.now()
        missing = (problem.field or "") if problem else ""
        context = {
            "organisation": organisation,
            "desk": self.desk,
            "words": self.desk.words,
            "thing": thing,
            "at": at,
            "problem": problem,
            "problem_field": self.desk.form.asked_as.get(missing, missing),
            **self.desk.look(thing, at),
        }
        return render(request, "workspace/desk_look.html", context, status=422 if problem else 200)

    def publish(self, request: AgentRequest, organisation: Organisation, pk: int) -> HttpResponse:
        thing = self.desk.one(request, organisation, pk)
        try:
            self.desk.publish(thing=thing, by=request.user, at=timezone.now())
        except actions.NotReady as problem:
            return self._look(request, organisation, thing, problem)
        messages.success(request, str(self.desk.words.published))
        return redirect(self.desk.address("look", organisation.slug, pk))

    def withdraw(self, request: AgentRequest, organisation: Organisation, pk: int) -> HttpResponse:
        thing = self.desk.one(request, organisation, pk)
        self.desk.withdraw(thing=thing, by=request.user, at=timezone.now())
        messages.success(request, str(self.desk.words.withdrawn))
        return redirect(self.desk.address("look", organisation.slug, pk))

    def discard(self, request: AgentRequest, organisation: Organisation, pk: int) -> HttpResponse:
        thing = self.desk.one(request, organisation, pk)
        try:
            self.desk.discard(thing=thing, by=request.user, at=timezone.now())
        except actions.StillShown:
            messages.info(request, _("C’est publié : retirez-le d’abord."))
            return redirect(self.desk.address("look", organisation.slug, pk))
        messages.success(request, _("Le brouillon est supprimé."))
        return redirect(self.desk.address("index", organisation.slug))
