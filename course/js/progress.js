// Where the reader is: the path they came by, and the pages they have marked as read. Both are kept only if they asked for that.
import { h } from "./dom.js";
import { keep, kept, remembering } from "./store.js";

const root = new URL(document.documentElement.dataset.content_root ?? "./", location.href);
const nameOf = (address) => new URL(address, location.href).pathname.slice(root.pathname.length).replace(/\.html$/, "");

/** Shows only the path that the address or this device names, where a page is on several. */
export function followPath() {
  const asked = new URLSearchParams(location.search).get("path"), places = [...document.querySelectorAll(".page-paths [data-path]")];
  if (asked && places.some((place) => place.dataset.path === asked)) keep("path", asked);
  const chosen = asked ?? kept("path");
  if (!places.some((place) => place.dataset.path === chosen)) return;
  places.forEach((place) => { place.hidden = place.dataset.path !== chosen; });
}

/** Offers to mark this page as read, and says in the menu and in lists of pages which ones are. */
export function showProgress() {
  if (!remembering()) return;
  const page = document.querySelector("article[data-page]")?.dataset.page;
  if (page) offer(page);
  markLinks();
}

function offer(page) {
  const said = h("span", { role: "status" });
  const button = h("button", { type: "button", onclick: () => {
    const read = new Set(kept("read") ?? []);
    if (!read.delete(page)) read.add(page);
    keep("read", [...read].sort());
    show();
    said.textContent = read.has(page) ? "Marked as read." : "No longer marked as read.";
    markLinks();
  } });
  const show = () => { button.textContent = (kept("read") ?? []).includes(page) ? "Mark this page as not read" : "Mark this page as read"; };
  document.querySelector(".page-facts")?.before(h("p", { class: "progress" }, button, " ", said));
  show();
}

function markLinks() {
  const read = kept("read") ?? [];
  document.querySelectorAll(".site-menu a, .course-path li a").forEach((link) => {
    link.querySelector(".is-read")?.remove();
    if (read.includes(nameOf(link.href))) link.append(h("span", { class: "is-read" }, " (read)"));
  });
}
