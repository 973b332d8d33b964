// A participant's page: a profession and no name, a vote alone, a vote again, a reason. What was sent is sent until it is stored.
import { h, freshId } from "./dom.js";
import { listen, countDown } from "./listen.js";
import { bars } from "./bars.js";
import { story } from "./said.js";
import * as outbox from "./outbox.js";

const SURE = { sure: "Sure", fairly_sure: "Fairly sure", not_sure: "Not sure" };
const WHO = { teacher: "school", officer: "police" };
const main = document.getElementById("main"), line = document.getElementById("line"), said = document.getElementById("said");
let me = fromAddress() ?? outbox.recall("me"), stored = { votes: {}, reasons: {} }, drafts = {}, view = null, clock = null, problem = "", role = "", card = cardInAddress();

// Who I am: in the phone's storage, and behind the # of the address, which is never sent, for phones that store nothing.
function fromAddress() {
  const found = /^#me=([\w-]{43})([to])$/.exec(location.hash);
  return found && { token: found[1], role: found[2] === "t" ? "teacher" : "officer" };
}
function cardInAddress() { return /^#card=([\w-]{5,20})$/.exec(location.hash)?.[1] ?? ""; }
function become(who) {
  me = who;
  outbox.remember("me", who);
  history.replaceState(null, "", who ? `#me=${who.token}${who.role[0]}` : "#");
}

const seed = outbox.recall("seed") ?? [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
outbox.remember("seed", seed);

async function join(event) {
  event.preventDefault();
  role = new FormData(event.target).get("role") ?? "";
  card = new FormData(event.target).get("card") ?? "";
  if (!role || (view?.strict && !card.trim())) { problem = role ? "Type the code on your card." : "Choose where you work first."; return draw(); }
  try {
    const answer = await fetch("/join", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ role, seed, ...(view?.strict ? { card: card.trim() } : {}) }) });
    const got = await answer.json();
    problem = answer.ok ? "" : got.says;
    if (answer.ok) { become({ token: got.token, role: got.role }); await mine(); outbox.begin(() => me?.token, change); }
  } catch { problem = "The session cannot be reached. Are you on the room's network? Try again."; }
  draw(true);
}

async function mine() {
  if (!me) return;
  try {
    const answer = await fetch("/mine", { headers: { Authorization: `Bearer ${me.token}` }, cache: "no-store" });
    const got = answer.ok && await answer.json();
    if (answer.status === 401 || (got && !got.in)) { become(null); outbox.empty(); } else if (got) stored = got;
  } catch { /* out of reach: what is stored is asked for again later */ }
}

function change(name, state, body, says) {
  if (state === "stored") stored[name.startsWith("v") ? "votes" : "reasons"][name.slice(2)] = body;
  if (drafts[name]) { drafts[name].state = state; drafts[name].says = says; }
  if (state === "refused" && says.startsWith("You are not in")) become(null);
  said.textContent = { waiting: "Sending.", stored: "It is stored.", refused: says }[state];
  draw();
}

// The parts of the page ---------------------------------------------------------------------------------------------

function joining() {
  const choice = (value, says) => { const id = freshId("role"); return h("div", { class: "choice" }, h("input", { type: "radio", name: "role", id, value, checked: role === value }), h("label", { for: id }, says)); };
  return [h("h1", {}, "Join the session"), h("p", {}, "No name and no account. What you send cannot be tied to you."),
    h("form", { onsubmit: join, novalidate: true }, problem && h("p", { class: "problem", role: "alert" }, problem),
      h("fieldset", {}, h("legend", {}, "Where do you work?"), choice("teacher", "In a school or with a school"), choice("officer", "In the police")),
      view?.strict && h("p", {}, h("label", { for: "card" }, "The code on your card"), h("input", { id: "card", name: "card", value: card, autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: 20 })),
      h("button", { class: "main" }, "Join")),
    h("p", { class: "soft" }, "This is training. Bring no real case into it. In danger now, call 999.")];
}

function status(draft, thing) {
  const text = { waiting: `Sending your ${thing}. It is kept on this phone until it arrives.`, stored: `Your ${thing} is stored. You can change it until it is closed.`,
    refused: draft?.says, undefined: "" }[draft?.state];
  return h("p", { class: `state ${draft?.state ?? ""}` }, draft?.state === "stored" && h("span", { "aria-hidden": "true" }, "✓ "), text);
}

function ballot() {
  const { question, round } = view.open, name = `v:${question}@${round}`, many = view.stop.kind === "several", unsent = outbox.unsent(name), before = unsent ?? stored.votes[`${question}@${round}`];
  const draft = drafts[name] ??= { choice: before?.choice ?? (many ? [] : ""), sure: before?.sure ?? "", n: before?.n ?? 0, state: unsent ? "waiting" : before && "stored" };
  const pick = (event) => { draft.choice = many ? [...event.target.form.querySelectorAll("[name=choice]:checked")].map((x) => x.value) : event.target.value; };
  function send(event) {
    event.preventDefault();
    if (!many && !draft.choice) { problem = "Choose an answer first."; return draw(); }
    problem = "";
    draft.n += 1;
    outbox.post(name, "/vote", { question, round, n: draft.n, choice: draft.choice, sure: draft.sure || null });
  }
  return h("form", { onsubmit: send, novalidate: true },
    h("fieldset", {}, h("legend", {}, h("h2", {}, view.stop.ask)), round === 2 && h("p", { class: "soft" }, "Second vote: you may change your mind, or keep it."), many && h("p", { class: "soft" }, "Choose as many as you like."),
      view.stop.options.map((o, i) => h("div", { class: "choice" },
        h("input", { type: many ? "checkbox" : "radio", name: "choice", id: `o${i}`, value: o.id, checked: [draft.choice].flat().includes(o.id), onchange: pick }), h("label", { for: `o${i}` }, o.says)))),
    h("fieldset", { class: "sure" }, h("legend", {}, "How sure are you?"), Object.entries(SURE).map(([value, says]) => h("div", { class: "choice" },
      h("input", { type: "radio", name: "sure", id: `s-${value}`, value, checked: draft.sure === value, onchange: () => { draft.sure = value; } }), h("label", { for: `s-${value}` }, says)))),
    problem && h("p", { class: "problem", role: "alert" }, problem),
    h("button", { class: "main" }, draft.n ? "Send again" : "Send my vote"), status(draft, "vote"));
}

let lookingReal = null;
function explaining() {
  const name = `r:${view.explain}`, unsent = outbox.unsent(name), before = unsent ?? stored.reasons[view.explain];
  const draft = drafts[name] ??= { text: before?.says ?? "", n: before?.n ?? 0, state: unsent ? "waiting" : before && "stored" };
  const warning = h("p", { class: "warning", role: "status" });
  const look = () => { const found = lookingReal ? lookingReal(draft.text) : []; warning.textContent = found.length ? `Is this real? “${found[0].found}” may be ${found[0].kind}. Take it out.` : ""; };
  import("./warning.js").then((module) => { lookingReal = module.lookingReal; look(); }, () => {});
  function send(event) {
    event.preventDefault();
    if (!draft.text.trim()) { problem = "Write a few words first."; return draw(); }
    problem = "";
    draft.n += 1;
    outbox.post(name, "/reason", { question: view.explain, n: draft.n, says: draft.text.trim().replace(/\s+/g, " ") });
  }
  return h("form", { onsubmit: send, novalidate: true },
    h("p", {}, h("label", { for: "why" }, "What decided it for you? One sentence is enough.")),
    h("textarea", { id: "why", rows: 4, maxlength: 500, "aria-describedby": "careful", oninput: (e) => { draft.text = e.target.value; look(); } }, draft.text),
    h("p", { id: "careful", class: "soft" }, "No names, no places and nothing of a real case. It may be shown to the room, without who wrote it."), warning,
    problem && h("p", { class: "problem", role: "alert" }, problem), h("button", { class: "main" }, "Send my reason"), status(draft, "reason"));
}

function answers(own) {
  const marks = (id) => Object.entries(own).filter(([, c]) => [c].flat().includes(id)).map(([r]) => `your vote ${r}`);
  return [h("h2", {}, view.stop.ask), h("ol", { type: "A" }, view.stop.options.map((o) => h("li", {}, o.says, marks(o.id).length > 0 && h("span", { class: "own" }, marks(o.id).join(", ")))))];
}

const HINT = { read: "Read along. Nobody says yet what they would do.", alone: "Say nothing yet.", discuss: "Talk with your neighbour: which fact decided it?", again: "Alone, as before.", explain: "Say why, in one sentence.", corridor: "This is a corridor and no verdict: a person decides." };

function at() {
  const { stop } = view, own = {};
  for (const round of [1, 2]) { const sent = stored.votes[`${stop.id}@${round}`]; if (sent) own[round] = sent.choice; }
  const parts = view.open ? ballot() : view.explain ? [explaining(), view.bars ? bars(view, own) : answers(own)] : view.corridor ? [h("h2", {}, stop.ask), bars(view, own, true)]
    : view.bars ? [h("h2", {}, stop.ask), bars(view, own)] : stop.kind ? answers(own) : null;
  const folded = ["again", "explain", "corridor"].includes(view.phase);
  return [h("p", { class: "place" }, `${stop.part} · ${stop.place}`), h("h1", {}, stop.title), stop.kind && h("p", { class: "phase" }, h("strong", {}, `${view.says}.`), ` ${HINT[view.phase]}`),
    view.ends && h("p", { class: "timer", role: "timer", id: "timer" }),
    folded ? h("details", {}, h("summary", {}, "Read the story again"), story(stop)) : story(stop), parts];
}

const lobby = () => [h("h1", {}, "You are in"), h("p", {}, `You joined from the ${WHO[me.role]}. Keep this page open; it changes by itself.`), h("p", {}, "You may sit out any question. If this touches something of your own, look after yourself first: go out, come back, or do not.")];
const ending = () => [h("h1", {}, "Thank you"), h("p", {}, "The session is over. You can close this page."), h("p", {}, "If it touched something of your own, talk with somebody you trust. The book has a page about looking after yourself."),
  h("button", { type: "button", onclick: () => { ["me", "seed", "outbox"].forEach((name) => outbox.remember(name, null)); become(null); main.replaceChildren(h("h1", {}, "Forgotten"), h("p", {}, "This phone holds nothing of the session any more.")); view = null; } }, "Forget this session on this phone")];

function draw(focusTop) {
  const kept = document.activeElement?.id, at0 = document.activeElement?.selectionStart;
  const shown = !view ? [h("h1", {}, "One moment"), h("p", {}, "Looking for the session.")] : view.phase === "end" ? ending() : !me ? joining() : view.phase === "lobby" ? lobby() : at();
  main.replaceChildren(...[shown].flat(Infinity).filter(Boolean));
  if (view?.ends && document.getElementById("timer")) countDown(document.getElementById("timer"), view.ends, clock);
  if (focusTop) { main.focus(); return; }
  const again = kept && document.getElementById(kept);
  if (again) { again.focus({ preventScroll: true }); if (again.tagName === "TEXTAREA") again.setSelectionRange(at0, at0); }
}

let shownBefore = "";
function show(next, now) {
  const moved = view && (view.stop?.id !== next.stop?.id || view.phase !== next.phase);
  view = next; clock = now;
  if (moved) { problem = ""; said.textContent = next.stop ? `${next.says}. ${next.stop.title}` : next.says; scrollTo(0, 0); }
  const key = JSON.stringify(next);
  if (key !== shownBefore) { shownBefore = key; draw(); }
}

draw();
mine().then(() => { outbox.begin(() => me?.token, change); draw(); listen("", show, (reached) => { line.hidden = reached; line.textContent = reached ? "" : "No connection. What you send is kept, and goes out when it is back."; }); });
