// The interactive map. `open_map.js` loads it when a reader opens a map; the page around it works without. All that it
// draws comes from our own layers, with the colours of the page (`tokens.css`), so that a territory's palette and the
// dark scheme hold here too.

const PAN_PX = 160;
/** How long the map may take to show something before the drawing of the server stays. */
const PATIENCE_MS = 20_000;
const LONGEST_LIST = 150;
const SHORT_LIST = 12;
const WIDE_PX = 640;
/** The page's own letters: without `glyphs` in the style, the library has the browser draw them. */
const FONT = ["Atkinson Hyperlegible Next", "sans-serif"];

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const touch = window.matchMedia("(pointer: coarse)");
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

/** The colour that the page gives to `name` now. */
function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** `work()` while the page has its light colours: paper is white, whatever the screen is. */
function inLight(work) {
  const root = document.documentElement;
  const before = root.dataset.theme;
  root.dataset.theme = "light";
  try {
    return work();
  } finally {
    if (before === undefined) delete root.dataset.theme;
    else root.dataset.theme = before;
  }
}

function addStyle(address) {
  if (document.querySelector(`link[href="${address}"]`)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.onload = resolve;
    link.onerror = () => reject(new Error(address));
    document.head.append(link);
  });
}

/** Full address of tiles: the library asks for them from its worker, which knows no page. */
function tilesAt(path) {
  return new URL(path, window.location.href).href.replaceAll("%7B", "{").replaceAll("%7D", "}");
}

/** One part for each tone of an area: constant colours can be changed at once, for paper. */
function fills(layer, shared, overPicture) {
  const value = ["to-string", ["get", layer.toneBy]];
  const known = layer.tones.map((each) => each.value);
  const tones = [...new Set(layer.tones.map((each) => each.tone))];
  const part = (tone, filter) => ({
    ...shared,
    id: `${layer.id}/fill-${tone}`,
    type: "fill",
    filter,
    paint: { "fill-color": token(`map-${tone || 1}`), "fill-opacity": overPicture ? 0.35 : 1 },
  });
  const ofTone = (tone) => layer.tones.filter((each) => each.tone === tone).map((each) => each.value);
  return [
    part(0, ["!", ["in", value, ["literal", known]]]),
    ...tones.map((tone) => part(tone, ["in", value, ["literal", ofTone(tone)]])),
  ];
}

function names(id, source) {
  return {
    id,
    type: "symbol",
    source,
    "source-layer": source,
    layout: {
      "text-field": ["get", "name"],
      "text-font": FONT,
      "text-size": ["interpolate", ["linear"], ["zoom"], 8, 12, 13, 17],
      "text-max-width": 8,
      "text-padding": 6,
      // A town hall often stands just there.
      "text-anchor": "top",
      "text-offset": [0, 0.6],
      "symbol-sort-key": ["-", 0, ["to-number", ["get", "population"], 0]],
    },
    paint: { "text-color": token("on-map"), "text-halo-color": token("map-line"), "text-halo-width": 1.6 },
  };
}

/** The parts of one layer, lowest first. Their names begin with the layer's, so that they go on and off together. */
function parts(layer, overPicture, here) {
  const shared = { source: layer.source, "source-layer": layer.source, minzoom: layer.minZoom };
  const found = [];
  if (layer.shape === "area") {
    found.push(...fills(layer, shared, overPicture));
    found.push({
      ...shared,
      id: `${layer.id}/line`,
      type: "line",
      paint: { "line-color": token(overPicture ? "ink-2" : "map-line"), "line-width": 1.2 },
    });
    if (here) {
      found.push({
        ...shared,
        id: `${layer.id}/here`,
        type: "line",
        filter: ["==", ["get", "name"], here],
        paint: { "line-color": token("map-here"), "line-width": 4 },
      });
    }
  } else if (layer.shape === "outline" || layer.shape === "line") {
    // Nothing is seen inside an outline, but it answers when it is pointed at.
    if (layer.shape === "outline") {
      found.push({ ...shared, id: `${layer.id}/fill`, type: "fill", paint: { "fill-opacity": 0 } });
    }
    const width = ["interpolate", ["linear"], ["zoom"], 7, 1.5, 12, 3];
    found.push({
      ...shared,
      id: `${layer.id}/line`,
      type: "line",
      layout: { "line-join": "round" },
      paint: { "line-color": token("ink-2"), "line-width": width },
    });
  } else {
    found.push({
      ...shared,
      id: `${layer.id}/point`,
      type: "circle",
      paint: {
        "circle-color": token("vine"),
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 8, 3.5, 13, 8],
        "circle-stroke-color": token("card"),
        "circle-stroke-width": 1.5,
      },
    });
  }
  if (layer.labels) {
    found.push(names(`${layer.id}/names`, layer.labels.source));
  }
  return found;
}

function vectorSource(layer) {
  const source = { type: "vector", tiles: [tilesAt(layer.tiles)], minzoom: layer.tileMin, maxzoom: layer.tileMax };
  return layer.bounds ? { ...source, bounds: layer.bounds } : source;
}

/** A style of the map made from the page's colours. */
function styleOf(settings, shown, here) {
  const sources = {};
  const background = { id: "ground", type: "background", paint: { "background-color": token("stone-1") } };
  const drawn = [background];
  const picture = settings.basemap;
  const overPicture = Boolean(picture) && shown.has("fond");
  if (picture) {
    sources.fond = {
      type: "raster",
      tiles: [tilesAt(picture.tiles)],
      tileSize: 256,
      maxzoom: picture.max_zoom,
      ...(settings.bounds ? { bounds: settings.bounds } : {}),
    };
    drawn.push({
      id: "fond/picture",
      type: "raster",
      source: "fond",
      paint: { "raster-fade-duration": 0, "raster-brightness-max": dark.matches ? 0.65 : 1 },
    });
  }
  const written = [];
  for (const layer of settings.layers) {
    sources[layer.source] = vectorSource(layer);
    if (layer.labels) sources[layer.labels.source] = vectorSource(layer.labels);
    for (const part of parts(layer, overPicture, here)) (part.type === "symbol" ? written : drawn).push(part);
  }
  // Names lie over everything.
  const layers = [...drawn, ...written].map((part) => {
    const name = part.id.split("/")[0];
    const visibility = part.id === "ground" || shown.has(name) ? "visible" : "none";
    return { ...part, layout: { ...part.layout, visibility } };
  });
  return { version: 8, sources, layers, transition: { duration: 0, delay: 0 } };
}

function numberOf(box, name) {
  const value = Number.parseFloat(box.dataset[name]);
  return Number.isFinite(value) ? value : null;
}

/** Where the reader looks at first: the view of the address, else all of `bounds`. */
function startOf(box, settings) {
  const [lat, lon, zoom] = ["lat", "lon", "zoom"].map((name) => numberOf(box, name));
  if (lat !== null && lon !== null && zoom !== null) return { center: [lon, lat], zoom };
  const bounds = box.dataset.bounds?.split(",").map(Number) ?? settings.bounds;
  return { bounds, fitBoundsOptions: { padding: 20 } };
}

function whenDrawn(map) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("too slow")), PATIENCE_MS);
    map.once("idle", () => {
      clearTimeout(timer);
      resolve();
    });
    map.on("error", ({ error, sourceId }) => {
      // The map goes on without an outside basemap.
      if (sourceId === "fond") return;
      clearTimeout(timer);
      reject(error);
    });
  });
}

/** Takes over `box` and shows the map in it. Rejects, with everything put back, when it cannot be drawn. */
export async function drawMap(box, settings, { takeFocus = false } = {}) {
  const place = box.querySelector("[data-map-place]");
  const words = settings.words;
  const [library] = await Promise.all([
    import(settings.library.maplibre),
    ...settings.library.styles.map(addStyle),
  ]);
  library.setWorkerUrl(settings.library.worker);

  const wished = box.dataset.layers?.split(",").filter(Boolean);
  const shown = new Set(wished ?? settings.layers.filter((layer) => layer.isShown).map((layer) => layer.id));
  if (settings.basemap && !wished) shown.add("fond");
  const here = box.dataset.here;
  const style = () => styleOf(settings, shown, here);

  const map = new library.Map({
    container: place,
    style: style(),
    ...startOf(box, settings),
    minZoom: settings.farthest,
    maxZoom: 18,
    maxPitch: 0,
    pitchWithRotate: false,
    dragRotate: false,
    attributionControl: false,
    fadeDuration: 0,
    renderWorldCopies: false,
    reduceMotion: calm.matches,
    // A page is read by scrolling: one finger scrolls it, two move the map.
    cooperativeGestures: box.hasAttribute("data-map-small") || touch.matches,
    locale: {
      "Map.Title": words.map,
      "Popup.Close": words.close,
      "CooperativeGesturesHandler.WindowsHelpText": words.scroll,
      "CooperativeGesturesHandler.MacHelpText": words.scroll_mac,
      "CooperativeGesturesHandler.MobileHelpText": words.two_fingers,
    },
  });
  const news = box.querySelector("[data-map-news]");
  map.on("error", () => {
    news.textContent = words.partly;
  });
  try {
    map.keyboard.disableRotation();
    map.touchZoomRotate.disableRotation();
    await whenDrawn(map);
  } catch (problem) {
    map.remove();
    place.replaceChildren();
    news.textContent = "";
    throw problem;
  }

  box.dataset.state = "live";
  map.resize();
  map.addControl(new library.ScaleControl({ unit: "metric", maxWidth: 120 }), "bottom-left");
  for (const part of box.querySelectorAll("[data-map-live]")) part.hidden = false;
  serveTools(box, map, settings);
  servePopups(map, library, settings, shown, news);
  serveChoices(box, map, settings, shown, style);
  serveAddress(box, map, settings, shown);
  serveList(box, map, settings, shown);
  servePaper(box, map, words, style);
  dark.addEventListener("change", () => map.setStyle(style()));
  box.dispatchEvent(new CustomEvent("bastide:map", { detail: { map } }));
  if (takeFocus) map.getCanvas().focus({ preventScroll: true });
}

function serveTools(box, map, settings) {
  const moves = { north: [0, -PAN_PX], south: [0, PAN_PX], west: [-PAN_PX, 0], east: [PAN_PX, 0] };
  const whole = box.dataset.bounds?.split(",").map(Number) ?? settings.bounds;
  for (const button of box.querySelectorAll("[data-map-do]")) {
    const wish = button.dataset.mapDo;
    button.addEventListener("click", () => {
      if (wish === "in") map.zoomIn();
      else if (wish === "out") map.zoomOut();
      else if (wish === "whole") map.fitBounds(whole, { padding: 20 });
      else map.panBy(moves[wish]);
    });
  }
}

const ANSWERS = { area: "fill", outline: "fill", line: "line", point: "point" };

/** Parts of the map that answer when they are pointed at, points apart from the others. */
function answering(map, settings, shown) {
  const parts = settings.layers
    .filter((layer) => layer.isListed && shown.has(layer.id))
    .flatMap((layer) => {
      const start = `${layer.id}/${ANSWERS[layer.shape]}`;
      return map.getLayersOrder().filter((id) => id.startsWith(start));
    });
  return { points: parts.filter((id) => id.endsWith("/point")), others: parts.filter((id) => !id.endsWith("/point")) };
}

function servePopups(map, library, settings, shown, news) {
  const canvas = map.getCanvas();
  let popup = null;
  const reach = 10;

  const openAt = (point) => {
    const box = [
      [point.x - reach, point.y - reach],
      [point.x + reach, point.y + reach],
    ];
    const { points, others } = answering(map, settings, shown);
    // A point may be missed by some pixels, an area may not. The smallest comes first: a place, its commune, its EPCI.
    const near = points.length ? map.queryRenderedFeatures(box, { layers: points }) : [];
    const around = others.length ? map.queryRenderedFeatures(point, { layers: others }) : [];
    const rank = ({ source }) => settings.layers.findIndex((layer) => layer.source === source);
    const found = near.concat(around.sort((one, other) => rank(one) - rank(other)));
    popup?.remove();
    if (found.length === 0) {
      news.textContent = settings.words.nothing_here;
      return;
    }
    news.textContent = "";
    const lines = document.createElement("div");
    const seen = new Set();
    for (const { properties, source } of found) {
      if (!properties.name || seen.has(properties.name)) continue;
      seen.add(properties.name);
      const line = document.createElement("p");
      line.append(nameOf(properties));
      lines.append(line);
      for (const detail of settings.layers.find((layer) => layer.source === source)?.details ?? []) {
        if (!properties[detail]) continue;
        const words = document.createElement("p");
        words.textContent = properties[detail];
        lines.append(words);
      }
    }
    popup = new library.Popup({ closeButton: true, focusAfterOpen: true, maxWidth: "none" })
      .setLngLat(map.unproject(point))
      .setDOMContent(lines)
      .addTo(map);
    // Who came by keyboard goes back to the map.
    popup.on("close", () => {
      if (popup.getElement()?.contains(document.activeElement)) canvas.focus({ preventScroll: true });
    });
    popup.getElement().addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      popup.remove();
      canvas.focus({ preventScroll: true });
    });
  };

  map.on("click", (event) => openAt(event.point));
  canvas.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    openAt(map.project(map.getCenter()));
  });
}

/** Only addresses of this site are followed, whatever a layer says. */
function nameOf({ name, url }) {
  if (!url || !url.startsWith("/") || url.startsWith("//")) return document.createTextNode(name);
  const link = document.createElement("a");
  link.href = url;
  link.textContent = name;
  return link;
}

/** Layers as boxes to tick. */
function serveChoices(box, map, settings, shown, style) {
  const holder = box.querySelector("[data-map-layers]");
  if (!holder) return;
  const choices = settings.layers.map(({ id, title }) => ({ name: id, title }));
  if (settings.basemap) choices.push({ name: "fond", title: settings.basemap.title });
  const list = holder.querySelector("[data-map-choices]");
  for (const { name, title } of choices) {
    const label = document.createElement("label");
    label.className = "choice choice--plain";
    const input = document.createElement("input");
    input.type = "checkbox";
    input.name = "couches";
    input.value = name;
    input.checked = shown.has(name);
    const text = document.createElement("span");
    text.textContent = title;
    label.append(input, text);
    list.append(label);
    input.addEventListener("change", () => {
      if (input.checked) shown.add(name);
      else shown.delete(name);
      map.setStyle(style());
      sayCredit(box, settings, shown);
      map.fire("moveend");
    });
  }
  holder.hidden = false;
  sayCredit(box, settings, shown);
}

/** Who made the outside basemap, whenever it is shown. */
function sayCredit(box, settings, shown) {
  const credit = box.querySelector("[data-map-credit]");
  if (credit) credit.textContent = settings.basemap && shown.has("fond") ? settings.basemap.credit : "";
}

/** The address follows the view, in the browser's bar and in the field that shares it. */
function serveAddress(box, map, settings, shown) {
  const field = box.querySelector("[data-map-address]");
  const larger = box.querySelector("[data-map-open]");
  if (!field && !larger) return;
  const usual = settings.layers.filter((layer) => layer.isShown).map((layer) => layer.id);
  const write = () => {
    const { lat, lng } = map.getCenter();
    const address = new URL(box.dataset.page ?? window.location.pathname, window.location.href);
    address.searchParams.set("lat", lat.toFixed(5));
    address.searchParams.set("lon", lng.toFixed(5));
    address.searchParams.set("zoom", map.getZoom().toFixed(2));
    const now = [...shown];
    const isUsual = now.length === usual.length && usual.every((name) => shown.has(name));
    // Commas are read more easily as they are.
    const layers = isUsual ? "" : `&couches=${now.join(",")}`;
    if (larger) larger.href = address.href;
    if (!field) return;
    field.value = address.href + layers;
    window.history.replaceState(null, "", field.value);
  };
  map.on("moveend", write);
  if (larger) {
    larger.textContent = settings.words.larger;
    larger.removeAttribute("aria-busy");
    write();
  }
  const copy = box.querySelector("[data-map-copy]");
  if (!copy || !navigator.clipboard) return;
  copy.hidden = false;
  const said = copy.querySelector("[data-words]");
  const before = said.textContent;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    said.textContent = settings.words.copied;
    setTimeout(() => {
      said.textContent = before;
    }, 5000);
  });
}

/** The list beside the map names what is in the view, layer by layer. */
function serveList(box, map, settings, shown) {
  const list = box.querySelector("[data-map-list]");
  const count = box.querySelector("[data-map-count]");
  if (!list) return;
  let timer = null;
  let before = null;

  const write = () => {
    const { points, others } = answering(map, settings, shown);
    const layers = [...points, ...others];
    const groups = new Map();
    for (const feature of layers.length ? map.queryRenderedFeatures({ layers }) : []) {
      const { name, url } = feature.properties;
      if (!name) continue;
      const group = groups.get(feature.source) ?? new Map();
      group.set(`${name} ${url}`, feature.properties);
      groups.set(feature.source, group);
    }
    const sections = [];
    const counted = [];
    for (const layer of settings.layers) {
      const found = [...(groups.get(layer.source)?.values() ?? [])];
      if (found.length === 0) continue;
      counted.push(`${layer.title.toLowerCase()}\u00a0: ${found.length}`);
      sections.push(section(layer, found, settings.words, sections.length === 0));
    }
    const text = counted.length ? `${settings.words.in_view} ${counted.join(", ")}.` : settings.words.none_in_view;
    if (text !== before) count.textContent = text;
    before = text;
    // Not while somebody is in the list: what has the focus may not vanish.
    if (!list.contains(document.activeElement)) list.replaceChildren(...sections);
  };
  map.on("idle", () => {
    clearTimeout(timer);
    timer = setTimeout(write, 300);
  });
  const title = box.querySelector("[data-map-list-title]");
  if (title) title.textContent = settings.words.list_title;
  map.triggerRepaint();
}

/** One layer of the list: open when it is short, or the first one on a screen that has room. */
function section(layer, found, words, isFirst) {
  const holder = document.createElement("details");
  holder.className = "disclosure";
  holder.open = found.length <= SHORT_LIST || (isFirst && window.innerWidth > WIDE_PX);
  const title = document.createElement("summary");
  title.className = "disclosure__summary";
  title.textContent = `${layer.title} (${found.length})`;
  const body = document.createElement("div");
  body.className = "disclosure__body";
  const names = document.createElement("ul");
  names.className = layer.details.length ? "gis-names gis-names--wide" : "gis-names";
  found.sort((one, other) => one.name.localeCompare(other.name, "fr"));
  for (const properties of found.slice(0, LONGEST_LIST)) {
    const line = document.createElement("li");
    line.append(nameOf(properties));
    const details = layer.details.map((detail) => properties[detail]).filter(Boolean);
    if (details.length) {
      const said = document.createElement("span");
      said.className = "note";
      said.textContent = details.join(" · ");
      line.append(" ", said);
    }
    names.append(line);
  }
  body.append(names);
  if (found.length > LONGEST_LIST) {
    const more = document.createElement("p");
    more.className = "note";
    more.textContent = words.and_more.replace("{n}", found.length - LONGEST_LIST);
    body.append(more);
  }
  holder.append(title, body);
  return holder;
}

/** On paper, a picture of what was on the screen, in the colours of daylight. */
function servePaper(box, map, words, style) {
  const paper = document.createElement("div");
  paper.className = "gis-paper";
  const picture = document.createElement("img");
  picture.alt = words.printed_map;
  paper.append(picture);
  const width = document.createElement("p");
  paper.append(width);
  box.querySelector("[data-map-place]").after(paper);
  const button = box.querySelector("[data-map-print]");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  const repaint = (wished) => {
    for (const { id, paint } of wished.layers) {
      for (const [name, value] of Object.entries(paint)) {
        if (map.getLayer(id)) map.setPaintProperty(id, name, value);
      }
    }
    map.redraw();
  };
  window.addEventListener("beforeprint", () => {
    if (dark.matches) repaint(inLight(style));
    else map.redraw();
    // In the same breath as the drawing: a moment later the canvas may be empty.
    picture.src = map.getCanvas().toDataURL("image/png");
    if (dark.matches) repaint(style());
    const [west, east] = [map.getBounds().getWest(), map.getBounds().getEast()];
    const kilometres = (east - west) * 111.32 * Math.cos((map.getCenter().lat * Math.PI) / 180);
    const digits = kilometres < 10 ? 1 : 0;
    const said = kilometres.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits });
    width.textContent = words.printed_width.replace("{n}", said);
  });
}
