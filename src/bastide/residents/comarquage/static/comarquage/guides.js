// Cases of a guide open one by one. Without this script they stand one after another, all readable.

let count = 0;

/** Lets the heading of a case open and close what follows it. */
function fold(section, isOpen) {
  const heading = section.querySelector(":scope > :is(h2, h3, h4, h5, h6)");
  if (!heading || heading !== section.firstElementChild || heading.querySelector("a")) return;
  const body = document.createElement("div");
  body.className = "guide-case__body";
  body.id = `cas-${(count += 1)}`;
  while (heading.nextSibling) body.append(heading.nextSibling);
  section.append(body);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "guide-case__button";
  button.setAttribute("aria-controls", body.id);
  const words = document.createElement("span");
  words.append(...heading.childNodes);
  button.append(words);
  heading.append(button);

  function show(open) {
    button.setAttribute("aria-expanded", String(open));
    if (open) body.removeAttribute("hidden");
    else body.setAttribute("hidden", "until-found");
  }
  show(isOpen);
  button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
  // The browser's own search, or a link to a place inside, opens what it found.
  body.addEventListener("beforematch", () => show(true));
  body.addEventListener("guide-open", () => show(true));
}

for (const cases of document.querySelectorAll("[data-cases]")) {
  const sections = [...cases.children].filter((each) => each.classList.contains("guide-case"));
  if (cases.dataset.cases === "plain" || sections.length < 2) continue;
  cases.dataset.live = "";
  sections.forEach((section, place) => fold(section, place === 0));
}

/** Opens every case around the place that the address names. */
function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let around = target; around; around = around.parentElement) {
    if (around.classList.contains("guide-case__body")) around.dispatchEvent(new Event("guide-open"));
  }
}
addEventListener("hashchange", openTarget);
openTarget();
