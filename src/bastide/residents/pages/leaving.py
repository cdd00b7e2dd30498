"""What leaves with a body: its pages, with the version that is live and the newest one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamBlock
from wagtail.models import Locale, Page, PageViewRestriction, Revision

from bastide.core.accounts.models import User
from bastide.core.territory.models import Organisation
from bastide.kit.registry.leaving import Leaving, Named, PuttingBack, Rename, Table, leaving
from bastide.residents.portal.models import HomePage

from . import actions
from .blocks import BODY
from .blocks.naming import prove, renamed
from .models import EditorialPage

#: What the tree and the versions say of a page: made again where it is put.
OF_THE_TREE = (
    *("path", "depth", "numchild", "url_path", "content_type", "of_body", "alias_of"),
    *("latest_revision", "live_revision"),
)
#: The same in a version, with what Wagtail reads from the row whatever the version says.
OF_THE_ROW = (*OF_THE_TREE, "pk", "page_ptr", "editorialpage_ptr", "locale", "translation_key")


def pages_of(body: Any) -> Any:
    """In the order of the tree: pages above before those below."""
    return EditorialPage.objects.owned_by(body).order_by("path").specific().iterator(chunk_size=200)


def own_keys(body: Any) -> Any:
    return EditorialPage.objects.owned_by(body).order_by().values("pk")


def body_renamed(raw: Any, rename: Rename) -> Any:
    return renamed(StreamBlock(BODY), raw, rename)


def where(page: EditorialPage) -> dict[str, Any]:
    """The page above, None below the body's root (below the front, for the pôle)."""
    above = page.get_parent()
    return {"parent": above.pk if issubclass(above.specific_class or Page, EditorialPage) else None}


def put_page_back(row: EditorialPage, values: Mapping[str, Any], putting: PuttingBack) -> EditorialPage:
    above = putting.rename(EditorialPage, values["parent"]) if values.get("parent") is not None else None
    parent = Page.objects.get(pk=above) if above is not None else _root_of(putting)
    if not type(row).can_exist_under(parent.specific):
        raise ValueError(type(row).__name__)
    own = EditorialPage.objects.owned_by(putting.organisation).order_by().values("pk")
    if Page.objects.filter(translation_key=row.translation_key).exclude(pk__in=own).exists():
        # It would say of itself that it is somebody else's page in another language.
        row.translation_key = uuid4()
    live = row.live
    parent.specific.add_child(instance=row)
    Page.objects.filter(pk=row.pk).update(live=live)
    return row


def _root_of(putting: PuttingBack) -> Page:
    if putting.organisation.kind == Organisation.Kind.POLE:
        return Page.objects.get(pk=HomePage.objects.get().pk)
    space = actions.open_space(organisation=putting.organisation, by=None, at=putting.at)
    return Page.objects.get(pk=space.root_id)


def prove_page(row: EditorialPage) -> None:
    prove(StreamBlock(BODY), list(row.body.raw_data))


def versions_of(body: Any) -> Any:
    keys = own_keys(body)
    pages = Page.objects.filter(pk__in=keys)
    numbers = [str(pk) for pk in keys.values_list("pk", flat=True)]
    kept = Q(pk__in=pages.values("live_revision")) | Q(pk__in=pages.values("latest_revision"))
    return Revision.page_revisions.filter(kept | Q(approved_go_live_at__isnull=False), object_id__in=numbers).order_by(
        "pk"
    )


def which(version: Revision) -> dict[str, Any]:
    page = Page.objects.get(pk=version.object_id)
    return {
        "page": page.pk,
        "is_live": page.live_revision_id == version.pk,
        "is_latest": page.latest_revision_id == version.pk,
    }


def content_renamed(raw: Any, rename: Rename) -> Any:
    """A version is a page as JSON, its blocks as JSON within."""
    content = {name: value for name, value in (raw or {}).items() if name not in OF_THE_ROW}
    content |= {name: rename(User, content[name]) for name in ("owner", "locked_by") if content.get(name)}
    if isinstance(content.get("body"), str):
        content["body"] = json.dumps(body_renamed(json.loads(content["body"]), rename))
    return content | {"wagtail_admin_comments": []}


def prove_version(row: Revision) -> None:
    prove(StreamBlock(BODY), json.loads(row.content.get("body") or "[]"))


def put_version_back(row: Revision, values: Mapping[str, Any], putting: PuttingBack) -> Revision:
    page = Page.objects.get(pk=putting.rename(EditorialPage, values["page"])).specific
    told = page.serializable_data()
    row.object_id, row.content_type = str(page.pk), page.cached_content_type
    row.base_content_type = ContentType.objects.get_for_model(Page)
    row.content = {**row.content, **{name: told[name] for name in OF_THE_ROW if name in told}}
    row.save(force_insert=True)
    names = [name for name, is_it in (("live_revision", "is_live"), ("latest_revision", "is_latest")) if values[is_it]]
    if names:
        Page.objects.filter(pk=page.pk).update(**dict.fromkeys(names, row.pk))
    return row


def put_restriction_back(
    row: PageViewRestriction, values: Mapping[str, Any], putting: PuttingBack
) -> PageViewRestriction:
    """Groups are those of one portal: whoever signs in, rather than everybody."""
    if row.restriction_type == PageViewRestriction.GROUPS:
        row.restriction_type = PageViewRestriction.LOGIN
    row.save(force_insert=True)
    return row


def page_name(page: Page) -> str:
    """Its address below the front, whatever the front is called."""
    return "/".join(page.url_path.split("/")[2:])


def find_page(name: Any) -> Page | None:
    front = HomePage.objects.first()
    return Page.objects.live().filter(url_path=f"{front.url_path}{name}").first() if front is not None else None


def show(body: Organisation, at: datetime) -> None:
    for page in EditorialPage.objects.owned_by(body).live():
        actions.take_back(page=page)


AGAIN = _("se refait tout seul")

leaving.plug(
    "pages",
    Leaving(
        _("Pages"),
        order=40,
        tables=(
            Table(
                EditorialPage,
                pages_of,
                without=OF_THE_TREE,
                inside={"body": body_renamed},
                also=where,
                prove=prove_page,
                put_back=put_page_back,
            ),
            Table(
                Revision,
                versions_of,
                without=("object_id", "content_type", "base_content_type"),
                inside={"content": content_renamed},
                also=which,
                prove=prove_version,
                put_back=put_version_back,
            ),
            Table(
                PageViewRestriction,
                lambda body: PageViewRestriction.objects.filter(page__in=own_keys(body)).order_by("pk"),
                without=("groups",),
                put_back=put_restriction_back,
            ),
        ),
        named=(
            Named(Page, page_name, find_page),
            Named(
                Locale,
                lambda it: it.language_code,
                lambda name: Locale.objects.filter(language_code=name).first(),
            ),
        ),
        stays={
            "pages.BodyRoot": AGAIN,
            "pages.EditingSpace": AGAIN,
            "pages.Translation": _("l’état d’une traduction du portail, qui n’est à aucun organisme"),
            "pages.DraftLink": _("un lien mène à l’adresse d’ici : faites-en un nouveau là-bas"),
        },
        afterwards=show,
    ),
)
