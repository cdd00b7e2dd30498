"""The form of a page in the back office: its writer names only what its choosers would show them.

A chooser is a window, no wall: whoever writes the number of a neighbour's picture, withheld document or draft into the
form by hand would read its name on the next screen, and could publish it.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import WagtailAdminPageForm
from wagtail.blocks import StreamBlock
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from bastide.core.media.models import MediaDocument, MediaImage
from bastide.residents.directory.models import Place

from .blocks import BODY
from .blocks.naming import named_in


def choosable(model: type[Any], user: Any) -> Any:
    """What `user` may choose of `model`; None where everything may be."""
    if issubclass(model, MediaImage):
        return image_policy.instances_user_has_any_permission_for(user, ["choose", "change"])
    if issubclass(model, MediaDocument):
        return document_policy.instances_user_has_any_permission_for(user, ["choose", "change"])
    if issubclass(model, Page):
        return Page.objects.live() | page_permission_policy.explorable_instances(user)
    return Place.objects.published() if issubclass(model, Place) else None


class WrittenForm(WagtailAdminPageForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.for_user is not None and cleaned.get("body") is not None:
            # What somebody else of the portal put there stays.
            before = _named_by(self.instance.body)
            new = _named_by(cleaned["body"]) - before
            if any(self._is_out_of_reach(model, new) for model in {model for model, _key in new}):
                self.add_error(
                    "body",
                    ValidationError(
                        _(
                            "Une image, un document, une page ou un lieu de ce contenu n’est pas à vous : choisissez-en"
                            " un autre."
                        )
                    ),
                )
        return cleaned

    def _is_out_of_reach(self, model: type[Any], new: set[tuple[type[Any], Any]]) -> bool:
        within = choosable(model, self.for_user)
        keys = {key for kind, key in new if kind is model}
        return within is not None and within.filter(pk__in=keys).values("pk").distinct().count() < len(keys)


def _named_by(body: Any) -> set[tuple[type[Any], Any]]:
    block = StreamBlock(BODY)
    return {(model, int(key)) for model, key in named_in(block, body.stream_block.get_prep_value(body)) if key}
