// Drills: choose, then case after case: commit first, then see the corridor. The pool comes with a script of its own.
import { h, focus } from "./dom.js";
import { corridorView } from "./corridor.js";
import { NO_SOURCE, answerTo, caseOf, corridors, draw, fittingIds, judged, possible, shuffled } from "./draw.js";
import { byNeed, inWords, tally } from "./boxes.js";
import { buttons, complain, field, radios, valueOf } from "./form.js";
import { today } from "./settings.js";
import { NATION, NOTICE, byId, inNation, levelWords, upper } from "./words.js";

const TEN = 10, KEPT = 400, LARGEST = 4294967295;
const ROLE = { school: "The school", police: "The police" };
const HOW = { numbered: "Up to ten cases by number: the same for everyone who enters it", mine: "What I need most: topics that went wrong come first" };
const DIFFICULTY = { "": "Any", plain: "Plain: a short case, with a usual starting point", mixed: "Mixed: longer, or with more that is not known", hard: "Hard: longer, and with more that is not known" };
const SURE = { sure: "Sure", fairly_sure: "Fairly sure", not_sure: "Not sure" };
const PLACE = { in: "Inside the corridor.", below: "Less than the sources open here.", above: "More than the sources open here.", beside: "Not opened by these facts.",
  unheld: "No source is held here to compare it with. Your local procedure decides." };

function fitting(state, pool) {
  const was = state?.settings ?? {}, same = state?.version === pool.version, count = 2 * pool.cases.length;
  const settings = { role: was.role in ROLE ? was.role : null, nation: was.nation in NATION ? was.nation : null, how: was.how in HOW ? was.how : "numbered",
    difficulty: was.difficulty in DIFFICULTY ? was.difficulty : "", seed: Number.isInteger(was.seed) ? was.seed : Number(today().replaceAll("-", "")) };
  const ids = same ? (state.ids ?? []).filter((id) => Number.isInteger(id) && id >= 0 && id < count) : [];
  const view = ids.length && ["case", "seen", "end"].includes(state.view) ? state.view : "start";
  return { version: pool.version, settings, ids, at: Math.min(state?.at ?? 0, Math.max(0, ids.length - 1)), view, choices: state?.choices ?? {},
    log: (state?.log ?? []).filter((entry) => entry.could && typeof entry.topic === "string").slice(-KEPT) };
}

/** The cases of a drill, by number or by what the reader needs most. */
export function chosen(pool, { role, nation, difficulty, seed, how }, log, day) {
  const settings = { role, nation, difficulty: difficulty || null };
  if (how !== "mine") return draw(pool, seed, TEN, settings);
  const cases = shuffled(seed, fittingIds(pool, settings)).map((id) => {
    const [topic, ...levels] = pool.cases[id >> 1][1];
    return { id, topic: pool.facts[topic], level: levels[id & 1] };
  });
  return byNeed(cases, log, day).slice(0, TEN).map(({ id }) => id);
}

// Choosing ------------------------------------------------------------------------------------------------------------

function startView(state, pool, act) {
  const { role, nation, how, difficulty, seed } = state.settings;
  const form = h("form", { class: "course-form", novalidate: true },
    h("h3", { class: "course-heading", "data-focus": true }, "Choose your drill"),
    radios({ name: "role", legend: "Whose decision is it?", choices: Object.entries(ROLE), chosen: role }),
    radios({ name: "nation", legend: "Where?", choices: Object.entries(NATION), chosen: nation }),
    radios({ name: "difficulty", legend: "How hard?", choices: Object.entries(DIFFICULTY), chosen: difficulty }),
    radios({ name: "how", legend: "Which cases?", hint: "What you need most is known across days only if you turned remembering on.", choices: Object.entries(HOW), chosen: how }),
    field({ name: "seed", label: "Number of the drill", value: String(seed), hint: "Any whole number. A group that enters the same number and choices gets the same cases." }),
    buttons(["Start"], state.log.length > 0 && ["See how it went so far", () => act.go("end")]));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = Object.fromEntries(["role", "nation", "difficulty", "how", "seed"].map((name) => [name, valueOf(form, name)]));
    const settings = { ...given, seed: /^\d{1,10}$/.test(given.seed) && Number(given.seed) <= LARGEST ? Number(given.seed) : null };
    const none = settings.role && settings.nation && !fittingIds(pool, { role: settings.role, nation: settings.nation }).length;
    const few = settings.role && settings.nation && !none && !fittingIds(pool, { ...settings, difficulty: settings.difficulty || null }).length;
    const wrong = Object.fromEntries(Object.entries({
      role: !settings.role && "Choose whose decision it is.", difficulty: few && "There is no such case here. Choose another difficulty.",
      nation: (!settings.nation && "Choose a nation.") || (none && "No source is held here that gives such a case an answer. Choose another nation or chair."),
      seed: settings.seed === null && `Enter a whole number from 0 to ${LARGEST}.` }).filter(([, sentence]) => sentence));
    if (Object.keys(wrong).length) act.announce(complain(form, wrong));
    else act.start(settings);
  });
  return form;
}

// One case ------------------------------------------------------------------------------------------------------------

function heading(state, drill) {
  return [h("h3", { class: "course-heading", "data-focus": true }, `Case ${state.at + 1} of ${state.ids.length}`),
    h("p", { class: "course-progress" }, `${NATION[drill.nation]}. ${ROLE[drill.role]} decides. Case number ${drill.id}.`),
    h("p", { class: "course-drill-text" }, drill.text)];
}

/** A level in words, or what is chosen in place of one. */
const choiceWords = (pool, law, ladder, level) => upper(level === NO_SOURCE ? pool.no_source.choice : levelWords(law, ladder.id, level));

function caseView(state, pool, drill, law, act) {
  const form = h("form", { class: "course-form", novalidate: true }, heading(state, drill),
    corridors(law, drill, answerTo(law, drill)).map(({ ladder, choices }) => radios({ name: ladder.id, legend: ladder.question,
      choices: choices.map((level) => [level, choiceWords(pool, law, ladder, level)]), chosen: null })),
    radios({ name: "sure", legend: "How sure are you?", choices: Object.entries(SURE), chosen: null }),
    buttons(["Commit, then see"], ["Stop here", () => act.go("end")]));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = Object.fromEntries([...drill.asks, "sure"].map((name) => [name, valueOf(form, name)]));
    const wrong = Object.fromEntries(Object.keys(given).filter((name) => !given[name]).map((name) => [name, name === "sure" ? "Say how sure you are." : "Choose a level."]));
    if (Object.keys(wrong).length) act.announce(complain(form, wrong));
    else act.commit(given);
  });
  return form;
}

function verdictView(pool, law, drill, answer, { sure, ...choices }) {
  const { places, missed, needless } = judged(law, drill, answer, choices), asked = corridors(law, drill, answer);
  const unheld = asked.some(({ corridor }) => !corridor.options.length);
  return h("section", { class: "course-own course-drill-own" }, h("h4", {}, "Your choice"),
    h("ul", {}, asked.map(({ ladder }) => h("li", {}, h("strong", {}, `${ladder.title}: `),
      `${choiceWords(pool, law, ladder, choices[ladder.id])}. ${PLACE[places[ladder.id]]}`))),
    unheld && h("p", {}, pool.no_source.means),
    missed && h("p", {}, h("strong", {}, "Misses protection. "), "Sources require or expect more for a child here."),
    needless && h("p", {}, h("strong", {}, "Criminalises needlessly. "), "Nothing in these facts opens a response this strong."),
    !unheld && !missed && !needless && h("p", {}, "Neither of the two mistakes."),
    !unheld && !Object.values(possible(law, drill, answer)).includes(true) && h("p", {}, "Nothing that is told requires or rules out a level here. Ask what is not known first."),
    h("p", {}, `You said: ${(SURE[sure] ?? SURE.not_sure).toLowerCase()}.`));
}

function seenView(state, pool, drill, law, act) {
  const answer = answerTo(law, drill), fact = byId(law.facts, drill.differs_in), last = state.at + 1 >= state.ids.length;
  const { sure, ...choices } = state.choices, shown = Object.fromEntries(drill.asks.map((name) => [byId(law.ladders, name).about === "child" ? `A.${name}` : name, choices[name]]));
  return h("div", {}, heading(state, drill), verdictView(pool, law, drill, answer, state.choices),
    h("p", { class: "course-drill-fact" }, h("strong", {}, "What a look-alike case turns on: "), fact.ask[drill.role] ?? fact.ask.police ?? fact.ask.school),
    corridorView(law, answer, { chosen: shown }),
    buttons([last ? "See how it went" : "Next case", () => (last ? act.go("end") : act.next())], ["See its look-alike", () => act.lookAlike()], ["Stop here", () => act.go("end")]));
}

// How it went ---------------------------------------------------------------------------------------------------------

function mistakeView(title, { hits, n, ...range }) {
  return h("li", {}, h("strong", {}, `${title}: `), n ? `${hits} of ${n} drills in which that could happen. From so many drills, the true share may lie anywhere ${inWords({ ...range })}.`
    : "no drill so far in which that could happen.");
}

function endView(state, act) {
  const { missed, needless, enough, lean } = tally(state.log), cocksure = state.log.filter((entry) => entry.sure === "sure" && (entry.missed || entry.needless)).length;
  const said = { missed: "On these drills you lean towards missing protection.", needless: "On these drills you lean towards criminalising needlessly." };
  return h("div", {}, h("h3", { class: "course-heading", "data-focus": true }, "How it went"),
    h("p", {}, `${state.log.length} ${state.log.length === 1 ? "drill" : "drills"} so far.`),
    h("h4", {}, "Two different mistakes, counted apart"),
    h("ul", {}, mistakeView("Missed protection", missed), mistakeView("Needless criminalisation", needless)),
    h("p", {}, lean ? said[lean] : enough ? "The two ranges overlap, so nothing is said of a lean." : "There are too few drills to say which way you lean."),
    h("p", { class: "course-hint" }, "One does not make up for the other. A lean is named only after 20 drills of each kind, and only if the ranges do not overlap."),
    cocksure > 0 && h("p", {}, `You were sure in ${cocksure} that went wrong. Read about those topics first.`),
    buttons(["Choose another drill", () => act.go("start")], state.log.length > 0 && ["Forget how it went", () => act.forget()]));
}

// Together ------------------------------------------------------------------------------------------------------------

function committed(state, drill, law, given) {
  const answer = answerTo(law, drill), { sure, ...choices } = given, { missed, needless } = judged(law, drill, answer, choices);
  const entry = { id: drill.id, topic: drill.differs_in, day: today(), sure, missed, needless, could: possible(law, drill, answer) };
  const wrong = missed || needless, { ids, at } = state;
  const next = wrong && state.settings.how === "mine" && !ids.includes(drill.pair) ? [...ids.slice(0, at + 1), drill.pair, ...ids.slice(at + 1)] : ids;
  return { ...state, ids: next, choices: given, view: "seen", log: [...state.log, entry] };
}

function actions(pool, now, save, announce, open) {
  return {
    announce, go: (view) => save({ ...now(), view }),
    start: (settings) => save({ ...now(), settings, ids: chosen(pool, settings, now().log, today()), at: 0, choices: {}, view: "case" }),
    commit: (given) => { const state = now(), { drill, law } = open(state); save(committed(state, drill, law, given)); },
    next: () => { const state = now(); save({ ...state, at: state.at + 1, choices: {}, view: "case" }); },
    lookAlike: () => {
      const state = now(), pair = state.ids[state.at] ^ 1;
      save({ ...state, ids: [...state.ids.slice(0, state.at + 1), pair, ...state.ids.slice(state.at + 1)], at: state.at + 1, choices: {}, view: "case" });
    },
    forget: () => save({ ...now(), log: [] }),
  };
}

function render({ model, el }) {
  const pool = model.get("data").pool ?? window.courseDrills, law = model.get("law"), now = () => fitting(model.get("state"), pool);
  const place = h("div", { class: "course-place" }), live = h("p", { class: "course-hidden", role: "status" });
  const open = (state) => { const drill = caseOf(pool, law, state.ids[state.at]); return { drill, law: inNation(law, drill.nation) }; };
  let drawn = "", move = false;
  const save = (state) => { move = true; model.set("state", state); model.save_changes(); show(); };
  const act = actions(pool, now, save, (text) => { live.textContent = text; }, open);

  function view(state) {
    if (state.view === "start") return startView(state, pool, act);
    if (state.view === "end") return endView(state, act);
    const { drill, law: here } = open(state);
    return (state.view === "seen" ? seenView : caseView)(state, pool, drill, here, act);
  }

  // Drawn again only when the state has changed, so that a change on its way back from Python does not move the keyboard.
  function show() {
    const state = now(), shows = JSON.stringify(state);
    if (shows !== drawn) {
      drawn = shows;
      live.textContent = "";
      place.replaceChildren(view(state));
      if (move) focus(place.querySelector("[data-focus]"));
    }
    move = false;
  }

  el.append(h("section", { class: "course-walk", "aria-label": "Drills" }, h("p", { class: "course-notice" }, NOTICE), place, live));
  model.on("change:state", show);
  show();
}

export default { render };
