// The page works without this script: it adds the filter, and arrow keys in the map.
"use strict";

(() => {
  const byId = (id) => document.getElementById(id);
  document.documentElement.classList.add("scripted");

  // -- the map: one stop for Tab, arrows inside -------------------------------------------------

  const rows = [...document.querySelectorAll("#map tbody tr")].map((row) => [...row.querySelectorAll("td")]);
  const handle = (cell) => cell.querySelector("a") ?? cell;
  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  let stop = null;

  function rest(cell) {
    if (stop) handle(stop).tabIndex = -1;
    stop = cell;
    handle(cell).tabIndex = 0;
  }

  for (const cell of rows.flat()) handle(cell).tabIndex = -1;
  if (rows.length) rest(rows.flat().find((cell) => cell.querySelector("a")) ?? rows[0][0]);

  byId("map").addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const row = rows.findIndex((each) => each.some((cell) => cell.contains(document.activeElement)));
    if (!step || row < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const column = rows[row].findIndex((cell) => cell.contains(document.activeElement));
    const next = rows[row + step[0]]?.[column + step[1]];
    event.preventDefault();
    if (!next) return;
    rest(next);
    handle(next).focus();
  });
  byId("map").addEventListener("focusin", (event) => rest(event.target.closest("td") ?? stop));

  // -- the filter -------------------------------------------------------------------------------

  const entries = [...document.querySelectorAll("article.entry")].map((article) => ({
    article,
    members: article.dataset.members.split(" "),
    kinds: article.dataset.kinds.split(" "),
    text: article.textContent.toLowerCase(),
  }));
  if (!entries.length) return;

  function filter() {
    const terms = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const [branch, kind] = [byId("branch").value, byId("kind").value];
    let shown = 0;
    for (const entry of entries) {
      const fits =
        (!branch || entry.members.includes(branch)) &&
        (!kind || entry.kinds.includes(kind)) &&
        terms.every((term) => entry.text.includes(term));
      entry.article.hidden = !fits;
      shown += fits;
    }
    byId("count").textContent = `${shown} of ${entries.length}`;
    byId("none").hidden = shown > 0;
  }

  function clear() {
    for (const id of ["search", "branch", "kind"]) byId(id).value = "";
    filter();
  }

  function openLinked() {
    const article = document.getElementById(location.hash.slice(1));
    if (!article) return;
    if (article.hidden) clear();
    article.focus({ preventScroll: true });
    article.scrollIntoView({ block: "start" });
  }

  for (const id of ["search", "branch", "kind"]) byId(id).addEventListener("input", filter);
  byId("clear").addEventListener("click", clear);
  byId("tools").addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", openLinked);
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select");
    if (event.key === "/" && !typing) {
      event.preventDefault();
      byId("search").focus();
    } else if (event.key === "Escape" && event.target === byId("search")) {
      byId("search").value = "";
      byId("search").blur();
      filter();
    }
  });
  filter();
  openLinked();
})();
