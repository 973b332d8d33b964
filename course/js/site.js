// What the site adds where there is JavaScript: an open menu, sources and terms in place, a warning when the law may have changed,
// and progress. Everything works without it.
import { focus, freshId, h } from "./dom.js";
import { followPath, showProgress } from "./progress.js";
import { explainTerms } from "./terms.js";

const OLD = 180; // days after which the law of a page counts as unchecked
const wide = window.matchMedia("(min-width: 60rem)");

/** Opens the menu beside the page where there is room, with this page's line in sight, and closes it where there is not. */
function fitMenu() {
  const menu = document.querySelector(".site-menu > details");
  if (!menu) return;
  menu.open = wide.matches;
  wide.addEventListener("change", () => { menu.open = wide.matches; });
  const box = menu.parentElement, here = menu.querySelector("a[aria-current]");
  if (here) box.scrollTop = here.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 2;
}

/** Says so at the top if the law on this page was last checked long ago, by the reader's clock. */
function warnIfOld() {
  const checked = document.querySelector("meta[name='course-checked']")?.content;
  const days = checked ? Math.floor((Date.now() - Date.parse(checked)) / 86400000) : 0;
  if (days <= OLD) return;
  const day = new Date(checked).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  document.querySelector("main h1")?.after(h("p", { class: "stale" }, h("strong", {}, "This page may be out of date. "),
    `The law on it was last checked on ${day}, ${days} days ago. Look at the sources before you rely on it.`));
}

/** Shows a cited source beside the sentence that cites it, and hides it again. */
function showSourcesInPlace() {
  document.querySelectorAll("main a.record").forEach((link) => {
    const source = document.getElementById(link.hash.slice(1));
    if (!source) return;
    link.setAttribute("role", "button");
    link.setAttribute("aria-expanded", "false");
    link.addEventListener("click", (event) => { event.preventDefault(); (link.sourcePanel ? close : open)(link, source); });
    link.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); link.click(); } });
  });
}

function open(link, source) {
  document.querySelectorAll("main a.record[aria-expanded='true']").forEach((other) => close(other));
  const panel = h("div", { class: "source-panel", id: freshId("source"), role: "group", "aria-label": `Source ${link.textContent}` },
    ...[...source.childNodes].map((node) => node.cloneNode(true)));
  panel.querySelector(".source-back")?.remove();
  panel.append(h("button", { type: "button", onclick: () => { close(link); link.focus(); } }, "Close this source"));
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") { close(link); link.focus(); } });
  const place = link.closest("p, li, dd, td, th, h2, h3, h4") ?? link;
  if (/^(LI|DD|TD|TH)$/.test(place.tagName)) place.append(panel);
  else place.after(panel);
  link.sourcePanel = panel;
  link.setAttribute("aria-expanded", "true");
  link.setAttribute("aria-controls", panel.id);
  focus(panel);
}

function close(link) {
  link.sourcePanel?.remove();
  link.sourcePanel = null;
  link.setAttribute("aria-expanded", "false");
  link.removeAttribute("aria-controls");
}

/** Leaves so that the back button does not bring the page up again. */
function leaveForGood() {
  document.querySelectorAll(".course-leave").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    location.replace(link.href);
  }));
}

fitMenu();
followPath();
showProgress();
warnIfOld();
explainTerms();
leaveForGood();
showSourcesInPlace();
