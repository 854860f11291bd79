"use strict";
const held = JSON.parse(document.getElementById("data").textContent);
const place = "camcensus-walk-round-" + held.sheet;
const inputs = () => Array.from(document.querySelectorAll("[name]"));
const said = document.getElementById("said");

function stored() {
  try { return JSON.parse(localStorage.getItem(place)) || {}; } catch (fault) { return {}; }
}

function keep() {
  const values = {};
  for (const input of inputs()) if (input.value) values[input.name] = input.value;
  try {
    localStorage.setItem(place, JSON.stringify(values));
    said.textContent = "kept on this phone";
  } catch (fault) {
    said.textContent = "cannot be kept here: download before you close the page";
  }
  mark();
}

function mark() {
  for (const set of document.querySelectorAll("fieldset[data-line]")) {
    const filled = Array.from(set.querySelectorAll("[name]")).some((input) => input.value && !input.name.endsWith("/area"));
    set.classList.toggle("done", filled);
  }
}

function gathered() {
  const found = { camcensus: "walk-round", version: 1, sheet: held.sheet, site: held.site, as_of: held.as_of };
  found.surveyor = document.getElementById("surveyor").value.trim();
  found.day = document.getElementById("day").value;
  found.lines = [];
  for (const set of document.querySelectorAll("fieldset[data-line]")) {
    const line = Object.assign({ line: set.dataset.line }, held.lines[set.dataset.line] || {});
    let filled = false;
    for (const input of set.querySelectorAll("[name]")) {
      const name = input.name.slice(input.name.lastIndexOf("/") + 1);
      if (input.value.trim()) { line[name] = input.value.trim(); filled = filled || name !== "area"; }
    }
    if (filled || held.lines[set.dataset.line]) found.lines.push(line);
  }
  return found;
}

function download() {
  const found = gathered();
  if (!found.surveyor || !found.day) {
    said.textContent = "write your name and the day of the walk first";
    document.getElementById(found.surveyor ? "day" : "surveyor").focus();
    return;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(found, null, 1)], { type: "application/json" }));
  link.download = "walk-round-" + held.site.replace(/[^A-Za-z0-9-]/g, "-") + "-" + held.sheet + ".json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  said.textContent = "downloaded; hand the file over";
}

function more() {
  const next = document.querySelector("fieldset[data-line][hidden]");
  if (next) { next.hidden = false; next.querySelector("select").focus(); }
}

const values = stored();
for (const input of inputs()) if (input.name in values) input.value = values[input.name];
for (const set of document.querySelectorAll("fieldset[data-line][hidden]")) {
  if (Array.from(set.querySelectorAll("[name]")).some((input) => input.value)) set.hidden = false;
}
document.addEventListener("input", keep);
document.addEventListener("change", keep);
document.getElementById("download").addEventListener("click", download);
document.getElementById("more").addEventListener("click", more);
mark();
