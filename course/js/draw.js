// Drills: unpacking the pool, drawing from it, and what an answer to one amounts to. drills.py, dice.py and drilling.py draw and
// tell the same, and a test compares them.
import { readCase, decide } from "./decide.js";
import { byId } from "./words.js";

const PLURAL = { is: "are", was: "were", has: "have", does: "do" };
const SLOT = /\{([^}]*)\}/g;

/** A function that gives the next number below n; the same numbers for the same seed, everywhere. */
export function dice(seed) {
  let x = (Math.imul(seed, 2654435761) + 2654435769) >>> 0 || 1;
  return (n) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    x >>>= 0;
    return x % n;
  };
}

/** The items in an order that depends on the seed alone. */
export function shuffled(seed, items) {
  const found = [...items], below = dice(seed);
  for (let last = found.length - 1; last > 0; last -= 1) {
    const other = below(last + 1);
    [found[last], found[other]] = [found[other], found[last]];
  }
  return found;
}

// Telling -------------------------------------------------------------------------------------------------------------

const startsWithTheChild = (text) => text.startsWith("{A} ") && !text.startsWith("{A} and ");

/** A story from its sentences. "They" stands for a name at the start of a sentence if the sentence before started with it. */
export function told(sentences, first, other) {
  let before = "";
  return sentences.map((text) => {
    const they = startsWithTheChild(text) && startsWithTheChild(before) && (text.includes("{B}") || !before.includes("{B}"));
    before = they ? "" : text;
    const whose = they ? `They${text.slice(3).replace(SLOT, (slot, word) => (word === "A" || word === "B" ? slot : PLURAL[word] ?? word.slice(0, -1)))}` : text;
    return whose.replace(SLOT, (_, word) => ({ A: first, B: other })[word] ?? word);
  }).join(" ");
}

function factsOf(law, stated) {
  const incident = {}, child = { id: "A" };
  for (const [name, value] of stated.flatMap(Object.entries)) (byId(law.facts, name).about === "incident" ? incident : child)[name] = value;
  return { incident, children: [child] };
}

/** One case of the pool in full: {id, nation, role, on, facts, text, asks, pair, differs_in, difficulty}. */
export function caseOf(pool, law, id) {
  const [nation, role, asks, first, other, ...sentences] = pool.cases[id >> 1][0], [differs, ...levels] = pool.cases[id >> 1][1];
  if (id & 1) sentences.splice(...pool.cases[id >> 1][2]);
  const parts = sentences.map((number) => pool.sentences[number]);
  return { id, nation: pool.nations[nation], role: pool.roles[role], on: pool.on, asks: pool.asks[asks], pair: id ^ 1, differs_in: pool.facts[differs],
    difficulty: pool.difficulty[levels[id & 1]], facts: factsOf(law, parts.map(([, stated]) => stated)),
    text: told(parts.map(([text]) => text), pool.names[first], pool.names[other]) };
}

/** The numbers of the cases that fit; null fits everything. */
export function fittingIds(pool, { nation = null, role = null, difficulty = null }) {
  const found = [];
  pool.cases.forEach(([[n, r], [, ...levels]], pair) => [0, 1].forEach((side) => {
    if ((nation === null || pool.nations[n] === nation) && (role === null || pool.roles[r] === role)
      && (difficulty === null || pool.difficulty[levels[side]] === difficulty)) found.push(2 * pair + side);
  }));
  return found;
}

/** n numbers of cases in the order of a seed. */
export const draw = (pool, seed, n, settings) => shuffled(seed, fittingIds(pool, settings)).slice(0, n);

// Judging -------------------------------------------------------------------------------------------------------------

const POLICE = ["police", "enquiry", "this_child"];
export const NO_SOURCE = "no_source"; // chosen in place of a level where a nation's sources give a school no starting point

/** The whole answer of the decision model to a case. */
export const answerTo = (law, drill) => decide(law, readCase(law, drill.facts), { nation: drill.nation, role: drill.role, on: drill.on });

/** The corridors of the ladders that a drill asks, and what can be chosen: [{ladder, corridor, choices}]. */
export function corridors(law, drill, answer) {
  const places = { ...answer.children[0].ladders, ...answer.incident.ladders };
  return drill.asks.map((name) => {
    const ladder = byId(law.ladders, name), corridor = places[name], open = drill.role === "school" && corridor.no_source_held;
    return { ladder, corridor, choices: open ? [...ladder.levels, NO_SOURCE] : ladder.levels };
  });
}

/** Where a level lies: "in" the corridor, "below" it, "above" it, "beside" it, or "unheld" if no source is held to compare it with. */
export function place({ ladder, corridor }, level) {
  if (!corridor.options.length) return level === NO_SOURCE ? "in" : "unheld";
  if (corridor.options.includes(level)) return "in";
  const at = ladder.levels.indexOf(level), open = corridor.options.map((option) => ladder.levels.indexOf(option));
  return at < Math.min(...open) ? "below" : at > Math.max(...open) ? "above" : "beside";
}

/** What choices, a level for each ladder that is asked, amount to: {places, missed, needless}. */
export function judged(law, drill, answer, choices) {
  const asked = corridors(law, drill, answer), places = {};
  asked.forEach((one) => { places[one.ladder.id] = place(one, choices[one.ladder.id]); });
  const anyOf = drill.role === "school" ? answer.incident.must_any : [];
  const rank = (name, level) => byId(law.ladders, name).levels.indexOf(level);
  const missedAll = anyOf.some(({ any }) => any.every(({ ladder, level }) => rank(ladder, choices[ladder]) < rank(ladder, level)));
  // Where one agency of two has to be told, less for the other is no mistake of itself, unless the sources rule it out.
  const less = asked.some(({ ladder, corridor }) => places[ladder.id] === "below" && (!anyOf.length || corridor.excluded.includes(choices[ladder.id])));
  return { places, missed: missedAll || less, needless: asked.some(({ ladder }) => POLICE.includes(ladder.id) && places[ladder.id] === "above") };
}

/** Which of the two mistakes can be made in a drill at all: {missed, needless}. */
export function possible(law, drill, answer) {
  let combinations = [{}];
  for (const { ladder, choices } of corridors(law, drill, answer)) combinations = combinations.flatMap((c) => choices.map((level) => ({ ...c, [ladder.id]: level })));
  const all = combinations.map((choices) => judged(law, drill, answer, choices));
  return { missed: all.some((j) => j.missed), needless: all.some((j) => j.needless) };
}
