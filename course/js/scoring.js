// What an answer earns, for each kind of question: the same as assessing/scoring.py. null stands for not marked yet.

const own = (held, name) => (Array.isArray(held) ? held.includes(name) : Object.hasOwn(held, name));
const isText = (value) => typeof value === "string";
const isTable = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** The credit of an answer from 0 to 1; throws an Error in words for one that does not have its shape. No answer (null) earns 0. */
export function score(kind, key, answer) {
  if (!own(KINDS, kind)) throw new Error(`there is no kind of question '${kind}'`);
  return answer === null ? 0 : KINDS[kind](key, answer);
}

/** What a written answer earns: the points that a marker gave over those that could be given. */
export function fromMarks(rubric, marks) {
  const rows = Object.fromEntries(rubric.map((row) => [row.id, row]));
  allOf(Object.keys(marks), rubric.map((row) => row.id), "row");
  for (const [name, points] of Object.entries(marks)) {
    const levels = rows[name].levels.map((level) => level.points);
    if (!levels.includes(points)) throw new Error(`the row ${name} gives ${levels.join(", ")} points, and not ${points}`);
  }
  const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
  return rounded(sum(Object.values(marks)) / sum(rubric.map((row) => row.points)));
}

/** Four places, as credits are written; what three thirds or six sixths leave over counts as all of it. */
const rounded = (number) => (number > 0.999 ? 1 : Math.floor(Math.max(0, number) * 10000 + 0.5) / 10000);

function single(key, answer) {
  known(answer, key.credit, "option");
  return key.credit[answer];
}

function several(key, answer) {
  areNames(answer, "option");
  answer.forEach((name) => known(name, key.credit, "option"));
  once(answer, "option");
  return rounded(Object.entries(key.credit).reduce((sum, [name, credit]) => (answer.includes(name) ? sum + credit : sum), 0));
}

function order(key, answer) {
  areNames(answer, "option");
  allOf(answer, key.order, "option");
  return rounded(key.order.filter((name, i) => answer[i] === name).length / key.order.length);
}

function sort(key, answer) {
  if (!isTable(answer)) throw new Error("the answer is not a group for each option");
  const groups = key.groups ?? Object.values(key.group);
  for (const [name, group] of Object.entries(answer).sort()) {
    known(name, key.group, "option");
    known(group, groups, "group");
  }
  const all = Object.entries(key.group);
  return rounded(all.filter(([name, group]) => own(answer, name) && answer[name] === group).length / all.length);
}

function written(key, answer) {
  if (!isText(answer)) throw new Error("the answer is not a text");
  return answer.replace(/[ \t\n\r]/g, "") ? null : 0;
}

/** The mean over the marked steps that were met; a path is followed from the start to its end. */
function path(key, answer) {
  if (!Array.isArray(answer) || !answer.every((e) => isTable(e) && Object.keys(e).sort().join() === "act,step")) {
    throw new Error("the answer is not a list of steps, each with its act");
  }
  const states = key.path.states, earned = [];
  let at = key.path.start;
  for (const entry of answer) {
    if (at === null) throw new Error("the path goes on after its end");
    if (entry.step !== states[at].step) throw new Error(`the path is at step ${states[at].step}, and the answer goes on from another`);
    known(entry.act, states[at].acts, "act");
    const [credit, ahead] = states[at].acts[entry.act];
    if (credit !== null) earned.push(credit);
    at = ahead;
  }
  if (at !== null) throw new Error(`the path stops at step ${states[at].step}, before its end. A path that was not finished is no answer`);
  return earned.length ? rounded(earned.reduce((a, b) => a + b, 0) / earned.length) : null;
}

const KINDS = { single, several, order, sort, written, path };

function known(name, allowed, what) {
  if (!isText(name)) throw new Error(`the answer names ${"aeiou".includes(what[0]) ? "an" : "a"} ${what} that is not text`);
  if (!own(allowed, name)) throw new Error(`there is no ${what} ${name}`);
}

function areNames(answer, what) {
  if (!Array.isArray(answer) || !answer.every(isText)) throw new Error(`the answer is not a list of ${what}s`);
}

function once(names, what) {
  const twice = names.find((name, i) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice !== undefined) throw new Error(`the ${what} ${twice} is there twice`);
}

function allOf(names, wanted, what) {
  names.forEach((name) => known(name, wanted, what));
  once(names, what);
  const missing = wanted.find((name) => !names.includes(name));
  if (missing !== undefined) throw new Error(`the ${what} ${missing} is missing`);
}
