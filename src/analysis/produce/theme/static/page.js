// Theme, contents, numbers that open in place, tables to take away. Without it every link leads to its place.
const root = document.documentElement;
const store = { get: () => { try { return localStorage.getItem("theme") } catch { return null } },
  set: (value) => { try { localStorage.setItem("theme", value) } catch { /* a private window */ } } };
root.dataset.theme = store.get() || "";

document.addEventListener("DOMContentLoaded", () => {
  const say = document.body.dataset;
  const make = (tag, attributes = {}, text = "") => {
    const made = Object.assign(document.createElement(tag), { textContent: text });
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };

  document.getElementById("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    store.set(root.dataset.theme);
  });

  // The same place in the other language.
  const other = document.getElementById("other");
  other?.addEventListener("click", () => { if (location.search) other.search = location.search; });

  const menu = document.getElementById("menu");
  const wide = matchMedia("(min-width: 62rem)");
  const unfold = () => { if (menu) menu.open = wide.matches; };
  unfold();
  wide.addEventListener("change", unfold);

  // A number opens its entry of the register, below the line that it stands in.
  const box = document.body.appendChild(make("dialog", { "aria-modal": "false" }));
  let from = null;
  const sentence = (link) => {
    const block = link.closest("li, p, td") || link;
    const whole = block.closest("tr") ? [...block.closest("tr").cells].map((cell) => cell.innerText).join(" · ") : block.innerText;
    if (block.closest("tr")) return whole.trim();
    const before = document.createRange();
    before.setStart(block, 0); before.setEnd(link, 0);
    const at = before.toString().length;
    const found = [...new Intl.Segmenter(root.lang, { granularity: "sentence" }).segment(block.textContent)];
    return (found.findLast((one) => one.index <= at)?.segment || whole).trim();
  };
  const close = (back = true) => {
    if (!box.open) return;
    box.close();
    from?.setAttribute("aria-expanded", "false");
    if (back) from?.focus();
  };
  const tool = (name, work) => {
    const made = make("button", { type: "button", "data-do": name }, say[name]);
    made.addEventListener("click", work);
    return made;
  };
  const copying = (name, text) => tool(name, async (event) => {
    await navigator.clipboard.writeText(text());
    event.target.textContent = say.copied;
  });
  const open = (link, note) => {
    close(false);
    from = link;
    box.replaceChildren(...[...note.cloneNode(true).childNodes]);
    for (const twin of box.querySelectorAll("[id]")) twin.removeAttribute("id");
    box.setAttribute("aria-label", link.textContent);
    const address = `${location.href.split("#")[0]}${link.hash}`;
    const register = make("a", { href: link.hash }, say.register);
    register.addEventListener("click", () => close(false));
    const tools = box.appendChild(make("div", { class: "tools" }));
    tools.append(copying("copy", () => `${sentence(link)}\n[${link.dataset.n}] ${note.innerText.trim()}\n${document.title}. ${address}`),
      copying("link", () => address), register, tool("close", () => close()));
    link.setAttribute("aria-expanded", "true");
    const place = [...link.getClientRects()].at(-1);
    box.style.top = `${place.bottom + scrollY + 8}px`;  // before it is shown: the browser goes where it is
    box.style.left = "12px";
    box.show();
    box.style.left = `${Math.max(12, Math.min(place.left, innerWidth - box.offsetWidth - 12))}px`;
    tools.lastChild.focus({ preventScroll: true });
    const below = box.getBoundingClientRect().bottom - innerHeight + 12;
    if (below > 0) scrollBy(0, Math.min(below, place.top - 12));
  };
  for (const link of document.querySelectorAll("a.number")) {
    const note = document.getElementById(link.hash.slice(1))?.closest("li");
    if (!note || note.contains(link)) continue;
    link.setAttribute("aria-haspopup", "dialog");
    link.setAttribute("aria-expanded", "false");
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      box.open && from === link ? close() : open(link, note.querySelector("p") || note);
    });
  }
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  document.addEventListener("click", (event) => {
    if (box.open && !box.contains(event.target) && !event.target.closest("a.number")) close(false);
  });

  // Tables scroll inside the page, and can be taken as CSV; a text that a spreadsheet would run is quoted.
  for (const table of document.querySelectorAll("main table")) {
    const frame = make("div", { class: "wide" });
    table.replaceWith(frame);
    frame.append(table);
    const cell = (text) => `"${(/^[=+\-@\t]/.test(text) && !/^[+\-−]?[\d.,\s%]+$/.test(text) ? "'" : "") + text.replaceAll('"', '""')}"`;
    const button = make("button", { type: "button", class: "table-csv" }, say.table);
    button.addEventListener("click", () => {
      const rows = [...table.rows].map((row) => [...row.cells].map((one) => cell(one.innerText.trim())).join(","));
      const file = new Blob([`\ufeff${rows.join("\r\n")}\r\n`], { type: "text/csv" });
      const link = make("a", { href: URL.createObjectURL(file), download: `${document.title.slice(0, 60).replace(/[^\p{L}\d]+/gu, "-")}.csv` });
      link.click();
    });
    frame.after(button);
  }
  for (const frame of document.querySelectorAll(".wide")) {
    if (frame.scrollWidth <= frame.clientWidth) continue;
    frame.tabIndex = 0;
    frame.setAttribute("role", "group");  // and no landmark: a section may hold several
    frame.setAttribute("aria-label", frame.closest("section")?.querySelector("h1, h2, h3")?.firstChild.textContent || say.table);
  }
});
