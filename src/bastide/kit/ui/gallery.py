"""What the gallery shows: invented words for every component in every state."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator

from . import contrast, icons

EMBLEM = "M4 20 28 6 52 14 70 2 96 26 88 50 98 74 74 82 60 98 40 88 18 94 12 66 2 48z"


class SampleForm(forms.Form):
    """A step of a procedure, with each kind of question."""

    kind = forms.ChoiceField(
        label="Type d’acte",
        choices=[("birth", "Naissance"), ("marriage", "Mariage"), ("death", "Décès")],
        widget=forms.RadioSelect,
    )
    place = forms.CharField(
        label="Commune où l’acte a été dressé", help_text="La mairie du lieu de naissance, pas celle où vous habitez."
    )
    born_on = forms.DateField(
        label="Date de naissance",
        help_text="Par exemple : 27 3 1984",
        widget=forms.TextInput(attrs={"class": "input--short", "inputmode": "numeric"}),
        input_formats=["%d %m %Y"],
        error_messages={"invalid": "La date de naissance n’existe pas. Écrivez le jour, le mois, l’année."},
    )
    reason = forms.ChoiceField(
        label="Motif", choices=[("", "Choisissez"), ("id", "Pièce d’identité"), ("will", "Succession")], required=False
    )
    notify = forms.MultipleChoiceField(
        label="Être prévenu",
        choices=[("mail", "Par courriel"), ("sms", "Par SMS")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    message = forms.CharField(label="Précisions", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    proof = forms.FileField(label="Justificatif", help_text="PDF ou photo, 5 Mo au plus.", required=False)
    agreed = forms.BooleanField(
        label="J’ai relu mes réponses", error_messages={"required": "Cochez la case après avoir relu vos réponses."}
    )


def _form_in_error() -> SampleForm:
    return SampleForm({"kind": "birth", "place": "Valdorne", "born_on": "31 02 1984", "notify": ["mail"]})


def context() -> dict[str, Any]:
    """The context of the gallery's template."""
    here = "#"
    return {
        "is_private": True,
        "site_name": "Pays de Valdorne",
        "site_tagline": "3 communes, un seul portail",
        "navigation": (
            ("Communes", "/#communes", True),
            ("Services", "/#services", False),
            ("Démarches", "/#demarches", False),
            ("Agenda", "/#agenda", False),
            ("Carte", "/#carte", False),
        ),
        "languages": (("Français", "fr", here, True), ("English", "en", here, False), ("Occitan", "oc", here, False)),
        "account_link": ("Espace mairie", here),
        "footer_about": "Un service du pôle de ressources numériques.",
        "footer_links": (
            ("Le site", (("Plan du site", here), ("Accessibilité", here), ("Mentions légales", here))),
            ("Vos données", (("Aucun cookie de suivi", here), ("Données personnelles", here))),
            ("Réutiliser", (("Données ouvertes", here), ("API", here))),
        ),
        "steps": (("Accueil", "/"), ("Communes", here), ("Valdorne", None)),
        "emblem": EMBLEM,
        "facts": (
            ("Habitants", "829"),
            ("Superficie", "1 934 ha"),
            ("Maire", "Jeanne Exemple"),
            ("Code postal", "24999"),
        ),
        "chips": (("Carte d’identité", here), ("Acte de naissance", here, True), ("Salle des fêtes", here)),
        "hours": (
            ("Lundi", ("8 h 30 – 12 h 30",), True),
            ("Mardi", ("8 h 30 – 12 h 30", "13 h 30 – 17 h"), False),
            ("Mercredi", (), False),
            ("Jeudi", ("8 h 30 – 12 h 30", "13 h 30 – 17 h"), False),
            ("Vendredi", ("8 h 30 – 13 h",), False),
        ),
        "contacts": (("05 53 00 00 01", "tel:+33553000001"), ("Itinéraire", here)),
        "definitions": (
            ("Photo", "de moins de 6 mois, conforme aux normes"),
            ("Justificatif", "de domicile, de moins d’un an"),
            ("Acte", "de naissance, si la commune n’est pas reliée"),
        ),
        "columns": (("Commune", ""), ("Habitants", "number"), ("Superficie (ha)", "number"), ("Mairie", "")),
        "rows": (
            ("Valdorne", "1 204", "2 310", "ouverte le matin"),
            ("Les Aulnes", "312", "1 045", "ouverte le mardi"),
            ("Saint-Exemple", "88", "764", "sur rendez-vous"),
        ),
        "total": ("Ensemble", "1 604", "4 119", ""),
        "tabs": (("À venir", here, True), ("Passés", "/#passes", False), ("Annulés", "/#annules", False)),
        "story": (
            {"title": "Préparée par Claire D.", "when": "13 novembre, 9 h 40", "detail": "modèle « Tarifs »"},
            {"title": "Validée et transmise par le maire", "when": "17 novembre, 18 h 02"},
            {
                "title": "Reçue en préfecture",
                "when": "18 novembre, 8 h 11",
                "url": here,
                "link": "accusé de réception",
            },
            {"title": "Délai de recours", "when": "jusqu’au 18 janvier 2027", "state": "next"},
        ),
        "stopped": (
            {"title": "Transmise", "when": "17 novembre, 18 h 02"},
            {"title": "Refusée : le fichier est illisible", "when": "17 novembre, 18 h 03", "state": "stopped"},
        ),
        "report": (
            {
                "title": "À corriger avant l’import",
                "state": "closed",
                "word": "Bloquant",
                "lines": (
                    {
                        "sentence": "Le code postal a quatre chiffres.",
                        "count": "3 lignes",
                        "where": "lignes 12, 40 et 41, colonne « cp »",
                        "mend": "ajoutez le zéro du début et mettez la colonne au format texte.",
                    },
                ),
            },
            {
                "title": "À vérifier",
                "state": "soon",
                "word": "Conseil",
                "lines": ({"sentence": "Le téléphone manque.", "count": "7 lignes", "mend": "complétez."},),
            },
        ),
        "told": [Message(constants.SUCCESS, "Les horaires sont publiés.")],
        "form": SampleForm(),
        "form_in_error": _form_in_error(),
        "page": Paginator(range(240), 20).page(5),
        "icons": sorted(icons.ICONS),
        "day": date(2026, 12, 1),
        "published": date(2026, 11, 18),
        "hour": time(8, 30),
        "pairs": [
            (pair, [contrast.ratio(colours[pair.colour], colours[pair.ground]) for colours in _themes()])
            for pair in contrast.PAIRS
        ],
        "swatches": tuple(contrast.read_tokens()["light"]),
    }


def _themes() -> tuple[dict[str, str], dict[str, str]]:
    themes = contrast.read_tokens()
    return themes["light"], themes["dark"]
