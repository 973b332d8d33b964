// Questions: commit first, then see. Everything the reader did is in the state; how sure they were never enters a mark.
import { h, focus } from "./dom.js";
import { readCase, decide } from "./decide.js";
import { corridorView } from "./corridor.js";
import { confidence, control, standing } from "./controls.js";
import { fittingAll } from "./answers.js";
import { connect } from "./inside.js";
import { feedback, folded } from "./feedback.js";
import { lawOf, loaded } from "./law.js";
import { outcomeView } from "./outcome.js";
import { lookingReal } from "./warning.js";

const ASKED = { single: "Choose an answer", several: "Choose what fits", order: "Put the lines in your order", sort: "Put every case into a group", written: "Write an answer", path: "Follow the path to its end" };
const QUESTION = "[data-part=answer] :is(input, textarea, button:not([hidden]))", SURENESS = "[data-part=confidence] input";

// One question -------------------------------------------------------------------------------------------------------

function asked(item, number, items) {
  return [
    h("h3", { class: "course-assess-heading" }, items.length > 1 ? `Question ${number + 1} of ${items.length}` : "Question"),
    item.story && h("p", { class: "course-assess-story" }, item.story),
  ];
}

function questionView(item, number, items, given, act) {
  return h("form", { class: "course-assess-question", novalidate: true, onsubmit: (event) => { event.preventDefault(); act.commit(item); } },
    asked(item, number, items),
    h("div", { "data-part": "answer" }, control(item, given.answer, (answer) => act.answer(item, answer))),
    h("div", { class: "course-assess-confidence", "data-part": "confidence" }, confidence(given.confidence, (value) => act.set(item, { confidence: value }))),
    h("div", { class: "course-assess-buttons" },
      h("button", { type: "submit", class: "course-assess-main" }, "Commit, then see"),
      number > 0 && h("button", { type: "button", onclick: () => act.go(number - 1) }, "Previous question"),
      items.length > 1 && h("button", { type: "button", onclick: () => act.go(number + 1) }, number + 1 < items.length ? "Skip this question" : "Skip to the end")));
}

function corridorOf(item, data, law) {
  const { role, conduct, ...facts } = item.case;
  const answer = decide(law, readCase(law, facts), { nation: item.nation ?? data.nation, role, on: item.on ?? data.on, conduct });
  return corridorView(law, answer);
}

function feedbackView(item, number, items, given, act, data, law) {
  return h("div", { class: "course-assess-feedback" },
    asked(item, number, items),
    h("p", { class: "course-assess-asks" }, item.asks),
    feedback(item, given, law, (marks) => act.set(item, { marks })),
    item.case && folded("The whole corridor for these facts", () => corridorOf(item, data, law)),
    item.panel && h("p", { class: "course-assess-tag" }, item.panel),
    h("p", { class: "course-assess-note" }, item.kind === "path" ? "Key: worked out with the decision model, step by step." : `Key: ${data.status}.`),
    h("div", { class: "course-assess-buttons" },
      items.length > 1 && h("button", { type: "button", class: "course-assess-main", onclick: () => act.go(number + 1) },
        number + 1 < items.length ? "Next question" : "See how it went"),
      number > 0 && h("button", { type: "button", onclick: () => act.go(number - 1) }, "Previous question"),
      items.length === 1 && h("button", { type: "button", onclick: () => act.restart() }, "Answer it again")));
}

// Together -----------------------------------------------------------------------------------------------------------

/** What keeps an answer from being committed, as a sentence; empty if nothing does. */
function missing(item, given) {
  const ready = standing(item, given.answer) === "answered";
  if (ready && given.confidence) return "";
  if (ready) return "Say how sure you are, then commit.";
  return given.confidence ? `${ASKED[item.kind]}, then commit.` : `${ASKED[item.kind]} and say how sure you are, then commit.`;
}

/** Plays the questions in model's data; an item of a mixed set names its own nation and day. */
export function render({ model, el }) {
  const data = model.get("data"), items = data.items;
  const law = () => ({ ...lawOf(model), records: { ...lawOf(model).records, ...data.records } });
  const place = h("div", { class: "course-assess" }), live = h("p", { class: "course-assess-live", role: "status" });
  const drafts = {}, warned = {}; // what was written and looks real stays here until it is committed, and goes into no state before
  let drawn = "", goTo = "";
  const stored = () => fittingAll(model.get("state"), items);
  const now = () => { const state = stored(); for (const [id, answer] of Object.entries(drafts)) state.answers[id].answer = answer; return state; };

  const save = (state, target = "") => { goTo = target; model.set("state", state); model.save_changes(); draw(); };
  const changed = (item, change) => { const state = stored(); return { ...state, answers: { ...state.answers, [item.id]: { ...state.answers[item.id], ...change } } }; };
  const real = (item, answer) => (item.kind === "written" && answer ? lookingReal(answer, [item.story, item.asks]) : []);
  const act = {
    set: (item, change) => { live.textContent = ""; save(changed(item, change)); },
    answer: (item, answer) => {
      if (real(item, answer).length) { drafts[item.id] = answer; act.set(item, { answer: null }); } else { delete drafts[item.id]; act.set(item, { answer }); }
    },
    go: (at) => save({ ...stored(), at }, ".course-assess-heading"),
    restart: () => { Object.keys(drafts).forEach((id) => delete drafts[id]); drawn = ""; save({ answers: {}, at: 0 }, ".course-assess-heading"); },
    commit: (item) => {
      const given = now().answers[item.id], lacks = missing(item, given), found = real(item, given.answer);
      if (!lacks && (!found.length || warned[item.id] === given.answer)) {
        delete drafts[item.id];
        return save(changed(item, { answer: given.answer, committed: true }), ".course-assess-verdict");
      }
      if (!lacks) warned[item.id] = given.answer;
      live.textContent = lacks || `This may be ${found[0].kind}: ${found[0].found}. Take it out. If it is invented, commit again.`;
      place.querySelector(standing(item, given.answer) === "answered" ? SURENESS : QUESTION)?.focus();
      return null;
    },
  };

  function view(state) {
    if (state.at === items.length) return outcomeView(state, items, act, data.status);
    const item = items[state.at], given = state.answers[item.id];
    return given.committed ? feedbackView(item, state.at, items, given, act, data, law()) : questionView(item, state.at, items, given, act);
  }

  // Redrawn only when something else is to be seen: a choice on its own must not move the keyboard from where it is.
  function draw() {
    const state = now(), given = state.answers[items[state.at]?.id];
    const shows = JSON.stringify([state.at, given ? given.committed : state.answers]);
    if (given?.committed && !lawOf(model)) {
      loaded("law").then(draw, () => { live.textContent = "What follows could not be loaded. Check your connection, then commit again."; });
      return;
    }
    if (shows !== drawn) {
      drawn = shows;
      live.textContent = "";
      place.replaceChildren(view(state));
    }
    const target = goTo && place.querySelector(goTo);
    goTo = "";
    if (target) focus(target);
  }

  el.append(place, live);
  model.on("change:state", draw);
  draw();
}

export default { render, connect };
