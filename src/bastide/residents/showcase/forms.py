"""The forms of the showcase's desks, and the filters of its lists."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bastide.core.media.models import Licence, MediaImage
from bastide.core.media.screens import PictureField
from bastide.core.territory.models import Commune
from bastide.core.workspace.screens import DeskForm
from bastide.residents.directory.models import Place

from . import queries
from .models import ShortCircuit, Takeover, Workshop
from .months import NAMES, NotMonths, months_in_words, read_months

#: A record of the directory is chosen among so many; beyond, the body writes without one.
PLACES = 300


class DayField(forms.DateField):
    """A day; cleans to its first moment when `as_moment`."""

    def __init__(self, *, as_moment: bool = False, **kwargs: Any) -> None:
        self.as_moment = as_moment
        super().__init__(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        return timezone.make_aware(datetime.combine(day, time())) if day and self.as_moment else day


class ShownForm(DeskForm):
    """What every thing of the showcase is asked."""

    title = forms.CharField(label=gettext_lazy("Titre"), max_length=120, required=False)
    text = forms.CharField(
        label=gettext_lazy("Texte"),
        max_length=6000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Sautez une ligne entre deux paragraphes."),
    )
    commune = forms.ModelChoiceField(
        Commune.objects.none(), label=gettext_lazy("Commune"), required=False, empty_label=gettext_lazy("Aucune")
    )
    file = PictureField(label=gettext_lazy("Photo"), required=False)
    removes_picture = forms.BooleanField(label=gettext_lazy("Retirer la photo"), required=False)
    picture_words = forms.CharField(
        label=gettext_lazy("Que voit-on sur la photo ?"),
        max_length=250,
        required=False,
        help_text=gettext_lazy("Une phrase pour qui ne la voit pas."),
    )
    author = forms.CharField(
        label=gettext_lazy("Qui a pris la photo ?"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Laissez vide si c’est vous."),
    )
    licence = forms.ChoiceField(
        label=gettext_lazy("Sous quelle licence ?"), choices=[("", "—"), *Licence.choices], required=False
    )
    people = forms.ChoiceField(
        label=gettext_lazy("Y reconnaît-on quelqu’un ?"),
        choices=MediaImage.People.choices,
        initial=MediaImage.People.NONE,
        required=False,
    )
    expires_at = DayField(
        as_moment=True,
        label=gettext_lazy("Retirer le"),
        help_text=gettext_lazy("Sans date, c’est retiré de soi-même au bout d’un temps."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communes = queries.communes_for(self.organisation)
        self.fields["commune"].queryset = communes  # type: ignore[attr-defined]
        if getattr(self.organisation, "commune", None) is not None:
            del self.fields["commune"]
        picture = self.thing.picture if self.thing is not None else None
        if picture is None:
            del self.fields["removes_picture"]
        if "place" in self.fields:
            found = Place.objects.published().in_category(self.CATEGORY).filter(commune__in=communes)  # type: ignore[attr-defined]
            first = list(found.order_by("name").values_list("pk", flat=True)[:PLACES])
            places = Place.objects.filter(pk__in=first).order_by("name")
            self.fields["place"].queryset = places  # type: ignore[attr-defined]

    def initial_of(self, thing: Any) -> dict[str, Any]:
        found = super().initial_of(thing)
        found["expires_at"] = timezone.localdate(thing.expires_at) if thing.expires_at else None
        if thing.picture is not None:
            is_ours = thing.picture.author == thing.organisation.name
            found |= {
                "author": "" if is_ours else thing.picture.author,
                "licence": "" if is_ours else thing.picture.licence,
                "people": thing.picture.people,
            }
        return found

    @property
    def own(self) -> list[Any]:
        """The questions of this kind of thing alone, as the template draws them between the text and the photo."""
        names = [name for name in self.fields if name not in ShownForm.base_fields]
        return [self[name] for name in names]


class TakeoverForm(ShownForm):
    kind = forms.ChoiceField(label=gettext_lazy("Genre"), choices=[("", "—"), *Takeover.Kind.choices], required=False)
    terms = forms.CharField(
        label=gettext_lazy("Conditions"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Loyer, prix, reprise du matériel. Aucun nom : c’est vous qui répondez."),
    )
    available_on = DayField(label=gettext_lazy("Disponible à partir du"))


class StoryForm(ShownForm):
    trade = forms.CharField(label=gettext_lazy("Métier ou activité"), max_length=80, required=False)
    has_agreed = forms.BooleanField(label=gettext_lazy("La personne est d’accord pour être citée"), required=False)


class WorkshopForm(ShownForm):
    CATEGORY = Workshop.CATEGORY

    craft = forms.ChoiceField(
        label=gettext_lazy("Savoir-faire"), choices=[("", "—"), *Workshop.Craft.choices], required=False
    )
    place = forms.ModelChoiceField(
        Place.objects.none(),
        empty_label=gettext_lazy("Aucune"),
        label=gettext_lazy("Fiche de l’annuaire"),
        required=False,
        help_text=gettext_lazy("L’adresse, le téléphone et les horaires en viennent : rien à recopier."),
    )
    visits = forms.CharField(
        label=gettext_lazy("Visites"), max_length=120, required=False, help_text=gettext_lazy("« Sur rendez-vous ».")
    )
    jobs = forms.IntegerField(label=gettext_lazy("Emplois"), min_value=0, max_value=5000, required=False)
    text_en = forms.CharField(
        label=gettext_lazy("Le même texte en anglais"),
        max_length=6000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "en"}),
        help_text=gettext_lazy("Sans lui, il n’y a pas de page en anglais."),
    )


class ShortCircuitForm(ShownForm):
    CATEGORY = ShortCircuit.CATEGORY

    sale = forms.ChoiceField(
        label=gettext_lazy("Où cela se vend"), choices=[("", "—"), *ShortCircuit.Sale.choices], required=False
    )
    place = forms.ModelChoiceField(
        Place.objects.none(),
        empty_label=gettext_lazy("Aucune"),
        label=gettext_lazy("Fiche de l’annuaire"),
        required=False,
        help_text=gettext_lazy("L’adresse, le téléphone et les horaires en viennent : rien à recopier."),
    )
    produce = forms.CharField(
        label=gettext_lazy("Produits et mois"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Un produit par ligne : « Fraises : avril à juin », « Œufs : toute l’année »."),
    )

    def initial_of(self, thing: Any) -> dict[str, Any]:
        lines = [f"{each.name} : {months_in_words(each.months)}" for each in thing.produce.all()]
        return super().initial_of(thing) | {"produce": "\n".join(lines)}

    def clean_produce(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for line in self.cleaned_data["produce"].splitlines():
            name, colon, season = line.partition(":")
            name = " ".join(name.split())[:60]
            if not name:
                continue
            try:
                months = read_months(season) if colon else read_months("toute l’année")
            except NotMonths as error:
                raise forms.ValidationError(
                    _("« %(line)s » : on n’y lit pas de mois. Écrivez par exemple « %(name)s : avril à juin ».")
                    % {"line": line.strip(), "name": name}
                ) from error
            found[name] = found.get(name, 0) | months
        return found


class ShelfFilter(forms.Form):
    """What a visitor may ask of a list; the parameters are French words, they show in the address."""

    PARAMETERS = ("genre", "commune", "mois", "page")

    genre = forms.ChoiceField(required=False)
    commune = forms.ModelChoiceField(
        Commune.objects.none(),
        to_field_name="slug",
        required=False,
        label=gettext_lazy("Commune"),
        empty_label=gettext_lazy("Toutes"),
    )
    mois = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Mois"),
        choices=[("", gettext_lazy("Toute l’année")), *((str(n), name) for n, name in enumerate(NAMES, start=1))],
    )

    def __init__(self, data: Any, *, kinds: Any, kind_label: Any, communes: list[Commune], has_months: bool) -> None:
        super().__init__(data)
        self.fields["genre"].label = kind_label
        self.fields["genre"].choices = [("", gettext_lazy("Tous")), *kinds]  # type: ignore[attr-defined]
        self.fields["commune"].queryset = Commune.objects.filter(pk__in=[each.pk for each in communes])  # type: ignore[attr-defined]
        if not kinds:
            del self.fields["genre"]
        if not has_months:
            del self.fields["mois"]
        if len(communes) < 2:
            del self.fields["commune"]
