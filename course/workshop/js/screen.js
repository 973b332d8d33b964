// The projector: large enough for the back row, silent about answers while a vote is open. Type shrinks only as far as it must.
import { h } from "./dom.js";
import { listen, countDown } from "./listen.js";
import { bars } from "./bars.js";
import { story } from "./said.js";

const main = document.getElementById("main"), line = document.getElementById("line");
const LARGEST = 3.2, SMALLEST = 0.9; // hundredths of the window's width

function lobby(view) {
  return h("div", { class: "join" }, h("div", {}, h("h1", {}, "Join from your phone"), h("p", { class: "address" }, view.address.replace(/^https?:\/\//, "").replace(/\/$/, "")),
    h("p", {}, "No name, no account. Nothing is sent to anyone outside this room."), h("p", { class: "count" }, h("strong", {}, view.joined), view.heads ? ` of ${view.heads} have joined` : " joined")),
  h("img", { src: "/qr.svg", alt: `QR code of ${view.address}`, class: "qr" }));
}

const counter = (view) => h("p", { class: "count" }, h("strong", {}, view.answered), ` of ${Math.max(view.joined, view.answered)} answered`);
const options = (stop) => h("ol", { type: "A", class: "options" }, stop.options.map((o) => h("li", {}, o.says)));
const reasons = (view) => view.reasons.length > 0 && h("div", { class: "said-why" }, h("h2", {}, "Why"), h("ul", {}, view.reasons.map((r) => h("li", {}, h("q", {}, r.says)))));

const invite = () => h("p", { class: "invite" }, "What decided it for you? Write one sentence on your phone. No names, no real cases.");

function body(view) {
  const { stop } = view;
  if (view.corridor) return [h("h2", {}, stop.ask), bars(view, {}, false, true)];
  if (view.bars) return [h("h2", {}, stop.ask), bars(view), view.phase === "explain" && (reasons(view) || invite())];
  if (view.open) return [h("h2", { class: "ask" }, stop.ask), options(stop), counter(view)];
  if (view.phase === "explain") return h("div", { class: "two" }, h("div", {}, h("h2", {}, stop.ask), options(stop)), reasons(view) || invite());
  return [story(stop), stop.kind && h("h2", { class: "ask" }, stop.ask), stop.kind && view.phase !== "read" && options(stop)];
}

function show(view, now) {
  document.body.dataset.phase = view.phase;
  const top = h("header", {}, h("p", { class: "place" }, view.stop ? `${view.stop.part} · ${view.stop.place}` : "Deciding well"), h("p", { class: "phase" }, view.stop?.kind || !view.stop ? view.says : ""),
    view.ends ? h("p", { class: "timer", role: "timer", id: "timer" }) : null);
  const content = view.phase === "end" ? [h("h1", {}, "Thank you"), h("p", {}, "What will you do differently tomorrow?"), h("p", { class: "soft" }, "If this touched something of your own, talk with somebody you trust.")]
    : view.join ? lobby(view) : [h("h1", {}, view.stop.title), body(view)];
  main.replaceChildren(top, h("div", { class: "content", id: "content" }, [content].flat(Infinity).filter(Boolean)));
  if (view.ends) countDown(document.getElementById("timer"), view.ends, now);
  fit();
}

/** The largest type at which everything is on the screen. */
function fit() {
  const content = document.getElementById("content");
  if (!content) return;
  let low = SMALLEST, high = LARGEST;
  for (let i = 0; i < 7; i += 1) {
    const size = (low + high) / 2;
    document.documentElement.style.fontSize = `${size}vw`;
    if (document.documentElement.scrollHeight > innerHeight) high = size; else low = size;
  }
  document.documentElement.style.fontSize = `${low}vw`;
}

addEventListener("resize", fit);
listen("screen", show, (reached) => { line.hidden = reached; line.textContent = reached ? "" : "No connection to the facilitator's computer."; });
