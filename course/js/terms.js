// A term's definition beside the word: on hover, on focus, by touch or key. It stays while pointed at, and Escape puts it away.
import { freshId, h } from "./dom.js";

let open = null; // the one that is shown: its link, its box, and whether it was asked for by a press

function close() {
  open?.box.remove();
  open?.link.setAttribute("aria-expanded", "false");
  open?.link.removeAttribute("aria-describedby");
  open = null;
}

/** Puts the box where it does not make the page wider, also after the window has changed. */
function place({ box }) {
  box.classList.remove("term-box-left");
  box.classList.toggle("term-box-left", box.getBoundingClientRect().right - document.documentElement.clientWidth + 8 > 0);
}

function show(link, pressed) {
  if (open?.link === link) { open.pressed ||= pressed; return; }
  close();
  const box = h("span", { class: "term-box", id: freshId("term"), role: "note" }, link.dataset.says, " ", h("a", { href: link.href }, "More in the glossary"));
  box.addEventListener("pointerleave", leave);
  box.addEventListener("focusout", leave);
  link.after(box);
  link.setAttribute("aria-describedby", box.id);
  link.setAttribute("aria-expanded", "true");
  open = { link, box, pressed };
  place(open);
}

function leave() {
  setTimeout(() => {
    if (!open || open.pressed) return;
    const near = [open.link, open.box].some((part) => part.matches(":hover") || part.matches(":focus-within"));
    if (!near) close();
  }, 250);
}

/** Gives every term of the page its definition; without this they stay links to the glossary. */
export function explainTerms() {
  const links = document.querySelectorAll("main a.term");
  if (!links.length) return;
  links.forEach((link) => {
    link.setAttribute("role", "button");
    link.setAttribute("aria-expanded", "false");
    link.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse") show(link, false); });
    link.addEventListener("focus", () => { if (link.matches(":focus-visible")) show(link, false); });
    link.addEventListener("pointerleave", leave);
    link.addEventListener("blur", leave);
    link.addEventListener("click", (event) => { event.preventDefault(); if (open?.link === link && open.pressed) close(); else show(link, true); });
    link.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); link.click(); } });
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  // Whoever goes on to something else sees it, and no box over it.
  const elsewhere = (event) => { if (open && !open.box.contains(event.target) && event.target !== open.link) close(); };
  document.addEventListener("pointerdown", elsewhere);
  document.addEventListener("focusin", elsewhere);
  window.addEventListener("resize", () => { if (open) place(open); });
}
