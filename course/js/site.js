// What the site adds where there is JavaScript: an open menu, sources and terms in place, a warning when the law may have changed,
// progress, and the switch for remembering. Everything works without it.
import { removeCopy } from "./copy.js";
import { focus, freshId, h } from "./dom.js";
import { followPath, showProgress } from "./progress.js";
import { holdsAttempts } from "./keeping.js";
import { saveFile } from "./saving.js";
import { bring, everything, remember, remembering, wipe } from "./store.js";
import { explainTerms } from "./terms.js";

const OLD = 180; // days after which the law of a page counts as unchecked
const wide = window.matchMedia("(min-width: 60rem)");

/** Opens the menu beside the page where there is room, and closes it where there is not. */
function fitMenu() {
  const menu = document.querySelector(".site-menu > details");
  if (!menu) return;
  menu.open = wide.matches;
  wide.addEventListener("change", () => { menu.open = wide.matches; });
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

/** The switch for remembering on this device, with a way to wipe it, save it to a file and bring it back. */
function rememberPanel(place) {
  const said = h("p", { class: "said", role: "status" });
  const say = (text) => { said.textContent = text; };
  const box = h("input", { type: "checkbox", id: freshId("remember") });
  const file = h("input", { type: "file", id: freshId("file"), accept: ".json,application/json" });
  const show = () => { box.checked = remembering(); file.disabled = !remembering(); saved.disabled = !remembering(); };
  const saved = h("button", { type: "button", onclick: () => { saveFile("course-progress.json", JSON.stringify(everything())); say("Saved to a file. Keep it where only you can read it."); } }, "Save to a file");
  let asked = false; // an assessment is not lost by one press
  const wiped = h("button", { type: "button", onclick: async () => {
    if (holdsAttempts() && !asked) {
      asked = true;
      say("An assessment is kept here. Press again to wipe its answers too. They cannot be brought back.");
      return;
    }
    asked = false;
    wipe();
    show();
    await removeCopy().catch(() => {});
    document.dispatchEvent(new Event("course-wiped"));
    say("Wiped. Nothing is kept on this device now, and remembering is off.");
  } }, "Wipe everything");
  box.addEventListener("change", () => {
    const on = box.checked, could = remember(on);
    show();
    if (!could) say("This browser keeps nothing for this site, so remembering stays off.");
    else say(on ? "On. Your choices and answers are now kept in this browser." : `Off. What was remembered has been wiped.${holdsAttempts() ? " An assessment that you keep here stays: wipe it on its own page, or wipe everything." : ""}`);
  });
  file.addEventListener("change", async () => {
    try {
      bring(JSON.parse(await file.files[0].text()));
      say("Brought back. You will find it when you open the pages again.");
    } catch (error) {
      say(error instanceof SyntaxError ? "This file was not saved by this course." : error.message);
    }
    file.value = "";
  });
  place.replaceChildren(
    h("p", {}, "Remembering is off unless you turn it on here. Leave it off on a computer that other people use. "
      + "What is remembered stays in this browser and is sent to nobody. Turn it on to save it to a file or to bring it back."),
    h("p", { class: "switch" }, box, h("label", { for: box.id }, "Remember my choices and answers on this device")),
    h("p", { class: "row" }, wiped, saved),
    h("p", { class: "row" }, h("label", { for: file.id }, "Bring it from a file"), file), said);
  show();
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
document.querySelectorAll(".course-remember").forEach(rememberPanel);
