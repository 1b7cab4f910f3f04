// The page works without this script: it adds filters, keys and the choice of a theme.
"use strict";

(() => {
  const byId = (id) => document.getElementById(id);
  const report = JSON.parse(byId("report").textContent);
  const articles = [...document.querySelectorAll("article.finding")];
  const FEW = 3; // findings that all stay open at first; of more, the first

  // What a finding is found by; the findings of the JSON stand in the order of the articles.
  const rows = report.findings.map((finding, index) => {
    const places = [finding.cause, finding.effect, ...finding.related];
    const words = [finding.code, finding.rule, finding.symbol, finding.message, finding.fix.summary];
    for (const place of places) words.push(place.path, place.label, place.author, place.commit);
    return {
      article: articles[index],
      details: articles[index].querySelector("details"),
      handle: articles[index].querySelector("summary"),
      severity: finding.severity,
      code: finding.code,
      side: finding.cause.side,
      paths: places.map((place) => place.path.toLowerCase()),
      text: words.filter(Boolean).join("\n").toLowerCase(),
    };
  });

  document.documentElement.classList.add("scripted");

  // -- filters ------------------------------------------------------------------------------

  const toggles = [...document.querySelectorAll("[data-severity]")];
  const shown = () => rows.filter((row) => !row.article.hidden);

  function wanted() {
    const severities = toggles.filter((each) => each.getAttribute("aria-pressed") === "true");
    const chosen = new Set(severities.map((each) => each.dataset.severity));
    const terms = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const [code, side] = [byId("rule").value, byId("side").value];
    const path = byId("path").value.trim().toLowerCase();
    return (row) =>
      chosen.has(row.severity) &&
      (!code || row.code === code) &&
      (!side || row.side === side) &&
      (!path || row.paths.some((each) => each.includes(path))) &&
      terms.every((term) => row.text.includes(term));
  }

  function filter() {
    const fits = wanted();
    for (const row of rows) row.article.hidden = !fits(row);
    const number = shown().length;
    byId("count").textContent = `${number} of ${rows.length}`;
    byId("none").hidden = number > 0;
    nameFold();
  }

  function clear() {
    for (const id of ["search", "rule", "side", "path"]) byId(id).value = "";
    for (const each of toggles) each.setAttribute("aria-pressed", "true");
    filter();
  }

  // -- folding ------------------------------------------------------------------------------

  const anyFolded = () => shown().some((row) => !row.details.open);

  function nameFold() {
    byId("fold").textContent = anyFolded() ? "Open all" : "Fold all";
  }

  function fold() {
    const open = anyFolded();
    for (const row of shown()) row.details.open = open;
    nameFold();
  }

  function openLinked() {
    const row = rows.find((each) => `#${each.article.id}` === location.hash);
    if (!row) return;
    if (row.article.hidden) clear();
    row.details.open = true;
    row.handle.focus({ preventScroll: true });
    row.article.scrollIntoView({ block: "start" });
  }

  function printable() {
    const closed = [...document.querySelectorAll("details:not([open])")];
    for (const each of closed) each.open = true;
    const restore = () => closed.forEach((each) => (each.open = false));
    addEventListener("afterprint", restore, { once: true });
  }

  // What is too wide for its place scrolls, and the keyboard must come to it; what is not, needs no stop on the way.
  const widths = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });

  // -- theme --------------------------------------------------------------------------------

  const THEMES = ["system", "light", "dark"];
  const KEY = "conflictscan-theme";

  function stored() {
    try {
      const name = localStorage.getItem(KEY);
      return THEMES.includes(name) ? name : "system";
    } catch {
      return "system"; // a page opened from a file may have no storage
    }
  }

  function show(theme) {
    document.documentElement.dataset.theme = theme;
    byId("theme").textContent = `Theme: ${theme}`;
  }

  function nextTheme() {
    const now = THEMES.indexOf(document.documentElement.dataset.theme);
    const theme = THEMES[(now + 1) % THEMES.length];
    show(theme);
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // then the choice lasts as long as the page
    }
  }

  // -- keys ---------------------------------------------------------------------------------

  const current = () => rows.find((row) => row.article.contains(document.activeElement));

  function move(step) {
    const visible = shown();
    const at = visible.indexOf(current());
    const next = at < 0 ? (step > 0 ? 0 : visible.length - 1) : at + step;
    const row = visible[Math.max(0, Math.min(visible.length - 1, next))];
    if (!row) return;
    row.handle.focus({ preventScroll: true });
    row.article.scrollIntoView({ block: "nearest" });
  }

  function leave(event) {
    const row = current();
    if (event.target.matches("input")) {
      event.target.value = "";
      event.target.blur();
      filter();
    } else if (row) {
      row.details.open = false;
      row.handle.focus();
    }
  }

  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || byId("keys").open) return;
    if (event.key === "Escape") return leave(event);
    if (event.target.matches("input, select, textarea")) return;
    const actions = {
      j: () => move(1),
      k: () => move(-1),
      "/": () => byId("search")?.focus(),
      "?": () => byId("keys").showModal(),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  // -- JSON ---------------------------------------------------------------------------------

  function save() {
    const url = URL.createObjectURL(new Blob([byId("report").textContent], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = "conflictscan.json";
    link.click();
    URL.revokeObjectURL(url);
  }

  // -- start --------------------------------------------------------------------------------

  show(stored());
  addEventListener("keydown", pressed);
  addEventListener("hashchange", openLinked);
  addEventListener("beforeprint", printable);
  byId("theme").addEventListener("click", nextTheme);
  byId("help").addEventListener("click", () => byId("keys").showModal());
  byId("close").addEventListener("click", () => byId("keys").close());
  byId("save").addEventListener("click", save);
  byId("clear").addEventListener("click", clear);

  if (rows.length) {
    byId("tools").addEventListener("input", filter);
    byId("tools").addEventListener("submit", (event) => event.preventDefault());
    byId("fold").addEventListener("click", fold);
    for (const each of toggles) {
      each.addEventListener("click", () => {
        each.setAttribute("aria-pressed", String(each.getAttribute("aria-pressed") !== "true"));
        filter();
      });
    }
    if (rows.length > FEW) for (const row of rows.slice(1)) row.details.open = false;
    for (const row of rows) row.details.addEventListener("toggle", nameFold);
    for (const each of document.querySelectorAll(".frame, .around figure")) widths.observe(each);
    nameFold();
    addEventListener("load", openLinked); // earlier, the browser's own jump to the link would take the focus away
  }
})();
