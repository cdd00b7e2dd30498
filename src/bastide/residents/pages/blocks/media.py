"""Pictures, films, sounds and documents."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from ..players import player_of
from .words import MEDIA, PLAIN_FEATURES

FILM = ("mp4", "webm", "ogv")
SOUND = ("mp3", "ogg", "oga", "opus", "m4a", "wav", "flac")
CAPTIONS = ("vtt",)


def _must_be(document: Any, endings: tuple[str, ...], errors: dict[str, Any], field: str) -> None:
    if document is not None and document.file_extension.lower() not in endings:
        errors[field] = ValidationError(
            _("Ce document ne convient pas ici. Il faut un fichier : %(endings)s.") % {"endings": ", ".join(endings)}
        )


def _must_be_shown(picture: Any, errors: dict[str, Any], field: str) -> None:
    """A picture without licence would leave a hole in the page: who publishes is told which one, and why."""
    if picture is not None and (why := picture.refusal):
        errors[field] = ValidationError(why)


class PictureBlock(blocks.StructBlock):
    """A picture, with what it shows for who does not see it, and its credit below."""

    picture = ImageChooserBlock(label=gettext_lazy("Image"))
    is_decorative = blocks.BooleanBlock(
        label=gettext_lazy("Image décorative"),
        required=False,
        help_text=gettext_lazy("Elle n’apprend rien de plus que le texte : les lecteurs d’écran la passeront."),
    )
    alternative = blocks.CharBlock(
        label=gettext_lazy("Ce qu’elle montre"),
        required=False,
        max_length=250,
        help_text=gettext_lazy("Ici, dans cette page : pour qui ne la voit pas."),
    )
    caption = blocks.CharBlock(label=gettext_lazy("Légende"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = gettext_lazy("Image")
        group = MEDIA
        template = "pages/blocks/picture.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        # A draft may lack anything.
        if self.is_deferred_validation:
            return cleaned
        errors: dict[str, Any] = {}
        if bool(cleaned["is_decorative"]) == bool(cleaned["alternative"].strip()):
            words = (
                _("Une image décorative n’a pas de description : décochez, ou videz ce champ.")
                if cleaned["is_decorative"]
                else _("Dites ce que montre l’image, ou cochez « Image décorative ».")
            )
            errors["alternative"] = ValidationError(words)
        _must_be_shown(cleaned["picture"], errors, "picture")
        if errors:
            raise blocks.StructBlockValidationError(errors)
        return cleaned


class GalleryBlock(blocks.StructBlock):
    """Pictures side by side."""

    title = blocks.CharBlock(label=gettext_lazy("Titre"), required=False, max_length=120)
    pictures = blocks.ListBlock(PictureBlock(), label=gettext_lazy("Images"), min_num=1, max_num=60)

    class Meta:
        icon = "grip"
        label = gettext_lazy("Galerie")
        group = MEDIA
        template = "pages/blocks/gallery.html"


class VideoBlock(blocks.StructBlock):
    """A film of ours, or one of elsewhere that is called only when the reader asks for it."""

    title = blocks.CharBlock(label=gettext_lazy("Titre"), max_length=160)
    film = DocumentChooserBlock(
        label=gettext_lazy("Film"), required=False, help_text=gettext_lazy("Un document MP4 ou WebM du portail.")
    )
    captions = DocumentChooserBlock(
        label=gettext_lazy("Sous-titres"), required=False, help_text=gettext_lazy("Un document WebVTT (.vtt).")
    )
    is_silent = blocks.BooleanBlock(label=gettext_lazy("Personne n’y parle"), required=False)
    cover = ImageChooserBlock(label=gettext_lazy("Image d’attente"), required=False)
    address = blocks.URLBlock(
        label=gettext_lazy("Ou une vidéo d’ailleurs"),
        required=False,
        help_text=gettext_lazy("Rien n’est demandé à cet autre site avant que le lecteur n’ait choisi de la voir."),
    )
    transcript = blocks.RichTextBlock(
        label=gettext_lazy("Transcription"),
        features=PLAIN_FEATURES,
        help_text=gettext_lazy("Ce qui est dit et montré, pour qui n’entend ou ne voit pas."),
    )

    class Meta:
        icon = "media"
        label = gettext_lazy("Vidéo")
        group = MEDIA
        template = "pages/blocks/video.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors: dict[str, Any] = {}
        if self.is_deferred_validation:
            return cleaned
        _must_be_shown(cleaned["cover"], errors, "cover")
        if bool(cleaned["film"]) == bool(cleaned["address"]):
            errors["film"] = ValidationError(_("Choisissez un film du portail, ou donnez une adresse ; pas les deux."))
        _must_be(cleaned["film"], FILM, errors, "film")
        _must_be(cleaned["captions"], CAPTIONS, errors, "captions")
        if cleaned["film"] and not cleaned["captions"] and not cleaned["is_silent"]:
            errors["captions"] = ValidationError(_("Il manque les sous-titres, sauf si personne ne parle."))
        if errors:
            raise blocks.StructBlockValidationError(errors)
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        context["player"] = player_of(value["address"]) if value["address"] else None
        return context


class AudioBlock(blocks.StructBlock):
    """Something to hear, with its words."""

    title = blocks.CharBlock(label=gettext_lazy("Titre"), max_length=160)
    sound = DocumentChooserBlock(label=gettext_lazy("Son"), help_text=gettext_lazy("Un document MP3, Ogg ou WAV."))
    transcript = blocks.RichTextBlock(label=gettext_lazy("Transcription"), features=PLAIN_FEATURES)

    class Meta:
        icon = "media"
        label = gettext_lazy("Son")
        group = MEDIA
        template = "pages/blocks/audio.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        errors: dict[str, Any] = {}
        _must_be(cleaned["sound"], SOUND, errors, "sound")
        if errors:
            raise blocks.StructBlockValidationError(errors)
        return cleaned


class DocumentsBlock(blocks.StructBlock):
    """Documents to download, each with its kind and size."""

    title = blocks.CharBlock(label=gettext_lazy("Titre"), max_length=120, default=gettext_lazy("Documents"))
    documents = blocks.ListBlock(
        DocumentChooserBlock(label=gettext_lazy("Document")), label=gettext_lazy("Documents"), min_num=1
    )

    class Meta:
        icon = "doc-full"
        label = gettext_lazy("Documents")
        group = MEDIA
        template = "pages/blocks/documents.html"
