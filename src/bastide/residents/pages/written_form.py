"""The form of a page in the back office: its writer names only what its choosers would show them.

A chooser is a window, no wall: whoever writes the number of a neighbour's picture, withheld document or draft into the
form by hand would read its name on the next screen, and could publish it.
"""

from __future__ import annotations

from typing import Any

from django.forms.utils import ErrorList
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import WagtailAdminPageForm
from wagtail.blocks import StreamBlock, StreamBlockValidationError
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from bastide.core.media.models import MediaDocument, MediaImage
from bastide.residents.directory.models import Place

from .blocks import BODY
from .blocks.naming import named_in, renamed

#: Models and numbers.
Named = set[tuple[type[Any], int]]


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
        body = cleaned.get("body")
        if self.for_user is None or body is None:
            return cleaned
        # What somebody else of the portal put there stays.
        if refused := self._out_of_reach(_named_by(body) - _named_by(self.instance.body)):
            # What was typed is shown again, the names of these things are not.
            shown = _without(body, refused)
            self.fields["body"].bound_data = lambda data, initial: shown
            said: Any = _(
                "Une image, un document, une page ou un lieu de ce contenu n’est pas à vous : choisissez-en un autre."
            )
            self.add_error("body", StreamBlockValidationError(non_block_errors=ErrorList([said])))
        return cleaned

    def _out_of_reach(self, named: Named) -> Named:
        refused: Named = set()
        for model in {model for model, _key in named}:
            within = choosable(model, self.for_user)
            if within is not None:
                keys = {key for kind, key in named if kind is model}
                found = set(within.filter(pk__in=keys).values_list("pk", flat=True))
                refused |= {(model, key) for key in keys - found}
        return refused


def _raw(body: Any) -> Any:
    return body.stream_block.get_prep_value(body)


def _named_by(body: Any) -> Named:
    return {(model, int(key)) for model, key in named_in(StreamBlock(BODY), _raw(body)) if key}


def _without(body: Any, refused: Named) -> Any:
    def keep(model: type[Any], key: Any) -> Any:
        return None if key and (model, int(key)) in refused else key

    return body.stream_block.to_python(renamed(StreamBlock(BODY), _raw(body), keep))
