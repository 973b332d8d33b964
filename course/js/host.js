// The static host: gives each widget in a page the model that JupyterLab would give it, and mounts the same module on it.
import { given } from "./given.js";
import { loadOnTouch } from "./law.js";
import { keep, kept } from "./store.js";

/** What a widget reads and writes, with the part of anywidget's model that the modules use. */
export function localModel(data, onSave = () => {}) {
  const listeners = {}, changed = new Set();
  return {
    get: (name) => data[name],
    set: (name, value) => { data[name] = value; changed.add(name); },
    save_changes: () => {
      const names = [...changed];
      changed.clear();
      names.forEach((name) => (listeners[`change:${name}`] ?? []).forEach((tell) => tell()));
      onSave(data);
    },
    on: (event, tell) => { (listeners[event] ??= []).push(tell); },
    off: (event, tell) => { listeners[event] = (listeners[event] ?? []).filter((other) => other !== tell); },
  };
}

/** Mounts every widget in the page; a widget that fails leaves its readable twin in place. */
export function mountAll(widgets, law) {
  document.querySelectorAll(".course-widget").forEach((place, number) => {
    const data = given(place);
    const name = `${data.kind}:${data.name}:${number}`, el = document.createElement("div");
    el.className = "course-live";
    let told = () => {};
    const model = localModel({ ...data, law, twin: place.querySelector(".course-twin"), state: kept(name) ?? data.state }, (now) => { keep(name, now.state); told(); });
    try {
      widgets[data.kind].render({ model, el });
    } catch (error) {
      console.error(error);
      return;
    }
    told = widgets[data.kind].connect?.(data.name, model) ?? told;
    loadOnTouch(el);
    place.append(el);
    place.classList.add("course-mounted");
  });
}
