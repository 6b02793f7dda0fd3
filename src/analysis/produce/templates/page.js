// Numbers are links to their notes; with a script they open in place, on paper they get the note's number.
const box = document.body.appendChild(document.createElement("dialog"));
for (const link of document.querySelectorAll('a[href^="#n"]')) {
  const note = document.getElementById(link.hash.slice(1));
  if (!note || !/^#n\d+$/.test(link.hash)) continue;
  link.dataset.n = link.hash.slice(2);
  link.setAttribute("aria-haspopup", "dialog");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    box.innerHTML = (note.closest("li") || note.parentElement).innerHTML;
    for (const twin of box.querySelectorAll("[id]")) twin.removeAttribute("id");
    box.insertAdjacentHTML("beforeend", '<form method="dialog"><button autofocus>OK</button></form>');
    box.showModal();
  });
}
box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
