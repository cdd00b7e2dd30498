"""The map: drawn, moved, read, shared and printed; and what is there when it cannot be drawn."""

import io
import re
import threading
from collections import Counter
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import expect

from .browser import FLAGS, find_chromium, visitor
from .server import free_port, serving

pytestmark = pytest.mark.journey
PHONE = {"width": 320, "height": 640}
DORDOGNE = "/carte/?lat=44.85000&lon=0.48000&zoom=11.00"


def opened(who, path="/carte/"):
    """The page once its map is drawn and its list says what is in the view."""
    page = who.go(path)
    drawn(page)
    return page


def drawn(page):
    page.locator("[data-map][data-state=live]").wait_for(timeout=30_000)
    expect(page.locator("[data-map-count]")).to_contain_text("ans la vue")


def canvas(page):
    return page.locator("[data-map-place] canvas")


def picture(place):
    return Image.open(io.BytesIO(place.screenshot())).convert("RGB")


def colours(place):
    """How many pixels of what stands at `place` have each colour."""
    return Counter({colour: number for number, colour in picture(place).getcolors(1 << 24)})


def view_of(page):
    """Latitude, longitude and zoom in the address of the page."""
    query = parse_qs(urlsplit(page.url).query)
    return tuple(float(query[name][0]) for name in ("lat", "lon", "zoom"))


def token(page, name):
    """A colour of the page, as three numbers."""
    text = page.evaluate(f"() => getComputedStyle(document.documentElement).getPropertyValue('--{name}').trim()")
    return tuple(int(text[place : place + 2], 16) for place in (1, 3, 5))


def test_the_map_draws_communes_in_the_colours_of_the_page(visit):
    who = visit()

    page = opened(who)

    counted = colours(canvas(page))
    for tone in ("map-1", "map-2", "map-3", "map-4"):
        assert counted[token(page, tone)] > 3_000, tone
    assert counted[token(page, "vine")] > 500, "town halls"
    assert counted[token(page, "stone-1")] > 50_000, "around the territory"
    assert page.locator(".gis-drawn").first.is_hidden()
    assert not who.axe() + who.too_wide()


def test_the_map_moves_by_keyboard_and_tells_what_is_in_its_middle(visit):
    who = visit()
    page = opened(who, DORDOGNE)
    who.tab_to("Carte interactive")
    before = canvas(page).screenshot()

    page.keyboard.press("ArrowRight")
    page.wait_for_url(lambda url: "lon=0.48000" not in url)
    lat, lon, zoom = view_of(page)
    assert lon > 0.48
    assert lat == pytest.approx(44.85, abs=0.001)
    page.keyboard.press("Equal")
    page.wait_for_url(lambda url: "zoom=11.00" not in url)
    assert view_of(page)[2] > zoom
    assert canvas(page).screenshot() != before

    page.keyboard.press("Enter")
    popup = page.locator(".maplibregl-popup")
    link = popup.get_by_role("link").first
    expect(link).to_have_attribute("href", re.compile("^/communes/"))
    expect(link).to_be_focused()
    page.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    expect(canvas(page)).to_be_focused()


def test_every_movement_has_a_button(visit):
    who = visit(width=360)
    page = opened(who, DORDOGNE)
    seen = [view_of_start(DORDOGNE)]

    for name in (
        "Se rapprocher",
        "S’éloigner",
        "Vers l’ouest",
        "Vers le nord",
        "Vers le sud",
        "Vers l’est",
        "Tout voir",
    ):
        button = page.get_by_role("button", name=name, exact=True)
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 44, name
        before = page.url
        button.click()
        page.wait_for_url(lambda url, before=before: url != before)
        seen.append(view_of(page))

    (_, nearer, farther, west, north, south, east, whole) = seen
    assert nearer[2] > farther[2]
    assert west[1] < farther[1]
    assert north[0] > west[0]
    assert south[0] < north[0]
    assert east[1] > south[1]
    assert whole[2] < east[2]


def view_of_start(path):
    query = parse_qs(urlsplit(path).query)
    return tuple(float(query[name][0]) for name in ("lat", "lon", "zoom"))


def test_the_list_names_what_is_in_the_view(visit):
    who = visit()
    page = opened(who)
    expect(page.locator("[data-map-count]")).to_contain_text("communes\u00a0: 128")
    expect(page.locator("[data-map-count]")).to_contain_text("mairies\u00a0: 128")

    page.get_by_label("Centrer sur une commune").fill("monbazillac")
    page.keyboard.press("Enter")
    page.wait_for_url("**/carte/?*monbazillac")
    page.locator("[data-map][data-state=live]").wait_for()
    listed = page.locator("[data-map-list]")

    expect(listed.get_by_role("link", name="Monbazillac", exact=True)).to_be_visible()
    expect(listed.get_by_role("link", name="Biron", exact=True)).to_have_count(0)
    expect(page.locator("[data-map-count]")).not_to_contain_text("communes\u00a0: 128")
    listed.get_by_role("link", name="Monbazillac", exact=True).click()
    page.wait_for_url("**/communes/monbazillac/")


def test_a_layer_goes_and_a_shared_address_opens_the_same_view(visit):
    who, other = visit(), visit()
    page = opened(who, DORDOGNE)
    assert colours(canvas(page))[token(page, "vine")] > 100

    page.get_by_role("checkbox", name="Mairies").uncheck()
    page.wait_for_url("**couches=communes,intercommunalites")
    expect(page.locator("[data-map-count]")).not_to_contain_text("mairies")
    canvas(page).focus()
    page.keyboard.press("ArrowUp")
    page.wait_for_url(lambda url: "lat=44.85000" not in url)
    assert colours(canvas(page))[token(page, "vine")] < 20
    shared = page.get_by_label("L’adresse de cette vue").input_value()

    there = opened(other, shared.removeprefix(other.origin))

    expect(there.get_by_role("checkbox", name="Mairies")).not_to_be_checked()
    expect(there.get_by_role("checkbox", name="Communes", exact=True)).to_be_checked()
    # The ring of the focus is no part of the view.
    page.get_by_label("L’adresse de cette vue").focus()
    difference = ImageChops.difference(picture(canvas(page)), picture(canvas(there))).convert("L")
    # The address rounds: an edge may be drawn a hundredth of a pixel away.
    other_pixels = sum(number for number, shade in difference.getcolors() if shade > 24)
    assert other_pixels < 0.01 * difference.width * difference.height


def test_a_commune_page_loads_the_map_only_when_it_is_asked_for(visit):
    who = visit(width=360)
    page = who.go("/communes/monbazillac/")
    page.wait_for_load_state("networkidle")
    assert not [address for address in who.requests if re.search("maplibre|gis/map|couches|reglages", address)]

    page.get_by_role("link", name="Ouvrir la carte interactive").click()

    page.locator("[data-map][data-state=live]").wait_for(timeout=30_000)
    expect(page.get_by_role("region", name="Carte interactive")).to_be_focused()
    assert colours(canvas(page))[token(page, "map-here")] > 300, "the commune that is meant"
    assert not who.axe() + who.too_wide()
    page.get_by_role("link", name="Voir la carte en grand").click()
    page.wait_for_url("**/carte/?lat=*")


def test_on_paper_there_is_a_picture_of_the_view(visit):
    who = visit(scheme="dark")
    page = opened(who, DORDOGNE)
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    printed = page.get_by_role("img", name="La carte telle qu’elle était à l’écran")

    expect(printed).to_be_visible()
    # In the colours of daylight, though the screen is dark.
    [(ground, _number)] = colours(printed).most_common(1)
    assert min(ground) > 180
    expect(page.locator(".gis-paper")).to_contain_text(re.compile(r"Largeur de la carte\u00a0: [\d,]+\u00a0km"))
    expect(page.locator(".printed")).to_be_visible()
    assert page.locator("[data-map-place]").is_hidden()


def test_without_javascript_there_are_a_drawing_and_a_list(visit):
    who = visit(javascript=False, **PHONE)
    page = who.go("/carte/")
    assert page.locator("svg.map__drawing a").count() == 128
    assert page.locator("[data-map-list] a[href^='/communes/']").count() == 128
    assert not who.too_wide()

    page.get_by_label("Centrer sur une commune").fill("lamonzie saint martin")
    page.keyboard.press("Enter")
    page.wait_for_url("**/carte/?commune=*")

    expect(page.locator("h1")).to_have_text("La carte autour de Lamonzie-Saint-Martin")
    expect(page.locator("[data-map-list]").get_by_role("link", name="Gardonne")).to_be_visible()
    assert "lat=" in page.get_by_label("L’adresse de cette vue").input_value()
    who.go("/communes/monbazillac/").get_by_role("link", name="Ouvrir la carte interactive").click()
    page.wait_for_url("**/carte/?commune=monbazillac")


def test_on_a_narrow_phone_in_the_dark_the_map_fits_and_has_its_colours(visit):
    who = visit(scheme="dark", **PHONE)

    page = opened(who)

    assert not who.axe() + who.too_wide()
    counted = colours(canvas(page))
    assert sum(counted[token(page, f"map-{tone}")] for tone in (1, 2, 3, 4)) > 3_000


def test_a_layer_that_does_not_come_leaves_the_drawing(visit):
    who = visit()
    who.context.route("**/carte/couches/**", lambda route: route.abort())
    page = who.go("/carte/")

    expect(page.locator("[data-map]")).to_have_attribute("data-state", "drawn")
    expect(page.locator("svg.map__drawing")).to_be_visible()
    expect(page.get_by_text("La carte interactive n’a pas pu s’ouvrir")).to_be_visible()
    assert page.locator("[data-map-list] a[href^='/communes/']").count() == 128
    # What was broken on purpose.
    who.complaints[:] = [line for line in who.complaints if "/carte/couches/" not in line]


def test_a_tile_that_does_not_come_later_is_said_and_the_map_goes_on(visit):
    who = visit()
    page = opened(who, DORDOGNE)
    who.context.route("**/carte/couches/**", lambda route: route.abort())

    for _ in range(4):
        page.get_by_role("button", name="Vers l’est").click()

    expect(page.get_by_text("Une partie de la carte n’est pas arrivée")).to_be_visible()
    assert canvas(page).is_visible()
    who.complaints[:] = [line for line in who.complaints if "/carte/couches/" not in line]


def test_who_spares_data_opens_the_map_with_a_button(visit):
    who = visit()
    who.context.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } })")
    page = who.go("/carte/")
    page.wait_for_load_state("networkidle")
    assert not [address for address in who.requests if "maplibre" in address]

    page.get_by_role("button", name="Ouvrir la carte interactive").click()

    drawn(page)
    assert colours(canvas(page))[token(page, "map-1")] > 3_000


class FakeBasemap(BaseHTTPRequestHandler):
    """An outside basemap of one colour; it answers what `server.status` says and keeps who asked."""

    COLOUR = (250, 120, 0)

    def do_GET(self):
        self.server.asked.append(dict(self.headers))
        picture = io.BytesIO()
        Image.new("RGB", (256, 256), self.COLOUR).save(picture, "PNG")
        self.send_response(self.server.status)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(picture.getvalue())

    def log_message(self, *arguments):
        pass


@pytest.fixture
def basemap():
    host = ThreadingHTTPServer(("127.0.0.1", 0), FakeBasemap)
    host.status, host.asked = 200, []
    thread = threading.Thread(target=host.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield host
    host.shutdown()
    thread.join()
    host.server_close()


def with_basemap(server, basemap):
    """The same portal with an outside basemap, beside the other one."""
    beside = replace(server, port=free_port(), process=None, log=server.state / "basemap.log")
    return serving(
        beside,
        application="tests.journeys.recorder:application",
        BASTIDE_BASEMAP_URL=f"http://127.0.0.1:{basemap.server_port}/{{z}}/{{x}}/{{y}}.png",
        BASTIDE_BASEMAP_TITLE="Plan d’essai",
        BASTIDE_BASEMAP_CREDIT="© Essai, Licence ouverte",
    )


def test_an_outside_basemap_comes_through_our_server_only_and_may_be_missing(browser, server, basemap):
    with with_basemap(server, basemap) as running, visitor(browser, running.origin) as who:
        page = opened(who)
        expect(page.get_by_text("© Essai, Licence ouverte")).to_be_visible()
        page.get_by_role("checkbox", name="Communes", exact=True).uncheck()
        page.wait_for_url("**couches=**")
        assert colours(canvas(page))[FakeBasemap.COLOUR] > 50_000
        assert {headers["User-Agent"] for headers in basemap.asked} == {"bastide"}
        page.get_by_role("checkbox", name="Plan d’essai").uncheck()
        page.wait_for_url(lambda url: "fond" not in url)
        expect(page.get_by_text("© Essai, Licence ouverte")).to_have_count(0)
        assert colours(canvas(page))[FakeBasemap.COLOUR] == 0
        # The harness complains of any request to another host.
        assert who.complaints == []

        basemap.status = 500
        opened(who, "/carte/?lat=44.85000&lon=0.48000&zoom=13.00")

        expect(page.get_by_text("Une partie de la carte n’est pas arrivée")).to_be_visible()
        expect(page.locator("[data-map-list]").get_by_role("link", name="Bergerac", exact=True)).to_be_visible()
        assert [line for line in who.complaints if "/carte/fond/" not in line] == []


@pytest.fixture
def without_webgl(browser):
    """Another Chromium, which has nothing to draw a map with."""
    flags = [flag for flag in FLAGS if flag != "--disable-gpu"] + ["--use-gl=disabled"]
    other = browser.browser_type.launch(executable_path=find_chromium(), args=flags)
    yield other
    other.close()


def test_without_webgl_there_are_a_drawing_and_a_list(without_webgl, server):
    with visitor(without_webgl, server.origin) as who:
        page = who.go("/carte/")
        expect(page.locator("[data-map]")).to_have_attribute("data-state", "drawn")
        expect(page.locator("svg.map__drawing")).to_be_visible()
        expect(page.get_by_text("La carte interactive n’a pas pu s’ouvrir")).to_be_visible()
        assert page.locator("[data-map-list] a[href^='/communes/']").count() == 128
        assert not [address for address in who.requests if "maplibre" in address]

        who.go("/communes/monbazillac/").get_by_role("link", name="Ouvrir la carte interactive").click()
        page.wait_for_url("**/carte/?commune=monbazillac")
        assert who.complaints == []
