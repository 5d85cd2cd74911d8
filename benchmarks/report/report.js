"use strict";
const DASH = "–";

// Tables: sort by the column whose head was pressed: best first, then the other way round.
const read = (row, column) => {
  const cell = row.cells[column];
  if (cell.dataset.name !== undefined) return cell.dataset.name;
  return cell.dataset.value ? Number(cell.dataset.value) : null;
};
const compare = (a, b) => typeof a === "string" ? a.localeCompare(b) : a - b;
const sortTable = table => {
  const heads = [...table.tHead.rows[0].cells];
  const column = heads.findIndex(head => head.getAttribute("aria-sort") !== "none");
  if (column < 0) return;
  const sign = heads[column].getAttribute("aria-sort") === "ascending" ? 1 : -1;
  const partial = row => table.dataset.filled === "mean" && row.hasAttribute("data-partial");
  for (const body of table.tBodies) {
    if (body.hasAttribute("data-fixed")) continue;
    const rows = [...body.rows].filter(row => !row.hasAttribute("data-fixed"));
    rows.sort((p, q) => {
      if (column && partial(p) !== partial(q)) return partial(p) - partial(q); // means of fewer classes
      const a = read(p, column), b = read(q, column);
      if (a === null || b === null) return (a === null) - (b === null); // undefined always last
      return sign * compare(a, b);
    });
    body.append(...rows);
  }
};
for (const table of document.querySelectorAll("table[data-sortable]")) {
  const heads = [...table.tHead.rows[0].cells];
  for (const head of heads) head.querySelector("button").addEventListener("click", () => {
    const first = head.dataset.better === "higher" ? "descending" : "ascending";
    const other = first === "descending" ? "ascending" : "descending";
    const order = head.getAttribute("aria-sort") === first ? other : first;
    heads.forEach(h => h.setAttribute("aria-sort", h === head ? order : "none"));
    sortTable(table);
  });
}

// Charts: one figure at a time.
for (const plot of document.querySelectorAll("[data-plot]")) {
  const select = plot.querySelector("select");
  const show = () => plot.querySelectorAll("[data-figure]").forEach(box => {
    box.hidden = box.dataset.figure !== select.value;
  });
  plot.querySelector(".controls").hidden = false;
  select.addEventListener("change", show);
  show();
}

// Cells: written as report_parts.html writes them; see Notes.pack in report_cells.py.
const make = (tag, name, text) => {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.textContent = text;
  return element;
};
const hide = element => (element.setAttribute("aria-hidden", "true"), element);
const fill = (cell, packed, notes) => {
  const missing = typeof packed === "number";
  const [value, text, low, high, spread, mark, number] = missing ? [null, DASH] : packed;
  const note = notes[missing ? packed : number ?? -1];
  cell.dataset.value = value ?? "";
  if (note) cell.title = note; else cell.removeAttribute("title");
  if (missing) {
    cell.replaceChildren(hide(make("span", "", DASH)), make("span", "sr", `missing: ${note}`));
    return;
  }
  const parts = mark === "best" ? [make("b", "", text), make("span", "sr", " best")] : [text];
  if (mark === "tied") parts.push(hide(make("i", "sign", "≈")),
    make("span", "sr", " not significantly different from the best"));
  if (mark === "corrected") parts.push(hide(make("i", "sign", "c")),
    make("span", "sr", ` corrected, ${note}`));
  if (low) {
    const small = make("small", "interval", "");
    small.append(make("span", "sr", " interval "), `${low}–${high}`);
    parts.push(small);
  }
  if (spread) {
    const small = make("small", "spread", "");
    small.append(make("span", "sr", " standard deviation "), hide(make("span", "", "±")), spread);
    parts.push(small);
  }
  cell.replaceChildren(...parts);
};

// Filters: the view is told by the part of the address behind #, so that it can be linked.
const filters = document.getElementById("filters");
if (filters) {
  const selects = [...filters.querySelectorAll("select")];
  const chosen = name => selects.find(select => select.name === name)?.value ?? "";
  const absent = "no such type of defect in this class";

  const boards = [...document.querySelectorAll(".board")].map(section => {
    const data = JSON.parse(section.querySelector("script.data").textContent);
    const table = section.querySelector("table[data-filled]");
    const rows = name => [...table.querySelectorAll(`tbody.${name} > tr:not(.group)`)]
      .sort((p, q) => p.dataset.row - q.dataset.row);
    const entries = rows("measured");
    return {section, data, table, rows: [...entries, ...rows("chance")], papers: rows("published")};
  });

  const fillRow = (row, cells, notes) =>
    cells.forEach((packed, index) => fill(row.cells[index + 1], packed, notes));
  const fillBoard = ({data, table, rows, papers}, category, defect) => {
    const place = data.places[category]?.[defect];
    const notes = place ? data.notes : [absent];
    const width = rows[0].cells.length - 2;
    rows.forEach((row, index) =>
      fillRow(row, place ? place[index] : Array(width).fill(0), notes));
    papers.forEach((row, index) => {
      const cells = defect ? null : data.published[category]?.[index];
      row.hidden = !cells;
      if (cells) fillRow(row, cells, data.notes);
    });
    if (papers.length) papers[0].parentElement.hidden = papers.every(row => row.hidden);
    const mean = category === data.mean;
    table.dataset.filled = mean ? "mean" : "class";
    table.querySelectorAll(".partial").forEach(note => { note.hidden = !mean; });
    table.caption.textContent = describe(mean ? "" : category, defect);
    sortTable(table);
  };
  const describe = (category, defect) =>
    (category ? `Class ${category}` : "Mean over classes") +
    (defect ? `, type of defect ${defect}` : ", all types of defect");

  const apply = () => {
    const [suite, protocol, category, defect] = ["suite", "protocol", "class", "defect"].map(chosen);
    const wanted = element => (!suite || element.dataset.task === suite)
      && (!protocol || element.dataset.protocol === protocol);
    let shown = 0, without = 0;
    for (const board of boards) {
      const has = !category || Object.hasOwn(board.data.places, category);
      board.section.hidden = !wanted(board.section) || !has;
      if (wanted(board.section) && !has) without += 1;
      if (board.section.hidden) continue;
      shown += 1;
      fillBoard(board, category || board.data.mean, defect);
    }
    document.querySelectorAll(".contents li").forEach(item => { item.hidden = !wanted(item); });
    filters.querySelectorAll("optgroup").forEach(group => {
      group.hidden = Boolean(suite) && group.dataset.task !== suite;
    });
    const plural = count => `${count} board${count === 1 ? "" : "s"}`;
    document.getElementById("status").textContent = `${describe(category, defect)}: ${plural(shown)}`
      + (without ? `; ${plural(without)} without this class not shown` : "");
    document.getElementById("reset").hidden = selects.every(select => !select.value);
  };
  const readHash = () => {
    if (location.hash && !location.hash.includes("=")) return; // a link to a place on the page
    const told = new URLSearchParams(location.hash.slice(1));
    for (const select of selects) {
      const value = told.get(select.name) ?? "";
      select.value = [...select.options].some(option => option.value === value) ? value : "";
    }
  };
  const writeHash = () => {
    const told = new URLSearchParams();
    for (const select of selects) if (select.value) told.set(select.name, select.value);
    const hash = `#${told}`;
    history.replaceState(null, "", hash === "#" ? location.pathname + location.search : hash);
  };

  for (const select of selects) select.addEventListener("change", () => {
    if (select.name === "suite") { // a class of another suite has no board left
      const classes = selects.find(other => other.name === "class");
      const kept = [...classes.options].find(option => option.value === classes.value
        && (!select.value || option.closest("optgroup")?.dataset.task === select.value));
      if (kept) kept.selected = true; else classes.value = "";
    }
    writeHash();
    apply();
  });
  document.getElementById("reset").addEventListener("click", () => {
    selects.forEach(select => { select.value = ""; });
    writeHash();
    apply();
    selects[0].focus();
  });
  window.addEventListener("hashchange", () => { readHash(); apply(); });
  filters.hidden = false;
  readHash();
  apply();
}
