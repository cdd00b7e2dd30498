import json
import re
from pathlib import Path

import pytest
from wagtail.blocks import StreamBlock, StructBlockValidationError

from bastide.core.media.models import MediaImage
from bastide.residents.directory.testing import make_place
from bastide.residents.pages import blocks, gallery
from bastide.residents.pages.blocks.media import PictureBlock, VideoBlock
from bastide.residents.pages.blocks.words import LinkBlock
from bastide.residents.pages.players import player_of

TEMPLATES = Path(blocks.__file__).parent.parent / "templates/pages/blocks"


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name.removesuffix("Block")).lower()


@pytest.mark.one_database
def test_each_block_has_a_template_of_its_name_and_no_template_is_without_block():
    named = {name: type(block) for name, block in blocks.BODY}

    assert [name for name, kind in named.items() if snake(kind.__name__) != name] == []
    assert {path.stem for path in TEMPLATES.glob("*.html")} == named.keys()
    assert {block.meta.template for _name, block in blocks.BODY} == {f"pages/blocks/{name}.html" for name in named}
    assert [
        path.name for path in TEMPLATES.rglob("*.html") if re.search(r"\sstyle=|<script|\son\w+=", path.read_text())
    ] == []


def test_the_gallery_shows_each_block(client, valdorne, home_page, picture, document, people):
    make_place(valdorne.valbrune.organisation, by=people.secretary)
    page = client.get("/gabarits/blocs/")

    assert page.status_code == 200
    assert {child.block_type for child in gallery.samples()} == {name for name, _block in blocks.BODY}
    words = page.content.decode()
    assert "Une image d’exemple" in words
    assert "tel:+33553000001" in words  # The town hall's own number, typed nowhere.


@pytest.mark.one_database
def test_a_picture_says_what_it_shows_or_that_it_is_decorative(picture_value):
    block = PictureBlock()

    for alternative, is_decorative in (("", False), ("Le lavoir", True)):
        with pytest.raises(StructBlockValidationError):
            block.clean(block.normalize({**picture_value, "alternative": alternative, "is_decorative": is_decorative}))


def test_a_picture_without_licence_may_wait_in_a_draft_and_is_refused_by_its_name_when_one_publishes(picture_value):
    block, image = PictureBlock(), picture_value["picture"]
    shown = {**picture_value, "alternative": "Le lavoir"}
    for licence, people, word in (
        ("", "none", "n’a pas de licence"),
        ("cc0-1.0", "refused", "n’a pas donné son accord"),
    ):
        MediaImage.objects.filter(pk=image.pk).update(licence=licence, people=people)
        block.clean_deferred(block.normalize(shown))
        with pytest.raises(StructBlockValidationError) as refused:
            block.clean(block.normalize(shown))
        (told,) = refused.value.block_errors["picture"].messages
        assert word in told
        assert "« Lavoir »" in told
    block.clean_deferred(block.normalize({**picture_value, "picture": None}))


@pytest.fixture
def picture_value(picture):
    return {"picture": picture, "alternative": "", "is_decorative": False, "caption": ""}


def test_a_film_has_captions_a_transcript_and_the_right_kind_of_file(document):
    block = VideoBlock()
    given = {
        "title": "Film",
        "film": document,
        "captions": None,
        "address": "",
        "transcript": "<p>Mots</p>",
        "is_silent": False,
        "cover": None,
    }

    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.normalize(given))

    assert refused.value.block_errors.keys() == {"film", "captions"}


@pytest.mark.one_database
@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//ailleurs.example/", "/\\ailleurs.example", "data:text/html,1", "bonjour"]
)
def test_a_link_leads_nowhere_else_than_it_says(address):
    block = LinkBlock()

    with pytest.raises(StructBlockValidationError):
        block.clean(block.normalize({"page": None, "address": address}))


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("address", "frame"),
    [
        ("https://www.youtube.com/watch?v=abc_DEF-123", "https://www.youtube-nocookie.com/embed/abc_DEF-123"),
        ("https://youtu.be/abc_DEF-123", "https://www.youtube-nocookie.com/embed/abc_DEF-123"),
        ("https://vimeo.com/123456", "https://player.vimeo.com/video/123456"),
        ("https://video.example/w/exemple", "https://video.example/videos/embed/exemple"),
        ("https://video.example/autre", ""),
        ('https://www.youtube.com/watch?v="><script>', ""),
        ("https://www.youtube.com/", ""),
    ],
)
def test_an_outside_film_is_framed_only_from_sites_that_we_know(address, frame):
    assert player_of(address).frame == frame


def test_html_in_a_text_field_stays_words(home_page):
    stream = StreamBlock(blocks.BODY)
    sample = "<script>alert(1)</script>"
    value = stream.to_python(
        [
            {"type": "quote", "value": {"words": sample, "author": sample, "source": sample}, "id": "1"},
            {"type": "text", "value": f"<p>Mots{sample}<a onclick='x()' href='javascript:1'>lien</a></p>", "id": "2"},
        ]
    )
    block = dict(blocks.BODY)["text"]

    assert "<script" not in value[0].render()
    sent = {
        "blocks": [
            {
                "key": "a",
                "text": f"Mots {sample}",
                "type": "unstyled",
                "depth": 0,
                "inlineStyleRanges": [],
                "entityRanges": [{"offset": 0, "length": 4, "key": 0}],
            }
        ],
        "entityMap": {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "javascript:alert(1)"}}},
    }
    cleaned = str(block.value_from_datadict({"body": json.dumps(sent)}, {}, "body"))
    assert "<script" not in cleaned
    assert "javascript" not in cleaned
