// What the pages do better with JavaScript; everything works without it. One module, no library, nothing inline.

/** "Menu" leads to a page without JavaScript; with it, it opens the navigation in place. */
function openMenu(link) {
  const nav = document.getElementById(link.dataset.menu);
  if (!nav) return;
  const header = link.closest("[data-header]");
  const button = document.createElement("button");
  button.type = "button";
  button.className = link.className;
  button.textContent = link.textContent;
  button.setAttribute("aria-controls", nav.id);
  const show = (open) => {
    button.setAttribute("aria-expanded", String(open));
    nav.classList.toggle("is-open", open);
    header.classList.toggle("is-open", open);
  };
  show(false);
  button.addEventListener("click", () => show(button.getAttribute("aria-expanded") === "false"));
  header.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || button.getAttribute("aria-expanded") === "false") return;
    show(false);
    button.focus();
  });
  link.replaceWith(button);
}

/** Suggestions under a search field: the ARIA 1.2 combobox with a list box. The form stays a form. */
function suggest(form) {
  const input = form.querySelector("input[type=search]");
  const words = form.dataset;
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `${input.id}-suggestions`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.listLabel);
  list.hidden = true;
  const news = document.createElement("p");
  news.className = "visually-hidden";
  news.setAttribute("role", "status");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  form.querySelector(".search__box").append(list);
  form.append(news);

  let results = [];
  let active = -1;
  let timer = 0;
  let request = null;

  const mark = (index) => {
    active = index;
    [...list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === index)));
    if (index < 0) {
      input.removeAttribute("aria-activedescendant");
    } else {
      input.setAttribute("aria-activedescendant", list.children[index].id);
      list.children[index].scrollIntoView({ block: "nearest" });
    }
  };
  const close = () => {
    clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  };
  const take = (index) => {
    const result = results[index];
    close();
    if (result.url) {
      window.location.assign(result.url);
    } else {
      input.value = result.label;
      form.requestSubmit();
    }
  };
  const draw = () => {
    list.replaceChildren(
      ...results.map((result, index) => {
        const option = document.createElement("li");
        option.className = "suggestion";
        option.id = `${list.id}-${index}`;
        option.setAttribute("role", "option");
        const label = document.createElement("span");
        label.textContent = result.label;
        option.append(label);
        if (result.detail) {
          const detail = document.createElement("span");
          detail.className = "suggestion__detail";
          detail.textContent = result.detail;
          option.append(" ", detail);
        }
        option.addEventListener("click", () => take(index));
        return option;
      }),
    );
    mark(-1);
    list.hidden = results.length === 0;
    input.setAttribute("aria-expanded", String(results.length > 0));
    if (results.length === 0) news.textContent = words.none;
    else if (results.length === 1) news.textContent = words.one;
    else news.textContent = words.many.replace("{n}", results.length);
  };
  const ask = async () => {
    const text = input.value.trim();
    request?.abort();
    if (text.length < 2) {
      close();
      news.textContent = "";
      return;
    }
    request = new AbortController();
    try {
      const url = new URL(words.suggestUrl, window.location.href);
      url.searchParams.set("q", text);
      const answer = await fetch(url, { headers: { Accept: "application/json" }, signal: request.signal });
      if (!answer.ok) return;
      results = (await answer.json()).results ?? [];
      if (document.activeElement === input) draw();
    } catch {
      // Stopped, or no network: the form still works.
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  });
  input.addEventListener("keydown", (event) => {
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) {
        ask();
        return;
      }
      const step = event.key === "ArrowDown" ? 1 : -1;
      const places = results.length + 1;
      mark(((active + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && open && active >= 0) {
      event.preventDefault();
      take(active);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", close);
  // The press would take the focus away from the field before the click arrives.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
}

/** Buttons that only a script can serve: they are hidden until it is there. */
function serve(button) {
  if (button.dataset.action === "print") {
    button.addEventListener("click", () => window.print());
  } else if (button.dataset.action === "copy" && navigator.clipboard) {
    const words = button.querySelector("[data-words]");
    words.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(window.location.href);
      words.textContent = button.dataset.done;
    });
  } else {
    return;
  }
  button.hidden = false;
}

/** On paper, nothing is folded, and the day of printing is written. */
function preparePrint() {
  const opened = [];
  window.addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details:not([open])")) {
      details.open = true;
      opened.push(details);
    }
    for (const place of document.querySelectorAll("[data-printed]")) {
      const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" }).format(new Date());
      place.textContent = place.dataset.words + day;
    }
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened.splice(0)) details.open = false;
  });
}

document.querySelectorAll("[data-menu]").forEach(openMenu);
document.querySelectorAll("[data-suggest-url]").forEach(suggest);
document.querySelectorAll("[data-action]").forEach(serve);
document.querySelector("[data-focus]")?.focus();
preparePrint();
