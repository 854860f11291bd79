// Sorting and filtering of the register table. Without it the table stands as it was written.
(function () {
  "use strict";
  var table = document.getElementById("register-table");
  if (!table) { return; }
  var body = table.tBodies[0];
  var rows = Array.prototype.slice.call(body.rows);
  var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
  var count = document.getElementById("register-count");
  var filter = document.getElementById("register-filter");
  var order = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });

  function key(row, column) {
    var cell = row.cells[column];
    return cell.getAttribute("data-rank") || cell.textContent.trim();
  }

  function sort(column, upwards) {
    var sorted = rows.map(function (row) { return [key(row, column), row]; });
    sorted.sort(function (a, b) { return order.compare(a[0], b[0]) * (upwards ? 1 : -1); });
    var all = document.createDocumentFragment();
    sorted.forEach(function (pair) { all.appendChild(pair[1]); });
    body.appendChild(all);
  }

  heads.slice(0, -1).forEach(function (head, column) {
    var button = document.createElement("button");
    button.type = "button";
    while (head.firstChild) { button.appendChild(head.firstChild); }
    head.appendChild(button);
    button.addEventListener("click", function () {
      var graded = rows.length > 0 && rows[0].cells[column].hasAttribute("data-rank");
      var now = head.getAttribute("aria-sort");
      var upwards = now ? now === "descending" : !graded;
      heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", upwards ? "ascending" : "descending");
      sort(column, upwards);
    });
  });

  var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
  var waiting;
  filter.addEventListener("input", function () {
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      var wanted = filter.value.trim().toLowerCase();
      var shown = 0;
      rows.forEach(function (row, place) {
        row.hidden = texts[place].indexOf(wanted) < 0;
        shown += row.hidden ? 0 : 1;
      });
      count.textContent = wanted ? shown + " of " + rows.length + " shown" : "";
    }, 150);
  });
  document.getElementById("register-tools").hidden = false;
}());
