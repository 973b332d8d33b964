// What a reader of a scenario sees at one place in it, worked out from the state alone, and what the model says of an act.
import { h } from "./dom.js";
import { readCase, decide } from "./decide.js";
import { ladderView, sourceView } from "./corridor.js";
import { byId, howBinding, upper } from "./words.js";
import { holds, replay, offered, caseOf, judge } from "./story.js";

export const SURE = { sure: "Sure", fairly_sure: "Fairly sure", not_sure: "Not sure" };
export const CHAIR = { school: "The school's chair", police: "The officer's chair" };
export const EMPTY = { told: [], knew: [], flags: [] };
export const FRESH = { chair: null, path: [], feedback: false, look: null, draft: {}, opened: EMPTY, note: "", finished: {}, reply: null };

export function timeWords(minutes) {
  const hours = Math.floor(minutes / 60), rest = minutes % 60;
  const parts = [hours && `${hours} ${hours === 1 ? "hour" : "hours"}`, (rest || !hours) && `${rest} ${rest === 1 ? "minute" : "minutes"}`];
  return parts.filter(Boolean).join(" ");
}

// The state -----------------------------------------------------------------------------------------------------------

/** The state as far as it fits this scenario; a path that an older version of the story left behind is dropped. */
export function fitting(state, s) {
  const whole = { ...FRESH, ...state };
  try {
    if (whole.chair) replay(s, whole.chair, whole.opened, whole.path);
    return whole;
  } catch {
    return { ...FRESH };
  }
}

/** Everything that a view needs, worked out from the state alone. */
export function sceneOf(s, law, state) {
  const at = (path) => {
    const play = replay(s, state.chair, state.opened, path), kase = readCase(law, caseOf(s, play.known));
    return { play, kase, step: s.chairs[state.chair].steps[play.at], answer: decide(law, kase, { nation: s.nation, role: state.chair, on: s.on }) };
  };
  return { s, law, state, at, ...(state.chair ? at(state.path) : {}) };
}

/** The acts and hand-overs of a path, each with its place in it; asking back is not one of them. */
export function turns(path) {
  return path.map((entry, index) => ({ entry, index })).filter(({ entry }) => !("asked" in entry));
}

// Words ---------------------------------------------------------------------------------------------------------------

export const nameOf = (s, child) => byId(s.children, child)?.name ?? "";
export const named = (s, text, child) => (byId(s.children, child) ? text.replace(/\bthis child\b/gi, nameOf(s, child)) : text);

/** Puts the children's names where a view of the model says "child A". */
export function withNames(s, element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    node.data = node.data.replace(/\b[Cc]hild ([A-Z])\b/g, (all, id) => nameOf(s, id) || all);
  }
  return element;
}

export function factWords({ s, law }, name, value) {
  const [owner, id] = name.split("."), fact = byId(law.facts, id);
  return upper(named(s, fact.says[fact.values.indexOf(value)], owner));
}

/** Questions that are open, one line for each fact, with the children whom it is about. */
export function openQuestions({ s, law, state }, names) {
  const byFact = new Map();
  for (const name of names) {
    const [owner, id] = name.split(".");
    byFact.set(id, [...(byFact.get(id) ?? []), owner]);
  }
  return [...byFact].map(([id, owners]) => {
    const { ask } = byId(law.facts, id), text = ask[state.chair] ?? ask.police;
    if (owners[0] === "incident") return text;
    return owners.length === 1 ? named(s, text, owners[0]) : `${text.replace(/\bthis child\b/gi, "each child")} (${owners.map((o) => nameOf(s, o)).join(", ")})`;
  });
}

/** The decisions that still depend on some facts. */
export function dependsOn({ s, law, answer }, facts) {
  const open = (corridor) => corridor.open.some((f) => facts.includes(f));
  const title = (id, child) => (child ? `${named(s, byId(law.ladders, id).title, child)}${/this child/i.test(byId(law.ladders, id).title) ? "" : `, ${nameOf(s, child)}`}` : byId(law.ladders, id).title);
  const whole = Object.entries(answer.incident.ladders).filter(([, c]) => open(c)).map(([id]) => title(id));
  const each = answer.children.flatMap((child) => Object.entries(child.ladders)
    .filter(([id, c]) => byId(law.ladders, id).about === "child" && open(c)).map(([id]) => title(id, child.id)));
  return [...whole, ...each];
}

export const list = (items, attributes = {}) => h("ul", attributes, items.map((item) => h("li", {}, item)));
export const folded = (summary, ...children) => h("details", { class: "course-fold" }, h("summary", {}, summary), children);
export const paragraphs = (items, flags) => items.filter((p) => holds(p, flags)).map((p) => h("p", {}, p.says));
export const button = (says, onclick, main) => h("button", { type: "button", class: main ? "play-main" : null, onclick }, says);

// What is said of an act ----------------------------------------------------------------------------------------------

function reasonsView(law, answer, rules) {
  const found = rules.map((rule) => answer.reasons.find((r) => r.rule === rule)).filter(Boolean);
  return found.length > 0 && h("ul", { class: "play-reasons" }, found.map((r) => h("li", {},
    h("p", {}, r.because),
    h("p", { class: "course-meta" }, `${upper(howBinding(r))}. ${r.grade === "C" ? "Not verified. " : ""}`),
    folded(`Source ${[r.record, ...r.also].join(", ")}`, sourceView(law, r.record, r.at), r.also.map((id) => sourceView(law, id))))));
}

function verdictView(scene, does, before) {
  const { s, law } = scene, verdict = judge(law, before.kase, before.answer, does);
  const [ladder, level] = Object.entries(does).find(([k]) => k !== "child"), isLadder = law.ladders.some((l) => l.id === ladder);
  return h("div", { class: `play-verdict play-is-${verdict.kind}` },
    h("p", {}, h("strong", {}, `${s.verdicts[verdict.kind]}.`), verdict.kind !== "record" && ` ${upper(named(s, verdict.says, does.child))}${/[.?!]$/.test(verdict.says) ? "" : "."}`),
    verdict.kind === "record" && sourceView(law, verdict.says),
    reasonsView(law, before.answer, verdict.rules),
    verdict.open.length > 0 && folded(`Not known at this point, and it matters (${openQuestions(scene, verdict.open).length})`, list(openQuestions(scene, verdict.open))),
    isLadder && folded("The whole ladder on what was known", withNames(s, ladderView(law, before.answer, ladder, does.child ?? "incident", { chosen: level, detail: false }))));
}

export function committedView(scene, index) {
  const { state } = scene, entry = state.path[index], before = scene.at(state.path.slice(0, index));
  if ("passed" in entry) return passedView(scene, entry, before);
  const act = byId(before.step.acts, entry.act);
  return [
    h("p", {}, h("strong", {}, "You chose: "), act.says), h("p", { class: "course-meta" }, `You said: ${SURE[entry.confidence].toLowerCase()}.`),
    verdictView(scene, act.does, before),
    act.minutes > 0 && h("p", { class: "course-meta" }, `It takes ${timeWords(act.minutes)}.`)];
}

function passedView(scene, entry, before) {
  const { s, state } = scene, chosen = s.handover[state.chair].filter((e) => entry.passed.includes(e.id)), marked = chosen.filter((e) => Object.keys(e.does).length);
  const able = offered(s, state.chair, before.play).length;
  return [
    h("p", {}, h("strong", {}, chosen.length ? `You passed on ${chosen.length} of ${able}:` : "You passed on nothing.")), list(chosen.map((e) => e.says)),
    marked.map((e) => [h("p", {}, h("strong", {}, "About this line: "), e.says), verdictView(scene, e.does, before)]),
    h("p", {}, state.chair === "school" ? "This is what the officer's chair opens with. What you left out is missing there." : "This is what the school hears. What you left out is missing there.")];
}
