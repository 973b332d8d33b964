// The same case on any day: choose a case, a nation and a day; then step from change to change.
import { h, focus } from "./dom.js";
import { readCase, decide } from "./decide.js";
import { comparison } from "./comparison.js";
import { buttons, complain, field, radios, valueOf } from "./form.js";
import { today } from "./settings.js";
import { GRADE, NATION, NOTICE, byId, dayInWords } from "./words.js";

const day = (text) => (/^\d{4}-\d{2}-\d{2}$/.test(text ?? "") && !Number.isNaN(Date.parse(text)) ? text : null);

const factsOf = (named) => ({ incident: named.incident, children: named.children });

/** What is compared for a case on a day; it is taken to have happened and to have been decided on that day. */
export function partsOn(law, named, nation, on) {
  return comparison(law, decide(law, readCase(law, factsOf(named)), { nation, role: "police", on, conduct: on }));
}

/** The periods in which a case is answered alike: [{from, to, parts}], to being the first day of the next, or "". */
export function periods(law, named, nation, days) {
  const found = [];
  for (const from of days) {
    const parts = partsOn(law, named, nation, from);
    if (JSON.stringify(found.at(-1)?.parts) !== JSON.stringify(parts)) found.push({ from, to: "", parts });
  }
  return found.map((period, i) => ({ ...period, to: found[i + 1]?.from ?? "" }));
}

function fitting(state, data) {
  const was = state?.settings ?? {};
  return { settings: { case: byId(data.cases, was.case) ? was.case : data.cases[0].id, nation: was.nation in NATION ? was.nation : "england", on: day(was.on) ?? today() },
    view: state?.view === "shown" ? "shown" : "start" };
}

function dayBefore(text) {
  return new Date(Date.parse(text) - 86400000).toISOString().slice(0, 10);
}

function when({ from, to }, first) {
  const until = to ? `until ${dayInWords(dayBefore(to))}` : "until now";
  return first ? `Alike ${until}, as far back as the replay goes.` : `Alike from ${dayInWords(from)} ${until}.`;
}

function startView(data, { settings }, act) {
  const form = h("form", { class: "course-form", novalidate: true },
    h("h3", { class: "course-heading", "data-focus": true }, "Choose a case and a day"),
    radios({ name: "case", legend: "Which case?", choices: data.cases.map((c) => [c.id, c.title]), chosen: settings.case }),
    radios({ name: "nation", legend: "Where?", choices: Object.entries(NATION), chosen: settings.nation }),
    field({ name: "on", label: "On which day?", type: "date", value: settings.on, hint: "It is taken to have happened and to have been decided on that day." }),
    buttons(["Show this day"]));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = { case: valueOf(form, "case"), nation: valueOf(form, "nation"), on: day(valueOf(form, "on")) };
    if (given.on) act.show(given);
    else act.announce(complain(form, { on: "Enter a full date, such as 1 4 2019." }));
  });
  return form;
}

function sourceItem({ record, source, from, grade, practice }) {
  return h("li", {}, `${record}, ${source}${practice ? "; as practice was" : ""}. ${from ? `From ${dayInWords(from)}.` : "The start date is not held."} `,
    grade === "C" ? h("strong", {}, GRADE.C) : GRADE[grade]);
}

function lineView(line, before) {
  const changed = before && JSON.stringify(before.find((b) => b.title === line.title)?.says) !== JSON.stringify(line.says);
  return h("div", { class: `course-replay-line${changed ? " course-replay-changed" : ""}` },
    h("h5", {}, line.title, changed && h("span", { class: "course-chosen" }, "Changed here")),
    h("ul", {}, line.says.map((text) => h("li", {}, text))),
    line.sources.length > 0 && h("ul", { class: "course-meta course-replay-sources" }, line.sources.map(sourceItem)));
}

function shownView(data, law, state, act) {
  const { settings } = state, named = byId(data.cases, settings.case), found = periods(law, named, settings.nation, data.days[settings.nation]);
  const at = Math.max(0, found.findLastIndex((p) => p.from <= settings.on)), now = found[at], before = found[at - 1]?.parts;
  const move = (index) => () => act.show({ ...settings, on: found[index].from });
  return h("div", {},
    h("h3", { class: "course-heading", "data-focus": true }, `${named.title}, on ${dayInWords(settings.on)}`),
    h("p", {}, named.story),
    h("p", { class: "course-progress" }, `${NATION[settings.nation]}. ${when(now, at === 0)} Period ${at + 1} of ${found.length}.`),
    now.parts.map(({ part, lines }, i) => h("section", { class: "course-replay-part" }, h("h4", {}, part), lines.map((line) => lineView(line, before?.[i].lines)))),
    h("p", { class: "course-verdict" }, "No source held means that this course has none. It does not mean that nothing applied."),
    buttons(null, at > 0 && ["Earlier change", move(at - 1)], at < found.length - 1 && ["Later change", move(at + 1)], ["Choose another case or day", act.back]));
}

function render({ model, el }) {
  const data = model.get("data"), law = model.get("law"), now = () => fitting(model.get("state"), data);
  const place = h("div", { class: "course-place" }), live = h("p", { class: "course-hidden", role: "status" });
  const act = {
    announce: (text) => { live.textContent = text; },
    show: (settings) => save({ settings, view: "shown" }),
    back: () => save({ ...now(), view: "start" }),
  };
  function save(state) {
    model.set("state", state);
    model.save_changes();
    draw(true);
  }
  function draw(move) {
    const state = now();
    live.textContent = "";
    place.replaceChildren(state.view === "shown" ? shownView(data, law, state, act) : startView(data, state, act));
    if (move) focus(place.querySelector("[data-focus]"));
  }
  el.append(h("section", { class: "course-walk", "aria-label": "Replay" }, h("p", { class: "course-notice" }, NOTICE), place, live));
  draw(false);
}

export default { render };
