// The law of a page and the texts of its sources. A notebook has them with the widget; in the book each is a script that runs once, when it is first wanted.
import { h } from "./dom.js";

const HELD = { law: "courseLaw", sources: "courseSources" }, asked = {};

/** The decision model, or undefined while a page has not asked for it. */
export const lawOf = (model) => model.get("law") ?? window.courseLaw;

/** Runs the page's script with its law, or with its sources. Resolves once it has run, and rejects if it cannot be had; the next call asks again. */
export function loaded(name) {
  const address = document.querySelector(`link[rel="course-${name}"]`)?.href;
  if (window[HELD[name]] || !address) return Promise.resolve();
  asked[name] ??= new Promise((done, fail) => {
    document.head.append(h("script", { src: address, onload: done, onerror: () => { delete asked[name]; fail(); } }));
  });
  return asked[name];
}

/** Asks for both as soon as somebody touches a widget, so that they are there when they are read. */
export function loadOnTouch(place) {
  const load = () => Object.keys(HELD).forEach((name) => loaded(name).catch(() => {})); // whoever reads it asks again, and says so
  for (const touch of ["pointerdown", "focusin", "click"]) place.addEventListener(touch, load, { once: true });
}

/** Puts into a place what can be said once a source has come; until then it is empty, and if it does not come the place says so. */
export function fillFromSource(place, id, fill) {
  const again = () => loaded("sources").then(() => place.replaceChildren(...fill(window.courseSources[id])), () => place.replaceChildren(
    h("p", {}, h("strong", {}, id), ": The text of this source could not be loaded. Check your connection."), h("button", { type: "button", onclick: again }, "Try again")));
  again();
  return place;
}
