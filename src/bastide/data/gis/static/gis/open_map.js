// Opens the interactive map where a page offers one, when the reader asks for it. Small, because every such page loads
// it: the map itself and its library come only then. Whatever fails, the drawing of the server and its list stay.

/** Whether the browser can draw the map: asked before anything heavy is fetched. */
function canDraw() {
  return Boolean(document.createElement("canvas").getContext("webgl2"));
}

function giveUp(box, link) {
  box.dataset.state = "drawn";
  for (const words of box.querySelectorAll("[data-map-failed]")) words.hidden = false;
  if (link) link.removeAttribute("aria-busy");
}

/** Loads what it needs, then lets `map.js` take over the box. */
async function open(box, link) {
  if (box.dataset.state === "loading" || box.dataset.state === "live") return;
  if (!canDraw()) {
    giveUp(box, link);
    return;
  }
  box.dataset.state = "loading";
  try {
    const answer = await fetch(box.dataset.map, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`settings: ${answer.status}`);
    const settings = await answer.json();
    if (!settings.library || settings.layers.length === 0) throw new Error("nothing to draw");
    const { drawMap } = await import(settings.library.map);
    await drawMap(box, settings, { takeFocus: Boolean(link) });
  } catch {
    giveUp(box, link);
  }
}

for (const box of document.querySelectorAll("[data-map]")) {
  const link = box.querySelector("[data-map-open]");
  if (link) {
    link.addEventListener("click", (event) => {
      // A new tab, or a browser that cannot draw: the link leads to the map's own page.
      if (event.ctrlKey || event.metaKey || event.shiftKey || box.dataset.state || !canDraw()) return;
      event.preventDefault();
      link.setAttribute("aria-busy", "true");
      open(box, link);
    });
  } else if (navigator.connection?.saveData) {
    // Who spares data says so first.
    const button = box.querySelector("[data-map-start]");
    button.hidden = false;
    button.addEventListener("click", () => {
      button.hidden = true;
      open(box);
    });
  } else {
    open(box);
  }
}
