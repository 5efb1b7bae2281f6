"use strict";
// The page is complete without this script, which adds the switch, the filters, the order of rows, and the highlights.
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const worlds = all("[data-set-world]");
  const form = document.getElementById("filters");
  const table = document.querySelector("table.images");
  let world = "online";

  const setWorld = (name) => {
    world = name;
    if (worlds.length) root.dataset.world = name;
    worlds.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.setWorld === name)));
    filter();
  };

  // The state and the registry of a row are those of the installation that is shown.
  const about = (row, what) => row.getAttribute(`data-${world}-${what}`);

  // What of a cell is about the installation that is shown.
  const textOf = (cell) => [...cell.childNodes]
    .filter((node) => !node.classList?.contains("world") || node.classList.contains(world))
    .map((node) => node.textContent)
    .join(" ");

  function filter() {
    if (!table) return;
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const host = form.elements.host.value;
    const chips = all("[data-state]", form);
    const chosen = chips.filter((chip) => chip.getAttribute("aria-pressed") === "true").map((chip) => chip.dataset.state);
    const counts = {};
    let shown = 0;
    for (const row of table.tBodies[0].rows) {
      const text = [...row.cells].map(textOf).join("\n").toLowerCase();
      const fits = words.every((word) => text.includes(word)) && (!host || about(row, "host") === host);
      const state = about(row, "state");
      if (fits) counts[state] = (counts[state] || 0) + 1;
      row.hidden = !fits || (chosen.length > 0 && !chosen.includes(state));
      if (!row.hidden) shown += 1;
    }
    chips.forEach((chip) => { chip.querySelector("b").textContent = counts[chip.dataset.state] || 0; });
    const total = table.tBodies[0].rows.length;
    document.getElementById("shown").textContent = `${shown} of ${total} ${total === 1 ? "image" : "images"} shown`;
  }

  const keyOf = (row, column) => column === 0
    ? String(form.dataset.order.split(" ").indexOf(about(row, "state")))
    : textOf(row.cells[column]).trim();

  const sort = (heading) => {
    const headings = [...heading.parentElement.cells];
    const down = heading.getAttribute("aria-sort") === "ascending";
    headings.forEach((other) => other.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const column = headings.indexOf(heading);
    const order = new Intl.Collator("en", { numeric: true });
    const keyed = [...table.tBodies[0].rows].map((row) => [keyOf(row, column), row]);
    keyed.sort(([one], [other]) => (down ? -1 : 1) * order.compare(one, other));
    table.tBodies[0].append(...keyed.map(([, row]) => row));
  };

  // What a node of the picture is joined to: a registry's images and their lines, an image's registry and lines, ...
  const prepare = (graph) => {
    const nodes = new Map(all("[data-node]", graph).map((node) => [node.dataset.node, node]));
    const joined = new Map([...nodes.keys()].map((name) => [name, []]));
    for (const edge of all("[data-ends]", graph)) {
      const [one, other] = edge.dataset.ends.split(" ");
      joined.get(one).push([other, edge]);
      joined.get(other).push([one, edge]);
    }
    const light = (name) => {
      graph.classList.add("lights");
      const mark = (from, column) => {
        nodes.get(from).classList.add("lit");
        for (const [to, edge] of joined.get(from)) {
          // From an image to both sides; from a registry or a line through its images, and not back.
          if (to[0] === column || (from === name && to !== name)) {
            edge.classList.add("lit");
            mark(to, from[0] === "r" ? "p" : from[0] === "p" ? "r" : "");
          }
        }
      };
      mark(name, "");
    };
    const clear = () => {
      graph.classList.remove("lights");
      all(".lit", graph).forEach((element) => element.classList.remove("lit"));
    };
    for (const [name, node] of nodes) {
      node.addEventListener("pointerenter", () => { clear(); light(name); });
      node.addEventListener("pointerleave", clear);
    }
    // Not at the nodes: Chromium lets the Tab key stop at each element of an SVG that listens for the focus.
    graph.parentElement.addEventListener("focusin", (event) => {
      const node = event.target.closest("[data-node]");
      clear();
      if (node) light(node.dataset.node);
    });
    graph.parentElement.addEventListener("focusout", clear);
  };

  // A link to a row that a filter hides shows the row.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.hidden && form) {
      clearFilters();
      target.scrollIntoView();
    }
  };

  const clearFilters = () => {
    form.reset();
    all("[data-state]", form).forEach((chip) => chip.setAttribute("aria-pressed", "false"));
    filter();
  };

  worlds.forEach((button) => button.addEventListener("click", () => setWorld(button.dataset.setWorld)));
  if (worlds.length) worlds[0].closest("[hidden]").hidden = false;
  if (table) {
    form.hidden = false;
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    document.getElementById("clear").addEventListener("click", clearFilters);
    for (const chip of all("[data-state]", form)) {
      chip.addEventListener("click", () => {
        chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
        filter();
      });
    }
    for (const heading of all("thead th", table)) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => sort(heading));
    }
  }
  all("svg.graph").forEach(prepare);
  addEventListener("hashchange", reveal);
  world = form ? form.dataset.world : world;
  setWorld(world);
})();
