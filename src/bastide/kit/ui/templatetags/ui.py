"""Tags and filters of the design system, available in every template."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms, template
from django.core.exceptions import DisallowedHost
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bastide.kit.http import request_number as request_numbers
from bastide.kit.ui import icons, palette, typography

register = template.Library()


# --- typography -----------------------------------------------------------------------------------------------------


def _raised(text: str) -> SafeString:
    """ "1er" with its letters raised; the words come from the calendar, the rest is escaped."""
    raised = escape(text).replace("1er", "1<sup>er</sup>").replace("1èr", "1<sup>èr</sup>")
    return mark_safe(raised)  # noqa: S308


@register.filter
def number(value: float | Decimal | str | None, decimals: int = 0) -> str:
    """{{ 1934|number }} → « 1 934 »; nothing for nothing."""
    return "" if value in (None, "") else typography.number(Decimal(value), decimals)


@register.filter
def clock(value: time | datetime | None) -> str:
    """{{ opens_at|clock }} → « 8 h 30 »."""
    return typography.clock(value) if value else ""


@register.filter
def day(value: date | str | None) -> str:
    """{{ published_on|day }} → « 18 novembre 2026 »; words are left alone. In an attribute, add |striptags."""
    if isinstance(value, str) or value is None:
        return value or ""
    return _raised(typography.day(value))


@register.filter
def long_date(value: date | None) -> str:
    """{{ held_on|long_date }} → « mercredi 25 novembre »."""
    return _raised(typography.long_date(value)) if value else ""


@register.filter
def full_date(value: date | None) -> str:
    """{{ ends_at|full_date }} → « mardi 1er décembre 2026 », without markup: mails use it too."""
    return typography.full_date(value) if value else ""


@register.filter
def full_moment(value: datetime | None) -> str:
    """{{ at|full_moment }} → « mardi 1er décembre 2026, 20 h 45 », without markup."""
    return typography.full_moment(value) if value else ""


@register.filter
def announced(value: date | None) -> str:
    """{{ closure.starts_on|announced }} → « mercredi 25 novembre », « vendredi 14 mai 2027 » when not this year."""
    return _raised(typography.announced(value, timezone.localdate())) if value else ""


@register.filter
def short_date(value: date | None) -> str:
    """{{ held_on|short_date }} → « mer. 25 »."""
    return _raised(typography.short_date(value)) if value else ""


@register.filter
def short_day(value: date | None) -> str:
    """{{ published_on|short_day }} → « 18 nov. »."""
    return _raised(typography.short_day(value)) if value else ""


@register.filter
def phone(value: str | None) -> str:
    """{{ number|phone }} → « 05 53 58 30 32 »."""
    return typography.phone(value or "")


@register.filter
def phone_link(value: str | None) -> str:
    """<a href="{{ number|phone_link }}">."""
    return typography.phone_link(value or "")


@register.filter(needs_autoescape=True)
def nbsp(value: str, autoescape: bool = True) -> SafeString:
    """{{ sentence|nbsp }}: no line starts with « ? » or « : », no number loses its unit."""
    text = conditional_escape(value) if autoescape else str(value)
    return mark_safe(typography.nbsp(text))  # noqa: S308


# --- page frame -----------------------------------------------------------------------------------------------------


@register.simple_block_tag
def captured(content: str) -> SafeString:
    """{% captured as name %}…{% endcaptured %}: what a block says, to say it again elsewhere."""
    return mark_safe(content.strip())  # noqa: S308


@register.simple_tag(takes_context=True)
def page_address(context: template.Context, read: bool = False) -> str:
    """Full address of the page without its question mark; "" without a request, or for a host that is not ours.

    Where readers should find the page when the view said so (`core.domains`), else, and with `read`, where it is read.
    """
    request = context.get("request")
    if request and not read and (canonical := vars(request).get("canonical_address")):
        return str(canonical)
    try:
        return request.build_absolute_uri(request.path) if request else ""
    except DisallowedHost:
        return ""


@register.simple_tag(takes_context=True)
def own_steps(context: template.Context, steps: Any) -> Any:
    """The steps of a breadcrumb: a site with its own domain begins at its own home."""
    request = getattr(context, "request", None)
    trim = vars(request).get("own_steps") if request else None
    return trim(list(steps or [])) if trim else steps


@register.simple_tag(takes_context=True)
def full_address(context: template.Context, path: str) -> str:
    """{% full_address url as full %}: `path` with scheme and host; "" where page_address is."""
    request = context.get("request")
    try:
        return request.build_absolute_uri(path) if request else ""
    except DisallowedHost:
        return ""


@register.simple_tag
def palette_address() -> str:
    """Address of the territory's own colours, or ""."""
    colours = palette.current()
    return reverse("ui:palette", args=[colours.digest()]) if colours else ""


_JSON_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@register.simple_tag
def json_ld(data: dict[str, Any]) -> SafeString:
    """{% json_ld data %}: schema.org data, safe inside a page."""
    body = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False).translate(_JSON_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{body}</script>')  # noqa: S308


# --- components -----------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """{% icon "house" %}, {% icon "clock" "small" %}, {% icon "phone" "text" %}: decorative, beside a word."""
    return icons.draw(name, size)


def _component(template_name: str, **context: Any) -> SafeString:
    return render_to_string(template_name, context)


@register.simple_block_tag
def panel(content: str, title: str = "", level: int = 2, id: str = "", answer: bool = False) -> SafeString:
    """{% panel title="Documents" %}…{% endpanel %}: see components/panel.html."""
    return _component("ui/components/panel.html", body=content, title=title, level=level, id=id, answer=answer)


@register.simple_block_tag
def notice(content: str, level: str = "info", title: str = "", role: str = "") -> SafeString:
    """{% notice level="warning" title="À noter" %}…{% endnotice %}: see components/notice.html."""
    return _component("ui/components/notice.html", body=content, level=level, title=title, role=role)


@register.simple_block_tag
def disclosure(content: str, title: str, open: bool = False) -> SafeString:
    """{% disclosure title="Votre carte a été perdue" %}…{% enddisclosure %}: see components/disclosure.html.

    Open by itself when an answer inside is to be mended: nobody looks for an error that is folded away.
    """
    is_open = open or "field--error" in content
    return _component("ui/components/disclosure.html", body=content, title=title, open=is_open)


@register.simple_block_tag
def map_figure(
    content: str, caption: str = "", list_url: str = "", list_label: str = "", bare: bool = False
) -> SafeString:
    """{% map_figure caption="…" %}<svg>…</svg>{% endmap_figure %}: see components/map_figure.html."""
    return _component(
        "ui/components/map_figure.html",
        body=content,
        caption=caption,
        list_url=list_url,
        list_label=list_label,
        bare=bare,
    )


@register.simple_tag(takes_context=True)
def pagination(context: template.Context, page: Page, parameter: str = "page") -> SafeString:
    """{% pagination page %}: keeps the other parameters of the address."""
    query = context["request"].GET.copy()

    def url(number: int) -> str:
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    elided = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    numbers = [(n, url(n)) if isinstance(n, int) else (None, "") for n in elided]
    return _component(
        "ui/components/pagination.html",
        page=page,
        numbers=numbers,
        previous_url=url(page.previous_page_number()) if page.has_previous() else "",
        next_url=url(page.next_page_number()) if page.has_next() else "",
    )


@register.simple_tag
def error_summary(form: forms.BaseForm) -> SafeString:
    """{% error_summary form %}: nothing when the form has no error."""
    lines = [(str(error), "") for error in form.non_field_errors()]
    for bound in form.visible_fields():
        named = _("%(label)s\N{NO-BREAK SPACE}: %(error)s")
        # A label that asks: « À quelle heure : cette heure n’existe pas », not « À quelle heure ? : … ».
        label = str(bound.label).rstrip("?:\N{NARROW NO-BREAK SPACE}\N{NO-BREAK SPACE} ")
        lines += [(named % {"label": label, "error": words}, _first_id(bound)) for words in _error_words(bound)]
    title = ngettext("Une réponse est à corriger", "%(count)s réponses sont à corriger", len(lines))
    return _component("ui/components/error_summary.html", title=title % {"count": len(lines)}, lines=lines)


def _error_words(bound: BoundField) -> list[str]:
    """What is to be mended; where Django only says that an answer is required, in words of a town hall."""
    plain = forms.Field.default_error_messages["required"]
    is_missing = bound.form.has_error(bound.name, "required") and bound.field.error_messages["required"] == plain
    return [_("il manque une réponse.") if is_missing and error == plain else str(error) for error in bound.errors]


def _first_id(bound: BoundField) -> str:
    """Where the link of an error leads: the field, or the first of its choices."""
    if isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return next((choice.id_for_label for choice in bound.subwidgets), "")
    return bound.id_for_label


@register.simple_tag
def request_number() -> str:
    """{% request_number as number %}: the number of this request, given on error pages; "" outside a request."""
    return request_numbers.current()


@register.simple_tag
def field(bound: BoundField, hint: str = "", plain: bool = False, asked: bool = False) -> SafeString:
    """{% field form.name %}: one question with its label, hint and error; what was typed is kept.

    `asked`: one of its answers is nothing, and yet it is a question: it is not called optional.
    """
    hint = hint or str(bound.help_text)
    described = [f"{bound.auto_id}-hint"] if hint else []
    for number, _error in enumerate(bound.errors, start=1):
        described.append(f"{bound.auto_id}-error" if number == 1 else f"{bound.auto_id}-error-{number}")
    widget = bound.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return _component(
            "ui/components/field.html",
            field=bound,
            is_optional=not (bound.field.required or asked),
            errors=[capfirst(words) for words in _error_words(bound)],
            is_group=True,
            choices=bound.subwidgets,
            hint=hint,
            plain=plain or isinstance(widget, forms.CheckboxSelectMultiple),
            described_by=" ".join(described),
        )
    is_box = isinstance(widget, forms.CheckboxInput)
    attrs: dict[str, str | bool] = {} if is_box else {"class": f"input {widget.attrs.get('class', '')}".strip()}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return _component(
        "ui/components/field.html",
        field=bound,
        is_optional=not (bound.field.required or asked),
        errors=[capfirst(words) for words in _error_words(bound)],
        control=bound.as_widget(attrs=attrs),
        hint=hint,
        is_box=is_box,
    )


@register.filter
def labelled(rows: Iterable[Sequence[Any]], columns: Sequence[tuple[str, str]]) -> list[list[tuple[Any, str, str]]]:
    """Each cell of each row with the label and the kind of its column, for components/table.html."""
    return [[(cell, *column) for cell, column in zip(row, columns, strict=True)] for row in rows]


@register.filter
def one_row(row: Sequence[Any]) -> list[Sequence[Any]]:
    return [row]


@register.filter
def percent_of(part: float, whole: float) -> str:
    """{{ 2|percent_of:4 }} → « 50% », for the width of an SVG rectangle."""
    return f"{100 * part / whole:.4g}%" if whole else "0%"
