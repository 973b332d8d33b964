// The decision walk: one question at a time, only those that can still matter; commit first, then see the corridor.
// Everything the reader did is in the state, and every view is drawn from it.
import { h, focus } from "./dom.js";
import { readCase, decide } from "./decide.js";
import { corridorView } from "./corridor.js";
import { buttons, complain, field, radios, valueOf } from "./form.js";
import { fitting, startView, valueIn, withValue } from "./settings.js";
import { whatIf } from "./whatif.js";
import { NATION, NOTICE, byId, dayInWords, inNation, levelWords, questionWords, standing, upper } from "./words.js";

const NO_NAMES = "No names, and nothing from a real case. It is not sent anywhere.";
const COMMIT = { school: [["social_care", "incident"], ["police", "incident"]], police: [["enquiry", "child"], ["this_child", "child"]] };
const PLACE = {
  required: "Inside the corridor: it is what is required.", start: "Inside the corridor: it is the usual starting point.",
  option: "Inside the corridor: it is open to judgement.", excluded: "Outside the corridor: the facts so far rule it out.",
  closed: "Not opened by the facts so far.",
};

// What follows from the state ------------------------------------------------------------------------------------------

const factOf = (law, name) => byId(law.facts, name.split(".")[1]);
const answerTo = (law, { facts, settings }) => decide(law, readCase(law, facts), settings);
const answered = (state) => state.path.filter((name) => valueIn(state.facts, name) !== null);

function left(law, state) {
  return answerTo(law, state).ask_next.filter((name) => !state.skipped.includes(name));
}

/** What Python reads back: the answer without its reasons. */
function summary(law, state) {
  if (Object.values(fitting(state, law).settings).slice(0, 3).includes(null)) return null;
  const { nation, role, on, conduct, rules_version, incident, children, ask_next, settled } = answerTo(law, state);
  return { nation, role, on, conduct, rules_version, incident, children, ask_next, settled };
}

function committing(law, state) {
  return COMMIT[state.settings.role].flatMap(([ladder, about]) => (about === "incident" ? [[ladder, ladder, "incident"]]
    : state.facts.children.map((child) => [`${child.id}.${ladder}`, ladder, child.id])))
    .map(([key, id, owner]) => ({ key, ladder: byId(law.ladders, id), owner }));
}

// Views ---------------------------------------------------------------------------------------------------------------

function valueWords(law, state, name) {
  const fact = factOf(law, name), value = valueIn(state.facts, name);
  return value === null ? "Not known yet" : upper(fact.says[fact.values.indexOf(value)]);
}

function progress(law, state) {
  const more = left(law, state).length, skipped = state.skipped.length;
  return `${answered(state).length} answered, ${more ? `at most ${more} left` : "nothing left to ask"}${skipped ? `, ${skipped} not known yet` : ""}.`;
}

function questionView(law, state, name, act) {
  const fact = factOf(law, name), [owner] = name.split("."), value = valueIn(state.facts, name);
  const chosen = value ?? (state.skipped.includes(name) ? "" : null);
  const form = h("form", { class: "course-form", novalidate: true },
    h("p", { class: "course-progress" }, progress(law, state)),
    radios({ name: "answer", leads: true, about: owner === "incident" ? null : `Child ${owner}.`, legend: fact.ask[state.settings.role] ?? Object.values(fact.ask)[0],
      hint: fact.help || null, chosen, choices: [...fact.values.map((v, i) => [v, upper(fact.says[i])]), ["", "Not known yet"]] }),
    fact.judgement && field({ name: "why", label: "Why? This one is a judgement. (optional)", type: "words", hint: NO_NAMES, value: state.whys[name] ?? "" }),
    buttons(["Continue"], ["Back", () => act.back(name)]),
    h("div", { class: "course-later" }, buttons(null, ["Show what follows so far", () => act.go("commit")],
      state.path.length > 0 && ["Change an answer", () => act.go("answers")], ["Start again", () => act.go("restart")])));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = valueOf(form, "answer");
    if (given === null) act.announce(complain(form, { answer: "Choose an answer. If nobody knows, choose “Not known yet”." }));
    else act.answer(name, given || null, fact.judgement ? valueOf(form, "why") : "");
  });
  return form;
}

function answerRow(law, state, name, act) {
  const question = questionWords(law, name, state.settings.role);
  return h("div", { class: "course-row" }, h("dt", {}, question),
    h("dd", {}, valueWords(law, state, name), state.whys[name] && h("span", { class: "course-meta" }, ` Why: ${state.whys[name]}`)),
    h("dd", {}, h("button", { type: "button", onclick: () => act.change(name) }, "Change", h("span", { class: "course-hidden" }, ` ${question}`))));
}

function answersView(law, state, act) {
  const { role, nation, on, conduct, children } = state.settings;
  const scene = `${upper(role)}, ${NATION[nation]}, decided on ${dayInWords(on)}${conduct ? `, happened on ${dayInWords(conduct)}` : ""}; `
    + `${children} ${children === 1 ? "child" : "children"}`;
  return h("div", {}, h("h3", { class: "course-heading", "data-focus": true }, "Change an answer"),
    h("dl", { class: "course-given" },
      h("div", { class: "course-row" }, h("dt", {}, "The scene"), h("dd", {}, scene),
        h("dd", {}, h("button", { type: "button", onclick: () => act.go("start") }, "Change", h("span", { class: "course-hidden" }, " the scene")))),
      state.path.map((name) => answerRow(law, state, name, act))),
    buttons(["Go on", () => act.goOn()], ["Show what follows so far", () => act.go("commit")], ["Start again", () => act.go("restart")]));
}

function commitView(model, state, act) {
  const law = inNation(model, state.settings.nation);
  const asked = committing(law, state), before = state.commit.choices ?? {};
  const form = h("form", { class: "course-form", novalidate: true },
    h("h3", { class: "course-heading", "data-focus": true }, "Before you look: where would you start?"),
    h("p", {}, "Choose for yourself first. Nothing here is marked as right or wrong."),
    asked.map(({ key, ladder, owner }) => radios({ name: key, about: owner === "incident" ? null : `Child ${owner}.`, legend: ladder.question,
      chosen: key in before ? before[key] ?? "" : null,
      choices: [...ladder.levels.map((level, i) => [level, upper(ladder.says[i])]), ["", "I am not sure yet"]] })),
    field({ name: "reason", label: "Why? (optional)", type: "words", hint: NO_NAMES, value: state.commit.reason ?? "" }),
    buttons(["See what follows"], ["Back", () => act.goOn()]));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const choices = Object.fromEntries(asked.map(({ key }) => [key, valueOf(form, key)]));
    const wrong = Object.fromEntries(asked.filter(({ key }) => choices[key] === null).map(({ key }) => [key, "Choose where you would start, or “I am not sure yet”."]));
    if (Object.keys(wrong).length) return act.announce(complain(form, wrong));
    for (const key of Object.keys(choices)) choices[key] ||= null;
    return act.commit({ choices, reason: valueOf(form, "reason") });
  });
  return form;
}

function ownChoice(model, state, answer) {
  const law = inNation(model, state.settings.nation);
  const lines = committing(law, state).filter(({ key }) => key in state.commit.choices).map(({ key, ladder, owner }) => {
    const level = state.commit.choices[key], corridor = (owner === "incident" ? answer.incident : byId(answer.children, owner)).ladders[ladder.id];
    const { kind } = level ? standing(corridor, level) : {};
    const place = !level ? "You were not sure yet." : kind === "closed" && corridor.no_source_held ? "No source is held to compare it with." : PLACE[kind];
    return h("li", {}, h("strong", {}, `${ladder.title}${owner === "incident" ? "" : `, child ${owner}`}: `),
      level && `${levelWords(law, ladder.id, level)}. `, place);
  });
  return h("section", { class: "course-own" }, h("h4", {}, "Where you would start"), h("ul", {}, lines),
    state.commit.reason && h("p", {}, `Your reason: ${state.commit.reason}`));
}

function changesView(law, state) {
  const entries = whatIf(law, state.facts, state.settings);
  if (!entries.length) return h("p", {}, "No single fact would move a ladder.");
  return [h("p", {}, "One fact at a time: what could be mistaken, or could still change."), entries.map(({ name, turns }) => h("div", { class: "course-change" },
    h("p", { class: "course-label" }, questionWords(law, name, state.settings.role)),
    h("p", { class: "course-meta" }, `Now: ${valueWords(law, state, name)}.`),
    h("ul", {}, turns.map(({ says, lines }) => h("li", {}, `If it turns out that ${says}:`, h("ul", {}, lines.map((line) => h("li", {}, line))))))))];
}

/** A part that is worked out only when the reader opens it. */
function lazily(title, fill) {
  const inside = h("div", {});
  return h("details", { class: "course-fold", ontoggle: () => { if (!inside.childNodes.length) inside.append(...[fill()].flat(Infinity)); } },
    h("summary", {}, title), inside);
}

function resultView(law, state, act) {
  const answer = answerTo(law, state), more = left(law, state).length, other = state.settings.role === "school" ? "police" : "school";
  return h("div", {},
    h("h3", { class: "course-heading", "data-focus": true }, more ? "What follows so far" : "What follows"),
    h("p", { class: "course-progress" }, progress(law, state)),
    state.commit.choices && ownChoice(law, state, answer),
    corridorView(law, answer, { chosen: state.commit.choices ?? {} }),
    lazily("What would change this", () => changesView(law, state)),
    buttons(more ? ["Go on with the questions", () => act.goOn()] : null, state.skipped.length > 0 && ["Ask again what was not known", () => act.again()],
      ["Change an answer", () => act.go("answers")], [`Sit in the chair of the ${other}`, () => act.chair(other)], ["Start again", () => act.go("restart")]));
}

function restartView(state, act) {
  return h("div", {}, h("h3", { class: "course-heading", "data-focus": true }, "Start again?"),
    h("p", {}, "All your answers in this walk are removed."),
    buttons(["Remove them and start again", () => act.restart()], ["Keep them", () => act.goOn()]));
}

// Together ------------------------------------------------------------------------------------------------------------

function actions(law, now, save, announce) {
  const change = (part) => save({ ...now(), ...part });
  const goOn = (state) => save({ ...state, at: null, view: left(law, state).length ? "question" : "commit" });
  return {
    announce, go: (view) => change({ view }), change: (name) => change({ at: name, view: "question" }),
    goOn: () => { const state = now(); if (state.view === "restart" || state.view === "answers" || left(law, state).length) goOn(state); else change({ view: "answers" }); },
    set: (settings) => {
      const state = now(), commit = settings.role === state.settings.role ? state.commit : {};
      goOn(fitting({ ...state, settings, commit, view: "question" }, law));
    },
    answer: (name, value, why) => {
      const state = now(), { [name]: _, ...whys } = state.whys, others = state.skipped.filter((n) => n !== name);
      goOn({ ...state, facts: withValue(state.facts, name, value), skipped: value === null ? [...others, name] : others,
        path: state.path.includes(name) ? state.path : [...state.path, name], whys: why ? { ...whys, [name]: why } : whys });
    },
    back: (name) => {
      const { path } = now(), before = path.includes(name) ? path.indexOf(name) - 1 : path.length - 1;
      change(before < 0 ? { at: null, view: "start" } : { at: path[before] });
    },
    commit: (commit) => change({ commit, view: "corridor" }),
    again: () => { const state = now(); goOn({ ...state, skipped: [], path: state.path.filter((name) => !state.skipped.includes(name)) }); },
    chair: (role) => { const state = now(); goOn({ ...state, settings: { ...state.settings, role }, commit: {} }); },
    restart: () => save(fitting({}, law)),
  };
}

function render({ model, el }) {
  const law = model.get("law"), place = h("div", { class: "course-place" }), live = h("p", { class: "course-hidden", role: "status" });
  const now = () => fitting(model.get("state"), law);
  let drawn = "", move = false;

  const save = (state) => {
    move = true;
    model.set("state", { ...state, answer: summary(law, state) });
    model.save_changes();
    draw();
  };
  const act = actions(law, now, save, (sentence) => { live.textContent = sentence; });

  function view(state) {
    if (state.view === "start") return startView(state, { done: act.set, announce: act.announce });
    if (state.view === "answers") return answersView(law, state, act);
    if (state.view === "corridor") return resultView(law, state, act);
    if (state.view === "restart") return restartView(state, act);
    const name = state.at ?? left(law, state)[0];
    return state.view === "commit" || !name ? commitView(law, state, act) : questionView(law, state, name, act);
  }

  // Drawn again only when the state has changed, so that a change on its way back from Python does not move the keyboard.
  function draw() {
    const state = now(), shows = JSON.stringify(state);
    if (shows !== drawn) {
      drawn = shows;
      place.replaceChildren(view(state));
      const target = place.querySelector("[data-focus]");
      if (move) focus(target);
      if (move) live.textContent = state.view === "question" ? progress(law, state) : ""; // a heading is read out because it has the keyboard
    }
    move = false;
  }

  el.append(h("div", { class: "course-walk" }, h("p", { class: "course-notice" }, NOTICE), place, live));
  model.on("change:state", draw);
  draw();
}

export default { render };
