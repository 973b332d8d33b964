// The facilitator's page: one large button for what comes next, and beside it what only the facilitator sees.
import { h } from "./dom.js";
import { listen, countDown } from "./listen.js";
import { bars } from "./bars.js";
import { story } from "./said.js";

const main = document.getElementById("main"), line = document.getElementById("line"), said = document.getElementById("said");
let view = null, clock = null, last = Promise.resolve(), folder = "", open = {}, picked = null, pressed = false;

/** Sends what body() gives once everything pressed before it was answered; nothing where it gives null. */
function send(path, body) {
  last = last.then(() => ask(path, body()));
  return last;
}

async function ask(path, body) {
  if (body === null) return null;
  try {
    const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    const got = await answer.json();
    tell(answer.ok ? "" : got.says);
    return answer.ok ? got : null;
  } catch { tell("This computer's session does not answer. Does it still run in its window?"); return null; }
}

const place = () => `${view.stop?.id} ${view.phase}`;

/** An action, on the step at which it was pressed: the second press of a double click finds another step and does nothing. */
async function act(action, value = null) {
  const at = place(), got = await send("/lead/act", () => (place() === at ? { action, value, version: view.version } : null));
  if (got) show(got.view, clock);
}
function tell(says) { line.hidden = !says; line.textContent = says; }

const button = (says, onclick, main_ = false, more = {}) => h("button", { type: "button", class: main_ ? "main" : null, onclick, id: `b-${says.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 60)}`, ...more }, says);
const panel = (title, ...children) => h("section", { class: "panel" }, h("h2", {}, title), ...children);
function fold(name, title, ...children) {
  // by the click and not by the toggle, which comes after the page may have been drawn again
  return h("details", { open: open[name] === true }, h("summary", { id: `f-${name}`, onclick: (e) => { open[name] = !e.currentTarget.parentElement.open; } }, title), ...children);
}

// Where we are --------------------------------------------------------------------------------------------------------

function where() {
  return h("ol", { class: "steps", "aria-label": "Steps of this question" }, view.steps.map((step) => h("li", { "aria-current": step === view.says ? "step" : null }, step)));
}

function controls() {
  const choose = view.corridor && ["school", "police"].includes(view.stop?.chair);
  return h("div", { class: "controls" }, view.next && button(view.next, () => act("next"), true, { id: "next" }), choose && choosing(),
    h("div", { class: "row" }, view.phase !== "lobby" && view.phase !== "end" && button("Back", () => act("back")),
      !view.open && view.bars?.rounds.some((r) => r.answered) && view.phase !== "read" && button(view.bars_shown ? "Take the bars off the screen" : "Show the bars on the screen", () => act("bars", !view.bars_shown), false, { id: "bars" }),
      view.phase !== "lobby" && view.phase !== "end" && button(view.join ? "Take the join code off the screen" : "Show the join code on the screen", () => act("join", !view.join), false, { id: "join" })));
}

function choosing() {
  const { stop } = view, name = (id) => stop.options.find((o) => o.id === id)?.says ?? "";
  if (stop.kind === "several") {
    picked ??= new Set(view.room_chose);
    return h("form", { onsubmit: (e) => { e.preventDefault(); act("choose", [...picked]); } },
      h("fieldset", {}, h("legend", {}, "What the room passes on. Ticked: what half or more chose."), stop.options.map((o, i) => h("div", { class: "choice" },
        h("input", { type: "checkbox", id: `p${i}`, checked: picked.has(o.id), onchange: (e) => { if (e.target.checked) picked.add(o.id); else picked.delete(o.id); } }), h("label", { for: `p${i}` }, o.says)))),
      h("button", { class: "main", id: "pass" }, "Pass this on"));
  }
  const tags = (id) => [id === view.room_chose && "most of the room", id === view.own_chose && (stop.chair === "school" ? "most teachers" : "most officers")].filter(Boolean).join(", ");
  return h("fieldset", { class: "branch" }, h("legend", {}, view.room_chose ? "How does the story go on?" : "How does the story go on? The room has no majority: you choose."),
    stop.options.map((o, i) => button(`${String.fromCharCode(65 + i)}. ${name(o.id)}`, () => act("choose", o.id), o.id === view.room_chose, { id: `c-${o.id}`, "aria-describedby": tags(o.id) ? `t-${o.id}` : null }))
      .flatMap((element, i) => [element, tags(stop.options[i].id) && h("p", { class: "soft tag", id: `t-${stop.options[i].id}` }, `↑ ${tags(stop.options[i].id)}`)]));
}

function room() {
  const heads = h("form", { class: "inline", onsubmit: (e) => { e.preventDefault(); act("heads", e.target.heads.value === "" ? null : Number(e.target.heads.value)); } },
    h("label", { for: "heads" }, "Heads in the room"), h("input", { id: "heads", name: "heads", type: "number", min: 0, inputmode: "numeric", value: view.heads ?? "" }), h("button", { id: "heads-set" }, "Set"));
  const more = view.heads !== null && view.joined > view.heads;
  return panel("The room", h("p", { class: "figures" }, h("strong", {}, view.joined), " joined", view.people && ` (${view.people.teacher} teachers, ${view.people.officer} officers)`,
    view.open && [" · ", h("strong", {}, view.answered), ` answered`]), heads,
  more && h("p", { class: "problem" }, "More phones joined than heads were counted. Somebody may have joined twice. Count again, or start with join cards."),
  h("form", { class: "inline", onsubmit: (e) => { e.preventDefault(); act("timer", Number(e.target.minutes.value) || 0); } },
    h("label", { for: "minutes" }, "Timer, minutes"), h("input", { id: "minutes", name: "minutes", type: "number", min: 0, max: 120, inputmode: "numeric", value: view.minutes_usual }), h("button", { id: "timer-set" }, "Start the timer"), view.ends && button("Stop the timer", () => act("timer", 0), false, { id: "timer-stop" }), view.ends && h("strong", { id: "timer", role: "timer" })));
}

function reach() {
  return panel("Can a phone reach me?", view.reached ? h("p", { class: "good" }, "✓ Yes. A phone has opened the page.") : h("p", {}, "No phone has opened the page yet. Try yours:"),
    h("div", { class: "reach" }, h("img", { src: "/qr.svg", alt: `QR code of ${view.address}`, class: "qr" }), h("p", {}, h("strong", { class: "address" }, view.address))),
    !view.reached && fold("reach", "It does not open", h("ul", {}, h("li", {}, "Is the phone on the same Wi-Fi as this computer, with mobile data off?"), h("li", {}, "Guest Wi-Fi often keeps devices apart. Use another network, or a small router of your own."),
      h("li", {}, "Does this computer's firewall ask? Allow it for private networks."), h("li", {}, "A hotspot of a computer or phone often takes only a few devices."), h("li", {}, "Nothing helps? Count hands: the form is below each question."))));
}

function hands() {
  const { stop } = view, round = view.phase === "again" || view.phase === "explain" ? 2 : 1, several = stop.kind === "several";
  const before = (role, id) => view.tallies.find(([r, who, c]) => r === round && who === role && c === id)?.[2] ?? "";
  const field = (role, id, label) => h("td", {}, h("input", { type: "number", min: 0, inputmode: "numeric", name: id, "aria-label": `${label}, ${role === "teacher" ? "teachers" : "officers"}`, id: `h-${role}-${id}`,
    value: before(role, id) }));
  const rows = [...stop.options.map((o, i) => [o.id, `${String.fromCharCode(65 + i)}. ${o.says}`]), ...(several ? [["", "How many answered"]] : [])];
  async function save(event) {
    event.preventDefault();
    for (const role of ["teacher", "officer"]) {
      const counted = Object.fromEntries(rows.map(([id]) => [id, Number(document.getElementById(`h-${role}-${id}`).value) || 0]));
      await send("/lead/hands", () => ({ question: stop.id, round, role, hands: counted }));
    }
  }
  return fold("hands", `Hands counted in the room, vote ${round}`, h("p", { class: "soft" }, "For people without a phone, or when there is no network. It is added to what phones sent."),
    h("form", { onsubmit: save }, h("div", { class: "wide" }, h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Answer"), h("th", { scope: "col" }, "Teachers"), h("th", { scope: "col" }, "Officers"))),
      h("tbody", {}, rows.map(([id, label]) => h("tr", {}, h("th", { scope: "row" }, label), field("teacher", id, label), field("officer", id, label)))))), h("button", { id: "hands-set" }, "Count these hands")));
}

function written() {
  return panel("Reasons from the room", view.reasons.length === 0 ? h("p", { class: "soft" }, "None yet.") : h("ul", { class: "written" }, view.reasons.map((r) => h("li", {}, h("q", {}, r.says),
    h("div", { class: "row" }, r.shown ? button("Hide", () => send("/lead/reason", () => ({ id: r.id, do: "hide" })), false, { id: `h-${r.id}` }) : button("Show", () => send("/lead/reason", () => ({ id: r.id, do: "show" })), false, { id: `s-${r.id}` }),
      button("Delete", () => send("/lead/reason", () => ({ id: r.id, do: "delete" })), false, { id: `d-${r.id}` }))))));
}

function closing() {
  const confirm = (name, says, then) => h("form", { class: "inline", onsubmit: (e) => { e.preventDefault(); if (e.target.word.value.trim().toLowerCase() === name) then(); else tell(`Type ${name} first.`); } },
    h("label", { for: `w-${name}` }, `${says} Type ${name}:`), h("input", { id: `w-${name}`, name: "word", autocomplete: "off", size: 7 }), h("button", { id: `do-${name}` }, name === "close" ? "Close and write the report" : "Delete everything"));
  const finish = async (sure) => { const got = await send("/lead/finish", () => ({ sure })); if (got) { folder = got.folder; view = { ...view, over: sure }; draw(); } };
  return fold("closing", "Close or delete this session", h("p", {}, `The session is kept in ${view.where}. To go on another time, close its window only.`),
    confirm("close", "Close it: the report is written, names of devices and times go for good.", () => finish("close")), confirm("delete", "Delete it: nothing stays, and there is no report.", () => finish("delete")));
}

/** What has been typed and not sent yet, by field: a new view does not take it away. */
function typing() {
  return [...main.querySelectorAll("input[type=number], input:not([type])")].filter((field) => field.value !== field.defaultValue).map((field) => [field.id, field.value]);
}

function draw(keep = true) {
  if (pressed) return; // a button that is being pressed stays where it is
  const kept = document.activeElement?.id, written_ = keep ? typing() : [];
  if (view.over) return main.replaceChildren(h("h1", {}, view.over === "delete" || view.over === "Deleted." ? "Deleted" : "Closed"), h("p", {}, folder ? `The report is in ${folder}. It holds no names and no times.` : "You can close this page."));
  const { stop } = view, voting = stop?.kind;
  const left = [h("p", { class: "place" }, stop ? `${stop.part} · ${stop.place}` : "Facilitator"), h("h1", {}, stop ? stop.title : view.says), voting && where(), controls(),
    panel("Now", h("ul", { class: "notes" }, view.notes.map((n) => h("li", {}, n))), view.asks.length > 0 && fold("asks", `The officer can ask the school back (${stop.gap ?? ""} minutes each)`.replace("( minutes each)", ""), h("div", { class: "stack" }, view.asks.map((a) => button(a.says, () => act("ask", a.id)))))),
    view.prompts.length > 0 && panel("What to draw out", h("ul", { class: "prompts" }, view.prompts.map((p) => h("li", {}, p)))),
    voting && (view.corridor || view.bars?.rounds.some((r) => r.answered)) && panel(view.corridor ? "Votes, and the corridor with reasons and sources" : "Votes, which only you see until you show them", bars(view, {}, true)),
    stop && panel("The step", story(stop), voting && h("h3", {}, stop.ask), voting && h("ol", { type: "A" }, stop.options.map((o) => h("li", {}, o.says))))];
  const right = [room(), voting && hands(), ["explain", "corridor"].includes(view.phase) && written(), reach(),
    view.strict && panel("Join cards", h("p", {}, h("a", { href: "/lead/cards", target: "_blank" }, "Print the join cards"))), closing()];
  main.replaceChildren(h("div", { class: "left" }, left.filter(Boolean)), h("aside", { class: "right", "aria-label": "The room" }, right.filter(Boolean)));
  if (view.ends) countDown(document.getElementById("timer"), view.ends, clock);
  for (const [id, value] of written_) { const field = document.getElementById(id); if (field) field.value = value; }
  if (kept) document.getElementById(kept)?.focus({ preventScroll: true });
}

function show(next, now) {
  if (view?.over === "close" || view?.over === "delete" || next.version < view?.version) return; // the newest was here already
  const moved = view && (view.stop?.id !== next.stop?.id || view.phase !== next.phase);
  if (moved) { picked = null; said.textContent = `${next.says}. ${next.stop?.title ?? ""}`; scrollTo(0, 0); }
  view = next; clock = now;
  draw(!moved);
}

addEventListener("pointerdown", () => { pressed = true; }, true);
for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => setTimeout(() => { pressed = false; if (view) draw(); }), true);

listen("lead", show, (reached) => { if (!view?.over) tell(reached ? "" : "No connection to the session. Does it still run in its window?"); });
