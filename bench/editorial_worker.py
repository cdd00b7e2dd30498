"""In a process of the installation: publish and look, fill the library and the tree, open the back office's screens."""

from __future__ import annotations

import http.client
import json
import statistics
import time
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone
from wagtail.models import Page

from bastide.core.accounts import actions as accounts
from bastide.core.accounts.models import Role, User
from bastide.core.accounts.testing import sign_in
from bastide.core.media import actions as media
from bastide.core.media.models import Licence, MediaDocument, MediaImage
from bastide.core.media.testing import a_document, a_picture
from bastide.core.territory.models import Organisation
from bastide.residents.pages import actions as writing
from bastide.residents.pages.models import BodyRoot, EditorialPage, FreePage, SectionPage

from .machine import table
from .search_places import SYLLABLES

__all__ = ["office", "publish"]

#: How many pages stand before, what is compared with them, and how many times dearer it may be.
FEW, FEW_MEDIA, BUDGET = 100, 400, 1.5
ROUNDS, PUBLISHED = 15, 12
#: Children of the section that is listed: a whole page of the explorer in both sizes.
LISTED = 60
#: Screens of the back office: what is measured, and its address.
SCREENS = {
    "list of pages": "/cms/pages/{section}/",
    "list of a commune’s pages": "/cms/pages/{root}/",
    "list of pictures": "/cms/images/",
    "list of documents": "/cms/documents/",
    "chooser of pages": "/cms/choose-page/{section}/?page_type=wagtailcore.page",
    "chooser of pictures": "/cms/images/chooser/",
    "chooser of documents": "/cms/documents/chooser/",
    "chooser of places": "/cms/choisir-un-lieu/",
    "chooser of bodies": "/cms/choisir-un-organisme/",
    "search of pages": "/cms/pages/search/?q={word}",
    "search of pages, a rare word": "/cms/pages/search/?q={rare}",
    "search of pictures": "/cms/images/?q={word}",
    "search of documents": "/cms/documents/?q={word}",
    "search in the chooser of pages": "/cms/choose-page/search/?q={word}&page_type=wagtailcore.page",
    "search in the chooser of pictures": "/cms/images/chooser/results/?q={word}",
    "search in the chooser of documents": "/cms/documents/chooser/results/?q={word}",
    "pages of a commune, in the workspace": "/espace/organismes/{slug}/pages/",
}
WORD, RARE = "rivière", "zébulon"


def publish(port: int) -> None:
    """From the click to a reader on another process: how long the publishing takes, and how long after it one waits."""
    page = FreePage.objects.live().filter(slug="salle-des-fetes").first()
    assert page is not None
    took, after = [], []
    for number in range(PUBLISHED):
        page.title = f"La salle des fêtes, essai {number}"
        _seen(port, page.url, "")  # In the cache before.
        started = time.perf_counter()
        page.save_revision().publish()
        done = time.perf_counter()
        while not _seen(port, page.url, page.title):
            time.sleep(0.001)
        took.append(1000 * (done - started))
        after.append(1000 * (time.perf_counter() - done))
    print("## From publishing to reading\n")
    rows = [
        [name, f"{min(each):.1f}", f"{statistics.median(each):.1f}", f"{max(each):.1f}"]
        for name, each in (("publishing, until it answers", took), ("then, until another process serves it", after))
    ]
    print(table(["ms", "least", "middle", "worst"], rows), "\n", flush=True)


def _seen(port: int, path: str, words: str) -> bool:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        asked.request("GET", path, headers={"Host": f"localhost:{port}"})
        return words in asked.getresponse().read().decode()
    finally:
        asked.close()


def office(pages: int, pictures_and_documents: int, named: str = "") -> None:
    """The screens whose name has these words with few pages and media, then with many: processor time and queries."""
    person = _person()
    screens = {name: path for name, path in SCREENS.items() if named in name}
    names = _fill(FEW, FEW_MEDIA, person)
    # The host of test clients.
    with override_settings(ALLOWED_HOSTS=["*"]):
        few = {name: _cost(person, path.format(**names)) for name, path in screens.items()}
        _fill(pages, pictures_and_documents, person)
        many = {name: _cost(person, path.format(**names)) for name, path in screens.items()}
    ratios = {name: many[name][0] / few[name][0] for name in screens}
    rows = [
        [
            name,
            f"{few[name][0]:.1f}",
            f"{many[name][0]:.1f}",
            f"{ratios[name]:.2f}",
            str(few[name][1]),
            str(many[name][1]),
        ]
        for name in screens
    ]
    head = ["screen", f"{FEW} pages, ms", f"{pages:,} pages, ms", "ratio", "queries before", "after"]
    print("## The back office, as the pôle\n")
    print(table(head, rows))
    over = ", ".join(name for name in screens if ratios[name] > BUDGET) or "none"
    print(f"\n{FEW_MEDIA} then {pictures_and_documents:,} media. Budget: ratio ≤ {BUDGET}. Over: {over}.")


def _person() -> User:
    at = timezone.now()
    user = User.objects.filter(memberships__role=Role.POLE_STAFF).order_by("pk").first()
    assert user is not None
    accounts.refresh_groups(user=user, at=at)
    return user


def _cost(person: User, path: str) -> tuple[float, int]:
    """Processor time of the quickest answer, in milliseconds, and its queries: neighbours only make it longer."""
    client = sign_in(Client(), person)
    assert client.get(path).status_code == 200, path
    times = []
    for _ in range(ROUNDS):
        started = time.process_time()
        client.get(path)
        times.append(1000 * (time.process_time() - started))
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return min(times), len(asked)


def _words(number: int) -> str:
    """A title: every fifth has the frequent word, one of all the rare one."""
    first, second = SYLLABLES[number % len(SYLLABLES)], SYLLABLES[number // 7 % len(SYLLABLES)]
    return f"{first}{second} {number}{f' {WORD}' if number % 5 == 0 else ''}{f' {RARE}' if number == 40 else ''}"


def _fill(pages: int, media_wanted: int, person: User) -> dict[str, Any]:
    """Bring the tree and the library to these sizes; gives what the addresses need."""
    at = timezone.now()
    bodies = list(Organisation.objects.filter(commune__isnull=False, commune__type="COM").order_by("pk")[:100])
    roots = [writing.open_space(organisation=body, by=None, at=at).root for body in bodies]
    section = SectionPage.objects.order_by("path").first()
    assert section is not None
    standing = FreePage.objects.filter(slug__startswith="bench-").count()
    above: dict[int, Any] = {}
    for number in range(standing, pages):
        # What is listed has as many rows in both sizes: the section has the first ones, one body the next.
        below = section if number < LISTED else roots[0] if number < FEW else roots[1 + number % (len(roots) - 1)]
        above.setdefault(below.pk, (below, []))[1].append(number)
    for below, numbers in above.values():
        _insert(below, numbers, at)
    _fill_library(media_wanted, bodies, person, at)
    call_command("update_index", verbosity=0)
    if connection.vendor == "sqlite":
        connection.cursor().execute("ANALYZE")
    return {"section": section.pk, "root": roots[0].pk, "word": WORD, "rare": RARE, "slug": bodies[0].slug}


def _insert(above: Any, numbers: list[int], at: Any) -> None:
    """Published pages below `above`, table by table: five thousand through the tree would take minutes."""
    above = Page.objects.get(pk=above.pk)
    kind = ContentType.objects.get_for_model(FreePage)
    rows = []
    for rank, number in enumerate(numbers, start=above.numchild + 1):
        slug = f"bench-{number}"
        row = Page(
            path=Page._get_path(above.path, above.depth + 1, rank),
            depth=above.depth + 1,
            numchild=0,
            slug=slug,
            title=_words(number),
            draft_title=_words(number),
            url_path=f"{above.url_path}{slug}/",
            content_type=kind,
            locale=above.locale,
            live=True,
            first_published_at=at,
            last_published_at=at,
        )
        rows.append(row)
    Page.objects.bulk_create(rows, batch_size=500)
    owner = BodyRoot.objects.filter(pk=above.pk).values_list("organisation", flat=True).first()
    words = [json.dumps([{"type": "text", "value": f"<p>{row.title}</p>", "id": "1"}]) for row in rows]
    tables = [connection.ops.quote_name(model._meta.db_table) for model in (EditorialPage, FreePage)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {tables[0]} (page_ptr_id, introduction, body, of_body_id) VALUES (%s, '', %s, %s)",
            [(row.pk, each, owner) for row, each in zip(rows, words, strict=True)],
        )
        cursor.executemany(
            f"INSERT INTO {tables[1]} (editorialpage_ptr_id) VALUES (%s)",
            [(row.pk,) for row in rows],
        )
    Page.objects.filter(pk=above.pk).update(numchild=above.numchild + len(numbers))


def _fill_library(wanted: int, bodies: list[Organisation], person: User, at: Any) -> None:
    """Half pictures, half documents, over the bodies; they share one file each."""
    collections = [media.collection_of(organisation=body) for body in bodies]
    picture = MediaImage.objects.filter(title="bench").first() or MediaImage.objects.create(
        title="bench", file=a_picture(), licence=Licence.ETALAB
    )
    document = MediaDocument.objects.filter(title="bench").first() or MediaDocument.objects.create(
        title="bench", file=a_document()
    )
    for model, one in ((MediaImage, picture), (MediaDocument, document)):
        standing = model.objects.count()
        same = {
            field.attname: getattr(one, field.attname)
            for field in model._meta.concrete_fields
            if not field.primary_key and field.name not in ("title", "collection", "file")
        }
        rows = [
            model(**same, title=_words(number), file=one.file.name, collection=collections[number % len(collections)])
            for number in range(standing, wanted // 2)
        ]
        model.objects.bulk_create(rows, batch_size=500)
    ContentType.objects.clear_cache()
