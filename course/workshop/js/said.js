// What is said about each answer once the room may see it, with reasons and sources. A corridor is no verdict.
import { h } from "./dom.js";

const sources = (reasons) => h("ul", { class: "reasons" }, reasons.map((r) => h("li", {}, r.says && `${r.says} `,
  h("span", { class: "soft" }, [r.how && `${r.how[0].toUpperCase()}${r.how.slice(1)}.`, `${r.record}: ${r.source}; ${r.grade}.`].filter(Boolean).join(" ")))));

/** What the model or a record says of one answer; full adds reasons, sources and what is not known. */
export function verdict(said, full) {
  return h("div", { class: "verdict" }, h("p", {}, h("strong", {}, `${said.label}.`), said.says && h("span", { class: said.kind === "needed" ? "why-needed" : null }, ` ${said.says}`)),
    full && said.reasons.length > 0 && sources(said.reasons),
    full && said.open.length > 0 && h("p", { class: "soft" }, "Not known here, and it matters: ", said.open.join(" ")));
}

/** The text of a stop: where it is, what was passed on, and the story. */
export function story(stop) {
  return [stop.story && h("p", { class: "who" }, stop.story),
    stop.told.length > 0 && h("div", { class: "told" }, h("p", {}, h("strong", {}, "What the school passed on")), h("ul", {}, stop.told.map((t) => h("li", {}, t)))),
    stop.text.map((t) => h("p", { class: "tale" }, t)),
    stop.came?.length > 0 && h("div", { class: "came" }, h("h2", {}, "What followed from what the room did"), h("ul", {}, stop.came.map((t) => h("li", {}, t)))),
    stop.cited?.length > 0 && h("div", {}, h("h2", {}, "What usually happens, and support"), sources(stop.cited)),
    stop.talk?.length > 0 && h("div", {}, h("h2", {}, "Talk about"), h("ul", {}, stop.talk.map((t) => h("li", {}, t))))];
}
