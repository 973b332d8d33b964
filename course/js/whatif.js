// What would change an answer: one fact at a time, and only facts that could be mistaken or could still change.
// explain.py says the same for the command line, and tests compare the two.
import { readCase, decide } from "./decide.js";
import { valueIn, withValue } from "./settings.js";
import { byId, inNation, levelWords } from "./words.js";

function ladderChange(law, ladder, before, after) {
  const say = (level) => levelWords(law, ladder.id, level), height = (level) => ladder.levels.indexOf(level), said = [];
  if (height(after.required) > height(before.required)) said.push(`required would be: ${say(after.required)}`);
  if (height(after.required) < height(before.required)) said.push(`no longer required: ${say(before.required)}`);
  if (after.start !== before.start && after.start) said.push(`the usual starting point would be: ${say(after.start)}`);
  if (after.start !== before.start && !after.start) {
    said.push(after.no_source_held ? "no source would be held for a starting point" : "the usual starting point would depend on more facts");
  }
  const opened = after.options.filter((l) => !before.options.includes(l) && l !== after.start && l !== after.required);
  const closed = before.options.filter((l) => !after.options.includes(l) && l !== before.required);
  if (opened.length) said.push(`opened to judgement: ${opened.map(say).join("; ")}`);
  if (closed.length) said.push(`no longer open: ${closed.map(say).join("; ")}`);
  return said;
}

const anyWords = (law, answer) => answer.incident.must_any.map(({ any }) => any.map((a) => levelWords(law, a.ladder, a.level)).join(", or "));

/** Every difference between two answers in which a ladder is moved, as sentences. */
export function differencesBetween(law, before, after) {
  const lines = [], alone = before.children.length === 1;
  const look = (owner, was, is) => law.ladders.filter((ladder) => ladder.id in was).forEach((ladder) => {
    if (owner && alone && ladder.about === "child_and_incident") return;
    const said = ladderChange(law, ladder, was[ladder.id], is[ladder.id]);
    if (said.length) lines.push(`${ladder.title}${owner ? `, child ${owner}` : ""}: ${said.join(". ")}.`);
  });
  const had = anyWords(law, before), has = anyWords(law, after);
  const fresh = [...new Set(has.filter((words) => !had.includes(words)))], gone = [...new Set(had.filter((words) => !has.includes(words)))];
  fresh.forEach((words) => lines.push(`At least one of these would be required: ${words}.`));
  gone.forEach((words) => lines.push(`No longer required, at least one of: ${words}.`));
  look(null, before.incident.ladders, after.incident.ladders);
  before.children.forEach((child, i) => look(child.id, child.ladders, after.children[i].ladders));
  return lines;
}

/** For each fact that is asked of this role: which other values would move a ladder, and how. Known facts come first. */
export function whatIf(model, facts, settings) {
  const law = inNation(model, settings.nation);
  const answerTo = (changed) => decide(law, readCase(law, changed), settings);
  const before = answerTo(facts), owners = (fact) => (fact.about === "incident" ? ["incident"] : facts.children.map((c) => c.id));
  const names = law.facts.filter((fact) => settings.role in fact.ask && !fact.fixed)
    .flatMap((fact) => owners(fact).map((owner) => `${owner}.${fact.id}`));
  const found = names.map((name) => {
    const fact = byId(law.facts, name.split(".")[1]), now = valueIn(facts, name);
    const turns = fact.values.filter((value) => value !== now).map((value) => ({
      value, says: fact.says[fact.values.indexOf(value)], lines: differencesBetween(law, before, answerTo(withValue(facts, name, value))) }));
    return { name, now, turns: turns.filter((turn) => turn.lines.length) };
  }).filter((entry) => entry.turns.length);
  return [...found.filter((entry) => entry.now !== null), ...found.filter((entry) => entry.now === null)];
}
