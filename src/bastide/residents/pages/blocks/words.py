"""Blocks made of words."""

from __future__ import annotations

from typing import Any

from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock

#: What a town hall needs of rich text; titles begin at 2, the page's own is the first.
FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]
#: Inside a box that has a title already.
PLAIN_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]
WORDS, MEDIA, DATA = gettext_lazy("Texte"), gettext_lazy("Médias"), gettext_lazy("Données du territoire")


class TextBlock(blocks.RichTextBlock):
    """Paragraphs, subtitles, lists, links."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"features": FEATURES, **options})

    class Meta:
        icon = "pilcrow"
        label = gettext_lazy("Texte")
        group = WORDS
        template = "pages/blocks/text.html"


class LinkValue(blocks.StructValue):
    @property
    def url(self) -> str:
        """Empty once the page it leads to is gone or not published."""
        page = self.get("page")
        if page is not None:
            return str(page.url or "") if page.live else ""
        return str(self.get("address") or "")


def validate_address(value: str) -> None:
    """A whole address, or a path of this portal: "/communes/"."""
    if value.startswith("/") and not value.startswith(("//", "/\\")):
        return
    URLValidator(schemes=["http", "https"], message=_("Donnez une adresse entière, comme https://exemple.fr/."))(value)


class LinkBlock(blocks.StructBlock):
    """Where something leads: a page of the portal, or an address elsewhere."""

    page = blocks.PageChooserBlock(label=gettext_lazy("Page du portail"), required=False)
    address = blocks.CharBlock(
        label=gettext_lazy("Ou une adresse"),
        required=False,
        max_length=500,
        validators=[validate_address],
        help_text=gettext_lazy("« https://… » ailleurs, ou « /communes/ » sur ce portail."),
    )

    class Meta:
        icon = "link"
        label = gettext_lazy("Lien")
        value_class = LinkValue

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        if bool(cleaned.get("page")) == bool(cleaned.get("address")):
            raise blocks.StructBlockValidationError(
                non_block_errors=[_("Choisissez une page du portail, ou donnez une adresse ; pas les deux.")]
            )
        return cleaned


class CallToActionBlock(blocks.StructBlock):
    """The one thing to do on this page."""

    title = blocks.CharBlock(label=gettext_lazy("Titre"), max_length=120)
    text = blocks.TextBlock(label=gettext_lazy("Une phrase"), required=False, max_length=300)
    label = blocks.CharBlock(
        label=gettext_lazy("Sur le bouton"), max_length=60, help_text=gettext_lazy("Un verbe : « Faire la demande ».")
    )
    link = LinkBlock()

    class Meta:
        icon = "arrow-right"
        label = gettext_lazy("Appel à l’action")
        group = WORDS
        template = "pages/blocks/call_to_action.html"


class CardBlock(blocks.StructBlock):
    """One card."""

    title = blocks.CharBlock(label=gettext_lazy("Titre"), max_length=80)
    text = blocks.TextBlock(label=gettext_lazy("Une phrase"), required=False, max_length=200)
    link = LinkBlock()


class CardsBlock(blocks.StructBlock):
    """Ways on, side by side."""

    title = blocks.CharBlock(label=gettext_lazy("Titre"), required=False, max_length=120)
    cards = blocks.ListBlock(CardBlock(label=gettext_lazy("Carte")), label=gettext_lazy("Cartes"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = gettext_lazy("Cartes")
        group = WORDS
        template = "pages/blocks/cards.html"


class QuestionBlock(blocks.StructBlock):
    """One question and its answer."""

    question = blocks.CharBlock(label=gettext_lazy("Question"), max_length=200)
    answer = blocks.RichTextBlock(label=gettext_lazy("Réponse"), features=PLAIN_FEATURES)


class FaqBlock(blocks.StructBlock):
    """Questions that open on their answers."""

    title = blocks.CharBlock(label=gettext_lazy("Titre"), max_length=120, default=gettext_lazy("Questions fréquentes"))
    questions = blocks.ListBlock(QuestionBlock(label=gettext_lazy("Question")), label=gettext_lazy("Questions"))

    class Meta:
        icon = "help"
        label = gettext_lazy("Questions et réponses")
        group = WORDS
        template = "pages/blocks/faq.html"


class QuoteBlock(blocks.StructBlock):
    """What somebody said."""

    words = blocks.TextBlock(label=gettext_lazy("Citation"), max_length=600)
    author = blocks.CharBlock(label=gettext_lazy("Qui l’a dit"), max_length=120)
    source = blocks.CharBlock(label=gettext_lazy("Où"), required=False, max_length=200)

    class Meta:
        icon = "openquote"
        label = gettext_lazy("Citation")
        group = WORDS
        template = "pages/blocks/quote.html"


class FigureBlock(blocks.StructBlock):
    """One number."""

    value = blocks.CharBlock(label=gettext_lazy("Nombre, avec son unité"), max_length=30)
    label = blocks.CharBlock(label=gettext_lazy("Ce qu’il compte"), max_length=80)


class FiguresBlock(blocks.StructBlock):
    """Numbers in a row, with their source."""

    title = blocks.CharBlock(label=gettext_lazy("Titre"), required=False, max_length=120)
    figures = blocks.ListBlock(FigureBlock(label=gettext_lazy("Chiffre")), label=gettext_lazy("Chiffres"), max_num=6)
    source = blocks.CharBlock(label=gettext_lazy("Source et date"), max_length=200)

    class Meta:
        icon = "order"
        label = gettext_lazy("Chiffres clés")
        group = WORDS
        template = "pages/blocks/figures.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        context["pairs"] = [(figure["label"], figure["value"]) for figure in value["figures"]]
        return context


class TableBlock(blocks.StructBlock):
    """A table with real headers; the first cell of a row names it."""

    caption = blocks.CharBlock(label=gettext_lazy("Titre du tableau"), max_length=160)
    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(label=gettext_lazy("Texte"), required=False)),
            ("number", blocks.DecimalBlock(label=gettext_lazy("Nombre"), required=False)),
        ],
        label=gettext_lazy("Tableau"),
    )
    source = blocks.CharBlock(label=gettext_lazy("Source et date"), required=False, max_length=200)

    class Meta:
        icon = "table"
        label = gettext_lazy("Tableau")
        group = WORDS
        template = "pages/blocks/table.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        table: TypedTable | None = value["table"]
        columns = [] if table is None else table.columns
        context["columns"] = [(column["heading"], "number" if _is_number(column) else "") for column in columns]
        rows = [] if table is None else [[cell.value for cell in row] for row in table.rows]
        # The editor gives a row more than was filled.
        context["rows"] = [row for row in rows if any(cell not in (None, "") for cell in row)]
        return context


def _is_number(column: Any) -> bool:
    return isinstance(column["block"], blocks.DecimalBlock)
