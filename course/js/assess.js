// Questions: commit first, then see. Everything the reader did is in the state; how sure they were never enters a mark.
import { h, focus, freshId } from "./dom.js";
import { readCase, decide } from "./decide.js";
import { corridorView, sourceView } from "./corridor.js";

const SURE = { sure: "Sure", fairly_sure: "Fairly sure", not_sure: "Not sure" };
const WORDS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"];
const count = (number, one, many) => `${WORDS[number] ?? number} ${number === 1 ? one : many}`;

/** The state as far as it fits these questions: what an older version of the set left behind is dropped. */
export function fitting(state, items) {
  const answers = {};
  for (const item of items) {
    const given = state?.answers?.[item.id] ?? {};
    const option = item.options.some((o) => o.id === given.option) ? given.option : null;
    const confidence = given.confidence in SURE ? given.confidence : null;
    answers[item.id] = { option, confidence, committed: given.committed === true && option !== null && confidence !== null };
  }
  const last = items.length === 1 ? 0 : items.length;
  return { answers, at: Number.isInteger(state?.at) ? Math.min(Math.max(state.at, 0), last) : 0 };
}

/** What the reader chose in the questions that they have committed to. */
function committed(state, items) {
  return items.map((item, number) => ({ item, number, given: state.answers[item.id] })).filter(({ given }) => given.committed)
    .map((answer) => ({ ...answer, option: answer.item.options.find((o) => o.id === answer.given.option) }));
}

// One question -------------------------------------------------------------------------------------------------------

function asked(item, number, items) {
  return [
    h("h3", { class: "course-assess-heading" }, items.length > 1 ? `Question ${number + 1} of ${items.length}` : "Question"),
    item.story && h("p", { class: "course-assess-story" }, item.story),
  ];
}

function radios(legend, part, choices, chosen, change) {
  const name = freshId(part);
  return h("fieldset", { class: `course-assess-${part}` }, h("legend", {}, legend), choices.map(([value, says]) => {
    const id = freshId(part);
    return h("div", { class: "course-assess-choice" },
      h("input", { type: "radio", id, name, value, "data-part": part, checked: value === chosen, onchange: () => change(part, value) }),
      h("label", { for: id }, says));
  }));
}

function questionView(item, number, items, given, act) {
  const single = items.length === 1;
  return h("form", { class: "course-assess-question", novalidate: true, onsubmit: (event) => { event.preventDefault(); act.commit(item); } },
    asked(item, number, items),
    radios(item.asks, "option", item.options.map((o) => [o.id, o.says]), given.option, (part, value) => act.choose(item, part, value)),
    radios("How sure are you?", "confidence", Object.entries(SURE), given.confidence, (part, value) => act.choose(item, part, value)),
    h("div", { class: "course-assess-buttons" },
      h("button", { type: "submit", class: "course-assess-main" }, "Commit, then see"),
      number > 0 && h("button", { type: "button", onclick: () => act.go(number - 1) }, "Previous question"),
      !single && h("button", { type: "button", onclick: () => act.go(number + 1) }, number + 1 < items.length ? "Skip this question" : "Skip to the end")));
}

// What is seen after committing --------------------------------------------------------------------------------------

function sources(law, ids) {
  return h("ul", { class: "course-assess-sources" }, ids.map((id) => h("li", {}, sourceView(law, id))));
}

function folded(summary, fill) {
  const inside = h("div", {});
  const open = h("details", { ontoggle: () => { if (open.open && !inside.childNodes.length) inside.append(fill()); } }, h("summary", {}, summary), inside);
  return open;
}

function reason(option, law, open) {
  return [
    h("p", {}, option.feedback),
    open ? [h("p", { class: "course-assess-label" }, "Sources"), sources(law, option.records)]
      : folded(`Sources: ${option.records.join(", ")}`, () => sources(law, option.records)),
  ];
}

function corridorOf(item, data, law) {
  const { role, conduct, ...facts } = item.case;
  const answer = decide(law, readCase(law, facts), { nation: item.nation ?? data.nation, role, on: item.on ?? data.on, conduct });
  return corridorView(law, answer);
}

function feedbackView(item, number, items, given, act, data, law) {
  const chosen = item.options.find((o) => o.id === given.option), others = item.options.filter((o) => o !== chosen);
  return h("div", { class: "course-assess-feedback" },
    asked(item, number, items),
    h("p", { class: "course-assess-asks" }, item.asks),
    h("section", { class: `course-assess-chosen course-assess-${chosen.tone}` },
      h("h4", { class: "course-assess-verdict" }, `Your answer: ${chosen.verdict}`),
      h("p", { class: "course-assess-says" }, chosen.says), reason(chosen, law, true),
      h("p", { class: "course-assess-note" }, `You said: ${SURE[given.confidence].toLowerCase()}.`)),
    h("h4", {}, "The other answers"),
    h("ul", { class: "course-assess-others" }, others.map((o) => h("li", { class: `course-assess-${o.tone}` },
      h("p", { class: "course-assess-says" }, o.says), h("p", { class: "course-assess-tag" }, `${o.verdict}.`), reason(o, law, false)))),
    item.case && folded("The whole corridor for these facts", () => corridorOf(item, data, law)),
    h("p", { class: "course-assess-note" }, `Key: ${data.status}.`),
    h("div", { class: "course-assess-buttons" },
      items.length > 1 && h("button", { type: "button", class: "course-assess-main", onclick: () => act.go(number + 1) },
        number + 1 < items.length ? "Next question" : "See how it went"),
      number > 0 && h("button", { type: "button", onclick: () => act.go(number - 1) }, "Previous question"),
      items.length === 1 && h("button", { type: "button", onclick: () => act.restart() }, "Answer it again")));
}

// The end ------------------------------------------------------------------------------------------------------------

function questionLinks(answers, act) {
  return h("ul", { class: "course-assess-links" }, answers.map(({ number }) =>
    h("li", {}, h("button", { type: "button", onclick: () => act.go(number) }, `Question ${number + 1}`))));
}

function calibration(answers) {
  const rows = Object.entries(SURE).map(([id, says]) => {
    const these = answers.filter(({ given, option }) => given.confidence === id && option.credit !== null);
    return h("tr", {}, h("th", { scope: "row" }, says), h("td", {}, these.length), h("td", {}, these.filter(({ option }) => option.credit === 1).length));
  });
  return h("table", { class: "course-assess-calibration" },
    h("caption", {}, "Answers by how sure you were"),
    h("thead", {}, h("tr", {}, ["You said", "Answers", "Of these, fully in line"].map((t) => h("th", { scope: "col" }, t)))), h("tbody", {}, rows));
}

function directions(answers, act) {
  const missed = answers.filter(({ option }) => option.direction === "missed_protection");
  const needless = answers.filter(({ option }) => option.direction === "needless_criminalisation");
  return [
    h("h4", {}, "Two different mistakes, counted apart"),
    h("p", {}, `${count(missed.length, "answer misses", "answers miss")} protection that a child needs.`), missed.length > 0 && questionLinks(missed, act),
    h("p", {}, `${count(needless.length, "answer criminalises", "answers criminalise")} a child needlessly.`), needless.length > 0 && questionLinks(needless, act),
    h("p", { class: "course-assess-note" }, "One does not make up for the other. A few questions cannot show which way a person leans."),
  ];
}

function endView(state, items, act, data) {
  const answers = committed(state, items), open = items.map((item, number) => ({ item, number })).filter(({ item }) => !state.answers[item.id].committed);
  const full = answers.filter(({ option }) => option.credit === 1).length, part = answers.filter(({ option }) => option.credit > 0 && option.credit < 1).length;
  const beside = answers.filter(({ option }) => option.tone === "out");
  const surprised = answers.filter(({ given, option }) => given.confidence === "sure" && option.credit === 0);
  return h("div", { class: "course-assess-end" },
    h("h3", { class: "course-assess-heading" }, "How it went"),
    h("p", {}, `You answered ${answers.length} of ${items.length} questions.`,
      answers.length > 0 && ` ${count(full, "answer is", "answers are")} inside the corridor or in line with the sources. ${count(part, "more is", "more are")} partly so.`),
    open.length > 0 && [h("p", {}, "Not answered yet:"), questionLinks(open, act)],
    answers.length > 0 && [
      directions(answers, act),
      beside.length > 0 && [h("p", {}, `${count(beside.length, "other answer is", "other answers are")} not in line with the sources.`), questionLinks(beside, act)],
      h("h4", {}, "How sure you were"), calibration(answers),
      surprised.length > 0 && [h("p", {}, "You were sure here, and the sources say something else. Read these again first."), questionLinks(surprised, act)],
      h("p", { class: "course-assess-note" }, "This is shown to you only. How sure you were never changes a mark."),
    ],
    h("p", { class: "course-assess-note" }, `Key: ${data.status}.`),
    h("div", { class: "course-assess-buttons" },
      h("button", { type: "button", class: "course-assess-main", onclick: () => act.restart() }, "Start again"),
      h("button", { type: "button", onclick: () => act.go(items.length - 1) }, "Back to the questions")));
}

// Together -----------------------------------------------------------------------------------------------------------

/** Plays the questions in model's data; an item of a mixed set names its own nation and day. */
export function render({ model, el }) {
  const data = model.get("data"), items = data.items;
  const law = { ...model.get("law"), records: { ...model.get("law").records, ...data.records } };
  const place = h("div", { class: "course-assess" }), live = h("p", { class: "course-assess-live", role: "status" });
  const now = () => fitting(model.get("state"), items);
  let drawn = "", goTo = "";

  const save = (state, target = "") => { goTo = target; model.set("state", state); model.save_changes(); draw(); };
  const answer = (item, change) => { const state = now(); return { ...state, answers: { ...state.answers, [item.id]: { ...state.answers[item.id], ...change } } }; };
  const act = {
    choose: (item, part, value) => { live.textContent = ""; save(answer(item, { [part]: value })); },
    go: (at) => save({ ...now(), at }, ".course-assess-heading"),
    restart: () => save({ answers: {}, at: 0 }, ".course-assess-heading"),
    commit: (item) => {
      const { option, confidence } = now().answers[item.id];
      if (option && confidence) return save(answer(item, { committed: true }), ".course-assess-verdict");
      live.textContent = option ? "Say how sure you are, then commit." : confidence ? "Choose an answer, then commit." : "Choose an answer and say how sure you are, then commit.";
      place.querySelector(`input[data-part=${option ? "confidence" : "option"}]`).focus();
    },
  };

  function view(state) {
    if (state.at === items.length) return endView(state, items, act, data);
    const item = items[state.at], given = state.answers[item.id];
    return given.committed ? feedbackView(item, state.at, items, given, act, data, law) : questionView(item, state.at, items, given, act);
  }

  // Redrawn only when something else is to be seen: a choice on its own must not move the keyboard from its radio button.
  function draw() {
    const state = now(), given = state.answers[items[state.at]?.id];
    const shows = JSON.stringify([state.at, given ? given.committed && given : state.answers]);
    if (shows !== drawn) {
      drawn = shows;
      live.textContent = "";
      place.replaceChildren(view(state));
    }
    place.querySelectorAll("input[type=radio]").forEach((radio) => { radio.checked = given[radio.dataset.part] === radio.value; });
    const target = goTo && place.querySelector(goTo);
    goTo = "";
    if (target) focus(target);
  }

  el.append(place, live);
  model.on("change:state", draw);
  draw();
}

export default { render };
