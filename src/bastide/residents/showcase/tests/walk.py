"""Who may call each address of the showcase."""

from functools import partial

from django.utils import timezone

from bastide.kit.http.walk import owned, public
from bastide.residents.showcase.models import Workshop
from bastide.residents.showcase.shelves import SHELVES
from bastide.residents.showcase.testing import make_shown

WRITE = {"methods": ("GET", "POST"), "answers": (200, 302, 422)}


def body(scene):
    return {"slug": scene.valdorne.valbrune.organisation.slug}


def made(model, scene, **fields):
    organisation = scene.valdorne.valbrune.organisation
    return make_shown(model, organisation, by=scene.people.secretary, at=timezone.now(), **fields)


def shown(model, scene):
    return {"pk": made(model, scene).pk}


def draft(model, scene):
    return body(scene) | {"pk": made(model, scene, draft=True).pk}


def in_english(scene):
    return {"pk": made(Workshop, scene, text_en="Stoneware.").pk}


WALK = {
    "showcase_space:index": owned(body),
    "showcase:workshops_en": public(lambda scene: in_english(scene) and {}),
    "showcase:workshops_item_en": public(in_english),
    "showcase:workshops_item_old": public(in_english),
}
for shelf in SHELVES:
    one = partial(draft, shelf.model)
    desk = f"showcase_{shelf.name}_desk"
    WALK |= {
        f"showcase:{shelf.name}": public(),
        f"showcase:{shelf.name}_feed": public(),
        f"showcase:{shelf.name}_item": public(partial(shown, shelf.model)),
        f"{desk}:index": owned(body, **WRITE),
        f"{desk}:look": owned(one),
        f"{desk}:edit": owned(one, **WRITE),
        f"{desk}:publish": owned(one, methods=("POST",)),
        f"{desk}:withdraw": owned(one, methods=("POST",)),
        f"{desk}:discard": owned(one, methods=("POST",)),
    }
