"""The form of a piece of news: few questions, a picture taken by the phone that writes."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bastide.core.media.models import Licence, MediaImage
from bastide.core.media.screens import PictureField
from bastide.core.workspace.screens import DeskForm

from . import actions
from .models import NewsItem


class NewsForm(DeskForm):
    needed = ("title", "text")
    folded = ("author", "licence", "theme", "published_at")

    title = forms.CharField(
        label=_("Titre"), max_length=120, required=False, help_text=_("« Le lavoir est rouvert », par exemple.")
    )
    text = forms.CharField(
        label=_("Texte"),
        max_length=6000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Quoi, où, quand. Sautez une ligne entre deux paragraphes."),
    )
    file = PictureField(label=_("Photo"), required=False, help_text=_("Prenez-la maintenant, ou choisissez-la."))
    removes_picture = forms.BooleanField(label=_("Retirer la photo"), required=False)
    picture_words = forms.CharField(
        label=_("Que voit-on sur la photo ?"),
        max_length=250,
        required=False,
        help_text=_("Une phrase pour qui ne la voit pas : « Le lavoir, son toit neuf et deux bancs. »"),
    )
    picture_from = forms.ChoiceField(
        label=_("D’où vient la photo ?"),
        choices=[
            (actions.OURS, _("Prise par la mairie (Licence Ouverte)")),
            (actions.ANOTHER, _("Prise par quelqu’un d’autre")),
        ],
        widget=forms.RadioSelect,
        initial=actions.OURS,
        required=False,
    )
    author = forms.CharField(label=_("Qui l’a prise ?"), max_length=200, required=False)
    licence = forms.ChoiceField(label=_("Sous quelle licence ?"), choices=[("", "—"), *Licence.choices], required=False)
    people = forms.ChoiceField(
        label=_("Y reconnaît-on quelqu’un ?"),
        choices=MediaImage.People.choices,
        initial=MediaImage.People.NONE,
        required=False,
    )
    theme = forms.ChoiceField(label=_("Thème"), choices=[("", "—"), *NewsItem.Theme.choices], required=False)
    published_at = forms.DateField(
        label=_("Publier à partir du"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Laissez vide pour publier tout de suite."),
    )
    expires_at = forms.DateField(
        label=_("Retirer le"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Sans date, elle est retirée d’elle-même au bout d’un an."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picture = self.thing.picture if self.thing is not None else None
        if picture is None:
            del self.fields["removes_picture"]
        else:
            self.fields["file"].label = _("Une autre photo à la place")
        if self.thing is not None and not self.thing.is_draft:
            del self.fields["published_at"]

    def initial_of(self, thing: NewsItem) -> dict[str, Any]:
        found = super().initial_of(thing)
        for name in ("published_at", "expires_at"):
            moment = found.get(name)
            found[name] = timezone.localdate(moment) if moment else None
        if thing.picture is not None:
            is_ours = thing.picture.author == thing.organisation.name
            found |= {
                "picture_from": actions.OURS if is_ours else actions.ANOTHER,
                "author": "" if is_ours else thing.picture.author,
                "licence": "" if is_ours else thing.picture.licence,
                "people": thing.picture.people,
            }
        return found

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        kept = self.thing is not None and self.thing.picture_id is not None and not data.get("removes_picture")
        is_read = self.thing is not None and self.thing.is_published
        if is_read and (kept or data.get("file")) and not (data.get("picture_words") or "").strip():
            self.add_error("picture_words", _("Dites ce que montre la photo, pour qui ne la voit pas."))
        return data

    def clean_published_at(self) -> datetime | None:
        return _midnight(self.cleaned_data["published_at"])

    def clean_expires_at(self) -> datetime | None:
        return _midnight(self.cleaned_data["expires_at"])


def _midnight(day: Any) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time())) if day else None
