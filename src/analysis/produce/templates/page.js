// Tables sort by a click on a column's head; everything else works without a script.
for (const table of document.querySelectorAll(".table table")) {
  const body = table.tBodies[0];
  if (!body || body.rows.length < 3) continue;
  const value = (row, at) => row.cells[at].textContent.trim();
  const size = (text) => parseFloat(text.replace(/[\s\u202f\u00a0]/g, "").replace(/,(?=\d{3})/g, "").replace(",", "."));
  [...table.tHead.rows[0].cells].forEach((head, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const rows = [...body.rows].sort((a, b) => {
        const [x, y] = [value(a, at), value(b, at)], [m, n] = [size(x), size(y)];
        const order = isNaN(m) || isNaN(n) ? x.localeCompare(y, document.documentElement.lang) : m - n;
        return up ? order : -order;
      });
      body.append(...rows);
    });
  });
}
