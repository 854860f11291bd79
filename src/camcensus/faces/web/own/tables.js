// Tables are put in order by their headings and saved as they stand. What a page leaves out is not in it: where there is
// more, a link beside the table has all of it.
const FORMULA = /^[\s"'`]*[=+\-@\u2212\uff0b\uff0d\uff1d\uff20]/;

function shown(cell) {
  const text = cell.cloneNode(true);
  for (const hidden of text.querySelectorAll("svg, .govuk-visually-hidden")) hidden.remove();
  return text.textContent.replace(/\s+/g, " ").trim();
}

function key(cell) {
  const text = shown(cell);
  const number = Number(text.replace(/,/g, ""));
  if (text !== "" && !Number.isNaN(number)) return [0, number, text];
  const day = /^\d{1,2} [A-Z][a-z]+ \d{4}/.test(text) ? Date.parse(text.replace(/ UTC$/, "").replace(",", "")) : NaN;
  return Number.isNaN(day) ? [1, text.toLowerCase(), text] : [0, day, text];
}

function compare(one, two) {
  const a = key(one), b = key(two);
  if (a[0] !== b[0]) return a[0] - b[0];
  return a[0] === 0 ? a[1] - b[1] : a[1].localeCompare(b[1], "en", { numeric: true });
}

function ordered(table, at, head) {
  const down = head.getAttribute("aria-sort") === "ascending";
  const body = table.tBodies[0];
  const rows = [...body.rows].sort((one, two) => compare(one.cells[at], two.cells[at]) * (down ? -1 : 1));
  body.append(...rows);
  for (const other of table.tHead.rows[0].cells) if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
}

function sortable(table) {
  [...table.tHead.rows[0].cells].forEach((head, at) => {
    if (head.classList.contains("picture")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sorts";
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => ordered(table, at, head));
  });
}

function csv(table) {
  const rows = [...table.tHead.rows, ...table.tBodies[0].rows];
  const cell = (text) => `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  return rows.map((row) => [...row.cells].map((one) => cell(shown(one))).join(",")).join("\r\n");
}

function saved(table) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary saves no-print";
  button.textContent = "Save this table";
  const about = document.createElement("span");
  about.className = "govuk-visually-hidden";
  about.textContent = `: ${table.caption.textContent.trim()}`;
  button.append(about);
  button.addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff", csv(table)], { type: "text/csv" }));
    link.download = `${(table.caption.textContent.trim().split(/[,:;]/)[0] || "table").slice(0, 60)}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  });
  (table.closest(".scroll") || table).after(button);
}

export function tables() {
  for (const table of document.querySelectorAll("table.data")) {
    const rows = table.tBodies[0] ? [...table.tBodies[0].rows] : [];
    const even = rows.every((row) => row.cells.length === table.tHead.rows[0].cells.length);
    if (rows.length < 2 || !even || table.tHead.querySelector("a")) continue;
    sortable(table);
    saved(table);
  }
}
