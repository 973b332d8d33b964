// What changed since a day: the reader says where, in which chair and since when; the list and a few questions follow.
import { h, focus } from "./dom.js";
import { localModel } from "./host.js";
import { render } from "./assess.js";
import { buttons, complain, field, radios, valueOf } from "./form.js";
import { GRADE, NATION, NOTICE, dayInWords } from "./words.js";

const ROLE = { school: "I work in a school", police: "I work for the police" };
const SAID = { starts: "Started", ends: "Ended", pending: "Enacted, not yet in force" };
const day = (text) => (/^\d{4}-\d{2}-\d{2}$/.test(text ?? "") && !Number.isNaN(Date.parse(text)) ? text : null);

/** The events from a day on, for a nation and a role; a rough date counts if any of it lies on or after that day. */
export function eventsSince(events, { since, nation, role }) {
  return events.filter((e) => e.nations.includes(nation) && e.roles.includes(role)
    && (e.change === "pending" || e.day >= since.slice(0, e.day.length)));
}

/** The questions whose records changed since a day, the latest change first; only those put to this role, or to both. */
export function questionsSince({ items, most }, { since, nation, role }) {
  return items.filter((i) => i.nation === nation && (!i.case || i.case.role === role) && i.changed && i.changed >= since.slice(0, i.changed.length))
    .sort((a, b) => (a.changed < b.changed) - (a.changed > b.changed)).slice(0, most);
}

function fitting(state) {
  const was = state?.settings ?? {};
  const settings = { role: was.role in ROLE ? was.role : null, nation: was.nation in NATION ? was.nation : null, since: day(was.since) };
  const ready = settings.role && settings.nation && settings.since;
  return { settings, view: ready && state.view === "list" ? "list" : "start", quiz: state?.quiz ?? {} };
}

function startView({ settings }, act) {
  const form = h("form", { class: "course-form", novalidate: true },
    h("h3", { class: "course-heading", "data-focus": true }, "Since when?"),
    radios({ name: "role", legend: "Whose work do you do?", choices: Object.entries(ROLE), chosen: settings.role }),
    radios({ name: "nation", legend: "Where?", choices: Object.entries(NATION), chosen: settings.nation }),
    field({ name: "since", label: "When did you last train?", type: "date", value: settings.since ?? "", hint: "A rough day is enough, such as 1 9 2019." }),
    buttons(["Show what changed"]));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = { role: valueOf(form, "role"), nation: valueOf(form, "nation"), since: day(valueOf(form, "since")) };
    const wrong = Object.entries({ role: "Choose whose work you do.", nation: "Choose a nation.", since: "Enter a full date, such as 1 9 2019." })
      .filter(([name]) => !given[name]);
    if (wrong.length) act.announce(complain(form, Object.fromEntries(wrong)));
    else act.show(given);
  });
  return form;
}

function eventView(event) {
  const rests = event.kind === "rule" ? `Rule ${event.id}, on ${event.records.join(", ")}. ` : `${event.id}. `;
  return h("li", {}, h("p", {}, h("strong", {}, `${SAID[event.change]}${event.day ? ` ${event.day.length < 10 ? "in" : "on"} ${dayInWords(event.day)}` : ""}. `), event.says),
    h("p", { class: "course-meta" }, rests, event.grade === "C" ? h("strong", {}, GRADE.C) : GRADE[event.grade]));
}

function yearsView(events) {
  const years = [...new Set(events.filter((e) => e.change !== "pending").map((e) => e.day.slice(0, 4)))].sort().reverse();
  const part = (title, list) => list.length > 0 && h("section", {}, h("h4", {}, title), h("ul", { class: "course-events" }, list.map(eventView)));
  const kinds = (list) => [["In the rules of this course", list.filter((e) => e.kind === "rule")], ["In law, guidance and codes", list.filter((e) => e.kind === "record")]];
  return [part(SAID.pending, events.filter((e) => e.change === "pending")),
    years.map((year) => h("details", { class: "course-fold", open: year === years[0] }, h("summary", {}, year),
      kinds(events.filter((e) => e.change !== "pending" && e.day.startsWith(year)).reverse()).map(([title, list]) => part(title, list))))];
}

function quizView(data, law, state, act) {
  const items = questionsSince(data.questions, state.settings), el = h("div", {});
  if (!items.length) return h("p", {}, "No question of this course rests on a record that changed since then, for your nation and chair.");
  const own = { data: { ...data.questions, items }, law, state: state.quiz };
  render({ model: localModel(own, (now) => act.keep(now.state)), el });
  return [h("p", {}, "Each rests on a record that started or ended since then."), el];
}

function listView(data, law, state, act) {
  const { settings } = state, events = eventsSince(data.events, settings), dated = events.filter((e) => e.change !== "pending").length;
  return h("div", {},
    h("h3", { class: "course-heading", "data-focus": true }, `Since ${dayInWords(settings.since)}`),
    h("p", {}, `${NATION[settings.nation]}, ${settings.role}: ${dated} ${dated === 1 ? "change" : "changes"} that a record held here dates.`),
    !dated && h("p", { class: "course-note" }, "No source held here dates a change since then. That does not mean that nothing changed. Ask your local procedure."),
    yearsView(events),
    h("section", { class: "course-changed-quiz" }, h("h4", {}, "Five minutes of questions"), quizView(data, law, state, act)),
    buttons(null, ["Choose another day, nation or chair", act.back]));
}

/** The data with the text of each event, which a page of the book has once, in its twin. */
function told(data, twin) {
  return { ...data, events: data.events.map((event, number) => ({ says: twin?.querySelector(`[data-event="${number}"]`)?.textContent, ...event })) };
}

function mount({ model, el }) {
  const data = told(model.get("data"), model.get("twin")), law = model.get("law"), now = () => fitting(model.get("state"));
  const place = h("div", { class: "course-place" }), live = h("p", { class: "course-hidden", role: "status" });
  const save = (state) => { model.set("state", state); model.save_changes(); };
  const act = {
    announce: (text) => { live.textContent = text; },
    show: (settings) => { save({ settings, view: "list", quiz: {} }); draw(true); },
    back: () => { save({ ...now(), view: "start" }); draw(true); },
    keep: (quiz) => save({ ...now(), quiz }),
  };
  function draw(move) {
    const state = now();
    live.textContent = "";
    place.replaceChildren(state.view === "list" ? listView(data, law, state, act) : startView(state, act));
    const target = move && place.querySelector("[data-focus]");
    if (target) focus(target);
  }
  el.append(h("section", { class: "course-walk course-changed-live", "aria-label": "What changed since you trained" }, h("p", { class: "course-notice" }, NOTICE), place, live));
  draw(false);
}

export default { render: mount };
