// What the visitor of the journeys asks a page. One expression: an object of functions.
({
  // All rules that axe has on by default; what it says of each is made readable.
  async axe() {
    const report = await axe.run(document, { resultTypes: ["violations"] });
    return report.violations.map((found) => {
      const places = found.nodes.map((node) => `\n    ${node.target.join(" ")}: ${node.failureSummary}`);
      return `${found.id} (${found.impact}): ${found.help}${places.join("")}`;
    });
  },

  // What makes the page scroll sideways; boxes that scroll or hide by themselves are no matter.
  tooWide() {
    const screen = document.documentElement.clientWidth;
    const isInABox = (element) => {
      for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
        if (getComputedStyle(box).overflowX !== "visible") return true;
      }
      return false;
    };
    const found = [];
    if (document.documentElement.scrollWidth > screen) {
      found.push(`the page scrolls to ${document.documentElement.scrollWidth} px of ${screen}`);
    }
    for (const element of document.body.querySelectorAll("*")) {
      const { width, right } = element.getBoundingClientRect();
      if (width > 1 && right > screen + 1 && !element.closest("svg > *") && !isInABox(element)) {
        const name = `${element.localName}.${element.getAttribute("class") ?? ""}`;
        found.push(`${name} ends at ${Math.round(right)} px of ${screen}`);
      }
    }
    return found;
  },

  // What a keyboard should reach: everything that can be used and is shown; of buttons of one choice, one.
  controls() {
    const asked = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
    const groups = new Set();
    return [...document.querySelectorAll(asked)].filter((element) => {
      if (element.disabled || element.tabIndex < 0 || element.closest("[inert]")) return false;
      if (!element.checkVisibility({ visibilityProperty: true })) return false;
      if (element.type !== "radio" || !element.name) return true;
      const group = element.form ? `${[...document.forms].indexOf(element.form)} ${element.name}` : element.name;
      return !groups.has(group) && groups.add(group);
    });
  },

  // How an element looks, with what it lies in and what it draws: one of them shows that it has the focus.
  look(element) {
    const { width } = element.getBoundingClientRect();
    const shown = ((width <= 1 || getComputedStyle(element).opacity === "0") && element.labels?.[0]) || element;
    const parts = [shown, ...shown.querySelectorAll("svg *, :scope > *")];
    for (let box = shown.parentElement; box && parts.length < 40 && box !== document.body; box = box.parentElement) {
      if (box.querySelectorAll("a[href], button, input").length > 3) break;
      parts.push(box);
    }
    const style = parts.map((part) => {
      const now = getComputedStyle(part);
      const outline = now.outlineStyle === "none" ? "" : `${now.outlineWidth} ${now.outlineColor}`;
      const box = [outline, now.boxShadow, now.borderColor, now.backgroundColor, now.textDecorationLine];
      return [...box, now.stroke, now.strokeWidth, now.fill, now.opacity];
    });
    return { shown, style: style.join() };
  },

  // From now on, what gets the focus is written down, with what is wrong at that moment. Says how often to press Tab.
  followFocus() {
    document.activeElement?.blur();
    window.getSelection()?.removeAllRanges();
    const { look } = this;
    const watched = this.controls();
    const before = new Map(watched.map((element) => [element, look(element).style]));
    const follow = { watched, reached: new Set(), found: new Set() };
    const name = (element) => {
      const words = (element.getAttribute("aria-label") ?? element.textContent ?? "").trim().replace(/\s+/g, " ");
      return `${element.localName}${element.name ? `[name=${element.name}]` : ""} « ${words.slice(0, 40)} »`;
    };
    follow.name = name;
    follow.listen = ({ target }) => {
      const group = target.type === "radio" && watched.find((one) => one.type === "radio" && one.name === target.name);
      follow.reached.add(group || target);
      const { shown, style } = look(target);
      if (before.get(target) === style) follow.found.add(`nothing shows that ${name(target)} has the focus`);
      // Of a commune on a map, its own shape: with its name the box is mostly its neighbours.
      const drawn = shown.closest("svg") ? [...shown.querySelectorAll("use, path")] : [];
      // As much of it as lies in the window: a table to scroll in is often taller.
      const parts = (drawn.length ? drawn : [shown])
        .flatMap((part) => [...part.getClientRects()])
        .filter(({ width, height }) => width > 1 && height > 1)
        .map(({ left, top, right, bottom }) => {
          const west = Math.max(left, 0), north = Math.max(top, 0);
          const east = Math.min(right, innerWidth), south = Math.min(bottom, innerHeight);
          return { left: west, top: north, width: Math.max(0, east - west), height: Math.max(0, south - north) };
        });
      // A commune drawn on a map fills little of its box.
      const places = shown.closest("svg") ? [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] : [0.1, 0.5, 0.9];
      const points = parts.flatMap((box) => places.flatMap((along) => places.map((down) => [
        box.left + box.width * along, box.top + box.height * down])));
      const isSeen = points.some(([x, y]) => {
        const top = document.elementFromPoint(x, y);
        return top && (shown.contains(top) || top.contains(shown) || top.closest("label")?.control === target);
      });
      if (points.length && !isSeen) follow.found.add(`${name(target)} has the focus out of sight`);
    };
    document.addEventListener("focusin", follow.listen);
    window.bastideFollow = follow;
    // The parts of a date, and the button of its calendar, are stops of their own.
    const parts = { date: 3, "datetime-local": 6, time: 2, month: 2, week: 2 };
    return watched.reduce((presses, { type }) => presses + 1 + (parts[type] ?? 0), 0);
  },

  // What Tab did not reach, and what was wrong with what it reached.
  outOfReach() {
    const { watched, reached, found, listen, name } = window.bastideFollow;
    document.removeEventListener("focusin", listen);
    const left = watched.filter((element) => !reached.has(element) && element.isConnected &&
      element.checkVisibility({ visibilityProperty: true }));
    return [...left.map((element) => `Tab never reaches ${name(element)}`), ...found];
  },
})
