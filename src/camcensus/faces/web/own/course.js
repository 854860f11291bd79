// Draws a table of days and counts as lines above it. The table stays: it says the same to those who do not see the lines.
for (const table of document.querySelectorAll("table[data-chart]")) {
  const heads = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent);
  const rows = [...table.tBodies[0].rows];
  const looks = [
    { borderColor: "#8e1b10", pointStyle: "rect" },
    { borderColor: "#6b4a00", pointStyle: "triangle", borderDash: [6, 4] },
    { borderColor: "#2f6ba5", pointStyle: "circle", borderDash: [2, 3] },
  ];
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  const holder = document.createElement("div");
  holder.className = "course";
  holder.append(canvas);
  table.closest("details").before(holder);
  new Chart(canvas, {
    type: "line",
    data: {
      labels: rows.map((row) => row.cells[0].textContent),
      datasets: heads.map((label, at) => ({
        label, ...looks[at], backgroundColor: looks[at].borderColor, pointRadius: 5,
        data: rows.map((row) => Number(row.cells[at + 1].textContent.replaceAll(",", ""))),
      })),
    },
    options: {
      animation: false, maintainAspectRatio: false, interaction: { mode: "index", intersect: false },
      scales: { y: { beginAtZero: true, ticks: { precision: 0 } } },
      plugins: { legend: { position: "bottom", labels: { usePointStyle: true } } },
    },
  });
  table.closest("details").open = false;
}
