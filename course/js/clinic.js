// A writing clinic: write, commit, mark yourself, then see what the reader still needs and one worked example.
import { h, focus, freshId } from "./dom.js";
import { readCase, decide } from "./decide.js";
import { sourceView } from "./corridor.js";
import { buttons, radios } from "./form.js";
import { differencesBetween } from "./whatif.js";
import { NOTICE, inNation, byId, questionWords, unique } from "./words.js";
import { lookingReal } from "./warning.js";

const VIEWS = ["write", "mark", "compare"], MARKS = { no: "No", partly: "Partly", yes: "Yes" }, PAUSE = 400;
const OWN = "This course's own advice.";

/** The state as far as it fits this clinic. */
export function fitting(state, data) {
  const text = String(state?.text ?? "").slice(0, data.most), names = [...data.facts.map((f) => f.name), ...data.ticks.map((t) => t.id)];
  return { text, invented: (state?.invented ?? []).map(String), ticked: (state?.ticked ?? []).filter((name) => names.includes(name)),
    marks: data.rubric.map((_, i) => (state?.marks?.[i] in MARKS ? state.marks[i] : null)), view: text.trim() && VIEWS.includes(state?.view) ? state.view : "write" };
}

// What the reader of the text can decide on -------------------------------------------------------------------------------

function answerOn(data, law, told) {
  const pick = (owner, facts) => Object.fromEntries(Object.entries(facts).filter(([fact]) => fact === "id" || told.includes(`${owner}.${fact}`)));
  const facts = { incident: pick("incident", data.incident), children: data.children.map((child) => pick(child.id, child)) };
  return decide(law, readCase(law, facts), { nation: data.nation, role: data.role, on: data.on });
}

const openIn = (answer) => unique([answer.incident, ...answer.children].flatMap((part) => Object.values(part.ladders).flatMap((corridor) => corridor.open)));

/** What a text that tells these facts leaves the reader with: {missing, idle, unknown: names, changes: sentences}. */
export function leftWith(data, model, told) {
  const law = inNation(model, data.nation), known = [["incident", data.incident], ...data.children.map((child) => [child.id, child])]
    .flatMap(([owner, facts]) => Object.keys(facts).filter((fact) => fact !== "id").map((fact) => `${owner}.${fact}`));
  const listed = data.facts.map((fact) => fact.name), beside = known.filter((name) => !listed.includes(name));
  const now = answerOn(data, law, [...told, ...beside]), whole = answerOn(data, law, known), open = openIn(now), untold = listed.filter((name) => !told.includes(name));
  return { missing: untold.filter((name) => open.includes(name)), idle: untold.filter((name) => !open.includes(name)), unknown: openIn(whole).filter((name) => data.writer in byId(law.facts, name.split(".")[1]).ask), changes: differencesBetween(law, now, whole) };
}

// Parts --------------------------------------------------------------------------------------------------------------

const list = (items, attributes = {}) => h("ul", attributes, items.map((item) => h("li", {}, item)));
const folded = (summary, ...inside) => h("details", { class: "course-fold" }, h("summary", {}, summary), inside);

const reason = (part) => (part.records.length ? part.because : `${part.because} ${OWN}`);
const sources = (part, law) => folded(`Source ${part.records.join(", ")}`, part.records.map((id) => sourceView(law, id)));
const because = (part, law) => [h("p", { class: "course-meta" }, reason(part)), part.records.length > 0 && sources(part, law)];

function caseView(data) {
  return [h("p", { class: "course-label" }, "The case"), data.story.map((text) => h("p", {}, text))];
}

function box(name, says, checked, change) {
  const id = freshId("tick");
  return h("div", { class: "course-choice" }, h("input", { type: "checkbox", id, value: name, checked, onchange: (event) => change(name, event.target.checked) }), h("label", { for: id }, says));
}

// Writing ------------------------------------------------------------------------------------------------------------

function writeView(data, state, act) {
  const id = freshId("text"), warning = h("div", { class: "course-warning", role: "status" });
  const area = h("textarea", { id, rows: 14, maxlength: data.most, autocomplete: "off", "aria-describedby": `${id}-hint ${id}-error` }, act.draft() ?? state.text);
  const error = h("p", { class: "course-error", id: `${id}-error`, hidden: true });
  let waiting = null, shown = "";
  const settle = () => {
    clearTimeout(waiting);
    const found = act.write(area.value), now = JSON.stringify(found);
    if (now !== shown) warning.replaceChildren(...warningParts(found, () => { act.invented(found); settle(); area.focus(); }));
    shown = now;
    return found.length === 0;
  };
  area.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(settle, PAUSE); });
  area.addEventListener("change", settle);
  const commit = (event) => {
    event.preventDefault();
    const wrong = !area.value.trim() ? "Write something first. Short is fine." : !settle() && "Take out what looks real, or say that it is invented. Then commit.";
    error.textContent = wrong || "";
    error.hidden = !wrong;
    if (wrong) area.focus();
    else act.go("mark");
  };
  const form = h("form", { class: "course-form", novalidate: true, onsubmit: commit },
    h("h3", { class: "course-heading", "data-focus": true }, data.title), caseView(data),
    h("div", { class: "course-field" }, h("label", { for: id }, data.task),
      h("p", { class: "course-hint", id: `${id}-hint` }, `At most ${data.most} characters. Invented people only. It stays in this page; it is kept on this device only if you turned remembering on.`), error, area),
    warning, buttons(["Commit, then mark it"]));
  if (area.value) settle();
  return form;
}

function warningParts(found, keep) {
  if (!found.length) return [];
  return [h("p", {}, h("strong", {}, "This looks real. What you wrote since is not kept.")),
    list(found.map(({ kind, found: words }) => [`This may be ${kind}: `, h("q", {}, words)])),
    h("p", { class: "course-meta" }, "It is a warning and no guarantee. It does not find everything, and it can be wrong."),
    buttons(null, [found.length === 1 ? "It is invented. Keep it" : "They are invented. Keep them", keep])];
}

// Marking ------------------------------------------------------------------------------------------------------------

const ownText = (text) => h("div", { class: "course-own" }, h("h4", {}, "Your text"), h("p", { class: "course-written" }, text));

function markView(data, law, state, act) {
  const rows = data.rubric.map((row, i) => {
    const set = radios({ name: `row-${i}`, legend: row.asks, hint: reason(row), choices: Object.entries(MARKS), chosen: state.marks[i] });
    set.addEventListener("change", (event) => act.mark(i, event.target.value));
    if (row.records.length) set.append(sources(row, law));
    return set;
  });
  const ticked = (entry) => box(entry.name ?? entry.id, entry.says, state.ticked.includes(entry.name ?? entry.id), act.tick);
  return h("form", { class: "course-form", novalidate: true, onsubmit: (event) => { event.preventDefault(); act.go("compare"); } },
    h("h3", { class: "course-heading", "data-focus": true }, "Mark your own text"), ownText(state.text),
    h("p", {}, "Nobody else marks it, and the marks are not added up."), rows,
    h("fieldset", { class: "course-question" }, h("legend", {}, "Tick what your text says"), data.facts.map(ticked), data.ticks.map(ticked)),
    buttons(["See what the reader still needs"], ["Back to writing", () => act.go("write")]));
}

// Comparing ----------------------------------------------------------------------------------------------------------

function readerView(data, law, state) {
  if (!data.role) return null;
  const left = leftWith(data, law, state.ticked), words = (names) => list(data.facts.filter((f) => names.includes(f.name)).map((f) => f.says));
  return [h("p", {}, left.missing.length ? `You know this, and ${data.reader} still needs it:` : `Everything that you know and a decision still rests on reached ${data.reader}.`),
    left.missing.length > 0 && words(left.missing),
    left.changes.length > 0 && folded("What it would change for the reader", list(left.changes)),
    left.idle.length > 0 && folded(`You left this out, and nothing turns on it now (${left.idle.length})`, words(left.idle)),
    left.unknown.length > 0 && folded(`You do not know this either, and it matters. Does your text say so? (${left.unknown.length})`, list(left.unknown.map((name) => questionWords(law, name, data.writer))))];
}

function compareView(data, law, state, act) {
  const lacking = data.ticks.filter((t) => !t.out && !state.ticked.includes(t.id)), kept = data.ticks.filter((t) => t.out && state.ticked.includes(t.id));
  const mend = data.rubric.filter((_, i) => state.marks[i] !== "yes"), said = (part) => [h("p", {}, part.says ?? part.asks), because(part, law)];
  return h("div", {},
    h("h3", { class: "course-heading", "data-focus": true }, `What ${data.reader} got`), ownText(state.text), readerView(data, law, state),
    lacking.length > 0 && [h("p", {}, "Needed, and not in your text:"), list(lacking.map(said))],
    kept.length > 0 && [h("p", {}, "In your text, and better left out:"), list(kept.map(said))],
    !lacking.length && !kept.length && data.ticks.length > 0 && h("p", {}, "Nothing else is missing from the list, and nothing stands there that is better left out."),
    h("h4", {}, "To mend first"),
    mend.length ? list(mend.map((row) => [h("p", {}, row.asks, " ", h("span", { class: "course-meta" }, `You said: ${MARKS[state.marks[data.rubric.indexOf(row)]]?.toLowerCase() ?? "nothing yet"}.`)), because(row, law)]))
      : h("p", {}, "You said yes to every row. Ask a colleague to mark it too."),
    h("h4", {}, "One way to write it"), h("p", { class: "course-meta" }, "It is not the only one, and nobody has marked it."),
    h("blockquote", { class: "course-example" }, data.example.map((part) => [h("p", {}, part.head && h("strong", {}, `${part.head} `), part.says),
      part.records.length > 0 && sources(part, law)])),
    buttons(["Write it again", () => act.go("write")], ["Back to the marks", () => act.go("mark")], ["Start with an empty page", act.empty]));
}

function render({ model, el }) {
  const data = model.get("data"), shared = model.get("law"), law = { ...shared, records: { ...shared.records, ...data.records } };
  const place = h("div", { class: "course-place" }), now = () => fitting(model.get("state"), data), allowed = [...data.story, data.task, ...data.services];
  let draft = null; // what was written and looks real: it stays here, and goes into no state
  const save = (change) => { model.set("state", { ...now(), ...change }); model.save_changes(); };
  const act = {
    draft: () => draft,
    write: (text) => {
      const found = lookingReal(text, [...allowed, ...now().invented]);
      draft = found.length ? text : null;
      if (!found.length && text !== now().text) save({ text });
      return found;
    },
    invented: (found) => save({ invented: unique([...now().invented, ...found.map((f) => f.found)]) }),
    mark: (i, value) => save({ marks: now().marks.map((was, at) => (at === i ? value : was)) }),
    tick: (name, on) => save({ ticked: on ? unique([...now().ticked, name]) : now().ticked.filter((other) => other !== name) }),
    go: (view) => { save({ view }); draw(true); },
    empty: () => { draft = null; model.set("state", {}); model.save_changes(); draw(true); },
  };
  function draw(move) {
    const state = now(), view = { write: () => writeView(data, state, act), mark: () => markView(data, law, state, act), compare: () => compareView(data, law, state, act) };
    place.replaceChildren(view[state.view]());
    if (move) focus(place.querySelector("[data-focus]"));
  }
  el.append(h("section", { class: "course-walk", "aria-label": data.title }, h("p", { class: "course-notice" }, NOTICE), place));
  draw(false);
}

export default { render };
