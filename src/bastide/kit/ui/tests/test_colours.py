import json
import re

import pytest
from django.core.checks import run_checks
from django.test import Client

from bastide.kit.ui import contrast, palette

STYLES = sorted(contrast.TOKENS_FILE.parent.glob("*.css"))


@pytest.mark.parametrize("theme", ["light", "dark", "dark, forced"])
def test_every_pair_of_colours_can_be_read(theme):
    themes = contrast.read_tokens()
    colours = {**themes["light"], **themes[theme]}

    assert [str(found) for found in contrast.shortfalls(colours, theme)] == []


def test_the_measured_ratios_are_those_of_the_standard():
    assert contrast.ratio("#000000", "#ffffff") == pytest.approx(21)
    assert contrast.ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_night_is_the_same_whether_chosen_by_the_system_or_forced():
    themes = contrast.read_tokens()

    assert themes["dark"] == themes["dark, forced"]
    assert themes["dark"].keys() == themes["light"].keys()


def test_styles_use_only_names_that_exist_and_no_colour_of_their_own():
    texts = {path.name: path.read_text() for path in STYLES}
    defined = set(re.findall(r"(--[\w-]+):", "".join(texts.values())))

    used = set(re.findall(r"var\((--[\w-]+)", "".join(texts.values())))
    own = [
        (name, colour)
        for name, text in texts.items()
        if name not in ("tokens.css", "print.css")
        for colour in re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", text)
    ]

    assert used - defined == set()
    assert own == []


def test_every_colour_that_is_read_is_in_the_list_of_pairs():
    styles = "".join(path.read_text() for path in STYLES if path.name not in ("tokens.css", "print.css"))
    read = set(re.findall(r"(?<![-\w])color: var\(--([\w-]+)\)", styles)) & contrast.read_tokens()["light"].keys()

    assert read - {pair.colour for pair in contrast.PAIRS} == set()


@pytest.fixture
def palette_file(tmp_path, settings):
    path = tmp_path / "palette.json"
    settings.UI_PALETTE_FILE = str(path)
    palette._read_once.cache_clear()
    yield path
    palette._read_once.cache_clear()


def _problems():
    return [str(message.id) for message in run_checks() if str(message.id).startswith("ui.")]


def test_a_readable_palette_is_accepted_and_served_for_ever(palette_file, db, client):
    palette_file.write_text(json.dumps({"light": {"vine": "#1d4770", "vine-hover": "#12304f"}}))

    page = client.get("/gabarits/").content.decode()
    address = re.search(r'href="(/palette/\w+\.css)"', page)[1]
    sheet = client.get(address)

    assert _problems() == []
    assert "--vine:#1d4770;" in sheet.content.decode()
    assert sheet["Content-Type"].startswith("text/css")
    assert "immutable" in sheet["Cache-Control"]
    assert client.get("/palette/0123456789abcdef.css").status_code == 404


def test_a_colour_changed_for_the_day_does_not_change_the_night(palette_file):
    palette_file.write_text(json.dumps({"light": {"vine": "#1d4770"}}))

    day, night = palette.read(palette_file).css().split("@media")

    assert "#1d4770" in day
    assert f"--vine:{contrast.read_tokens()['dark']['vine']};" in night


def test_a_palette_that_cannot_be_read_is_refused_at_start_up(palette_file):
    palette_file.write_text(json.dumps({"light": {"ink-2": "#999999"}}))

    assert set(_problems()) == {"ui.E002"}


@pytest.mark.parametrize(
    "content",
    [
        "not json",
        "[]",
        '{"light": []}',
        '{"noon": {}}',
        '{"light": {"shadow": "#000000"}}',
        '{"light": {"vine": "green"}}',
        '{"light": {"vine": "#1d4770;} body{display:none"}}',
        '{"light": {"vine": 3}}',
    ],
)
def test_a_broken_palette_is_refused_at_start_up(palette_file, content):
    palette_file.write_text(content)

    assert _problems() == ["ui.E001"]


def test_a_missing_palette_is_refused_at_start_up(palette_file):
    assert _problems() == ["ui.E001"]


def test_without_a_palette_no_stylesheet_is_served(settings, db):
    settings.UI_PALETTE_FILE = ""

    assert Client().get("/palette/0123456789abcdef.css").status_code == 404
