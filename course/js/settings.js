// Where a walk starts, and what its state looks like: plain data that Python can read, and that an older page may have left.
import { h } from "./dom.js";
import { complain, field, buttons, radios, valueOf } from "./form.js";
import { NATION, byId } from "./words.js";

const VIEWS = ["start", "question", "answers", "commit", "corridor", "restart"];
const ROLE = { school: "The school", police: "The police" };
const NUMBERS = { 1: "One child", 2: "Two children", 3: "Three children", 4: "Four children" };
const day = (text) => (/^\d{4}-\d{2}-\d{2}$/.test(text ?? "") && !Number.isNaN(Date.parse(text)) ? text : null);

/** Today by the reader's clock, as "2026-11-21". */
export function today() {
  const now = new Date(), two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

function fittingFacts(law, about, given) {
  const kept = law.facts.filter((fact) => fact.about === about && fact.values.includes(given?.[fact.id]));
  return Object.fromEntries(kept.map((fact) => [fact.id, given[fact.id]]));
}

/** The state as far as it fits this model and these settings; what does not fit is dropped. */
export function fitting(state, law) {
  const was = state?.settings ?? {}, number = Number(was.children);
  const settings = {
    role: was.role in ROLE ? was.role : null, nation: was.nation in NATION ? was.nation : null,
    on: day(was.on), conduct: day(was.conduct), children: NUMBERS[number] ? number : null,
  };
  const ids = [..."ABCD"].slice(0, settings.children ?? 1);
  const facts = { incident: fittingFacts(law, "incident", state?.facts?.incident),
    children: ids.map((id) => ({ id, ...fittingFacts(law, "child", byId(state?.facts?.children ?? [], id)) })) };
  const exists = (name) => {
    const [owner, fact] = String(name).split(".");
    return byId(law.facts, fact)?.about === (owner === "incident" ? "incident" : ids.includes(owner) && "child");
  };
  const ready = settings.role && settings.nation && settings.on && settings.children;
  return {
    settings, facts,
    skipped: (state?.skipped ?? []).filter((name) => exists(name) && valueIn(facts, name) === null),
    path: (state?.path ?? []).filter(exists),
    whys: Object.fromEntries(Object.entries(state?.whys ?? {}).filter(([name]) => exists(name))),
    commit: state?.commit ?? {},
    view: !ready ? "start" : VIEWS.includes(state?.view) ? state.view : "question",
    at: exists(state?.at) ? state.at : null,
  };
}

/** The value of "A.age" or "incident.adult" in the facts, or null while it is not known. */
export function valueIn(facts, name) {
  const [owner, fact] = name.split(".");
  return (owner === "incident" ? facts.incident : byId(facts.children, owner))[fact] ?? null;
}

/** The facts with one value set, or taken out if the value is null; the facts given are left as they are. */
export function withValue(facts, name, value) {
  const [owner, fact] = name.split(".");
  const change = ({ [fact]: _, ...rest }) => (value === null ? rest : { ...rest, [fact]: value });
  return owner === "incident" ? { ...facts, incident: change(facts.incident) }
    : { ...facts, children: facts.children.map((child) => (child.id === owner ? change(child) : child)) };
}

function mistakes({ role, nation, on, conduct, children }, typedConduct) {
  return Object.fromEntries(Object.entries({
    role: !role && "Choose whose decision it is.", nation: !nation && "Choose a nation.",
    children: !children && "Choose how many children are involved.",
    on: !on && "Enter a full date for the decision, such as 21 11 2026.",
    conduct: (typedConduct && !conduct && "Enter a full date, or leave it empty.")
      || (conduct && on && conduct > on && "It cannot have happened after the decision. Change one of the two dates."),
  }).filter(([, sentence]) => sentence));
}

/** The first view: whose chair, which nation, which days, how many children. done gets the settings. */
export function startView(state, { done, announce }) {
  const { role, nation, on, conduct, children } = state.settings;
  const form = h("form", { class: "course-form", novalidate: true },
    h("h3", { class: "course-heading", "data-focus": true }, "Set the scene"),
    radios({ name: "role", legend: "Whose decision is it?", choices: Object.entries(ROLE), chosen: role }),
    radios({ name: "nation", legend: "Where?", hint: "Each nation has its own guidance. Where no source is held, the walk says so.",
      choices: Object.entries(NATION), chosen: nation }),
    radios({ name: "children", legend: "How many children are involved?", hint: "Think of them as child A, child B and so on. Each child is looked at alone.",
      choices: Object.entries(NUMBERS), chosen: children && String(children) }),
    field({ name: "on", label: "When is it decided?", type: "date", value: on ?? today(), hint: "The guidance of this day is used." }),
    field({ name: "conduct", label: "When did it happen? (optional)", type: "date", value: conduct ?? "",
      hint: "The law of this day decides what was an offence. If it is empty, the day of the decision is used." }),
    buttons([state.path.length ? "Save and go on" : "Start"]));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const read = (name) => valueOf(form, name), badDay = form.querySelector("[data-name=conduct]").validity.badInput;
    const settings = { role: read("role"), nation: read("nation"), on: day(read("on")), conduct: day(read("conduct")), children: Number(read("children")) || null };
    const wrong = mistakes(settings, badDay || read("conduct"));
    const said = complain(form, wrong);
    if (said) announce(said);
    else done(settings);
  });
  return form;
}
