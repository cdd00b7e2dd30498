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
})
