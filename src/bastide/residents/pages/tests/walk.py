"""Who may call the addresses of pages outside Wagtail's."""

from datetime import timedelta

from django.utils import timezone

from bastide.kit.http.walk import owned, public
from bastide.residents.pages.models import DraftLink
from bastide.residents.pages.models.draft_link import new_name
from bastide.residents.pages.testing import make_page, make_section, make_space, make_translation
from bastide.residents.portal.testing import ensure_home_page


def body(scene):
    ensure_home_page()
    return {"slug": scene.valdorne.valbrune.organisation.slug}


def shared_draft(scene):
    page = make_page(make_space(scene.valdorne.valbrune.organisation).root, live=False)
    now = timezone.now()
    link = DraftLink.objects.create(
        page=page, name=new_name(), with_below=True, made_at=now, ends_at=now + timedelta(days=1)
    )
    return {"token": link.token}


def page_below(scene):
    given = shared_draft(scene)
    page = DraftLink.objects.get().page.specific
    return given | {"page_id": make_page(page, slug="au-dessous").pk}


def pole(scene):
    ensure_home_page()
    return {"slug": scene.valdorne.pole.slug}


def translated(scene):
    return pole(scene) | {"pk": make_translation(make_section()).translation.pk}


WALK = {
    "pages:reportages": public(),
    "pages:reportages_feed": public(),
    "pages:feed": public(),
    "pages:body_feed": public(body),
    "pages:gallery": public(),
    "pages:draft": public(shared_draft),
    "pages:draft_below": public(page_below),
    "pages_space:pages": owned(body),
    "pages_space:translations": owned(pole, owner="pole", outsider="mayor"),
    "pages_space:begin_translation": owned(
        pole,
        methods=("POST",),
        owner="pole",
        outsider="mayor",
        data={"POST": lambda scene: {"page": make_section().pk, "language": "oc"}},
    ),
    "pages_space:confirm_translation": owned(translated, methods=("POST",), owner="pole", outsider="mayor"),
    "pages_space:write": owned(body, methods=("POST",)),
}
