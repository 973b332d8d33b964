// An answer as it is compared across time: one line for each thing decided, with its sources. replaying.py says the same.
import { byId, levelWords, unique, upper } from "./words.js";

const UNHELD = "No source is held for this nation and date.", ENDED = ["history", "replaced"];
const SCHOOL = ["social_care", "police"], CHILD = ["enquiry", "this_child"];

function sources(law, reasons) {
  const found = reasons.map((r) => ({ record: r.record, source: r.source, from: r.from, grade: r.grade, practice: ENDED.includes(law.records[r.record].status) }));
  return unique(found.map((s) => s.record)).map((id) => found.find((s) => s.record === id));
}

function ladderLine(law, answer, name, owner) {
  const ladder = byId(law.ladders, name), corridor = (owner === "incident" ? answer.incident : byId(answer.children, owner)).ladders[name];
  const mine = answer.reasons.filter((r) => r.ladder === name && (owner === "incident" || [owner, "incident"].includes(r.for)));
  const musts = mine.filter((r) => r.force === "must" && r.level === corridor.required && name in byId(law.rules, r.rule).at_least);
  const starts = corridor.start ? mine.filter((r) => r.force === "presume" && r.level === corridor.start) : [];
  const caps = corridor.start && !starts.length ? mine.filter((r) => r.force === "never" && r.level === corridor.start) : [];
  const says = [corridor.required && `Required, nothing less: ${levelWords(law, name, corridor.required)}.`,
    corridor.start && `Usual starting point: ${levelWords(law, name, corridor.start)}.`,
    !corridor.start && !corridor.no_source_held && "The usual starting point depends on what is not known.",
    corridor.no_source_held && !corridor.start && UNHELD].filter(Boolean);
  return { title: ladder.title, says, sources: sources(law, [...musts, ...starts, ...caps]) };
}

function anyLine(law, answer) {
  const words = unique(answer.incident.must_any.map(({ any }) => any.map((a) => levelWords(law, a.ladder, a.level)).join(", or ")));
  const rules = answer.incident.must_any.map((m) => m.rule);
  return words.length ? [{ title: "At least one agency", says: words.map((w) => `Required, at least one of these: ${w}.`),
    sources: sources(law, answer.reasons.filter((r) => rules.includes(r.rule))) }] : [];
}

function recordedLine(law, answer, child) {
  const ladder = law.ladders.find((l) => l.labels), labels = child.recorded_as;
  const reasons = answer.reasons.filter((r) => r.ladder === ladder.id && [child.id, "incident"].includes(r.for) && labels.includes(levelWords(law, ladder.id, r.level)));
  return { title: `Child ${child.id}`, says: labels.length ? labels.map((label) => `${upper(label)}.`) : [UNHELD], sources: sources(law, reasons) };
}

/** What the school did, what the police did and how it was recorded: [{part, lines: [{title, says, sources}]}]. */
export function comparison(law, answer) {
  const perChild = (name) => answer.children.map((child) => {
    const line = ladderLine(law, answer, name, child.id);
    return answer.children.length > 1 ? { ...line, title: `${line.title}, child ${child.id}` } : line;
  });
  return [
    { part: "The school", lines: [...anyLine(law, answer), ...SCHOOL.map((name) => ladderLine(law, answer, name, "incident"))] },
    { part: "The police", lines: [...CHILD.flatMap(perChild), ladderLine(law, answer, "adult", "incident")] },
    { part: "How it was recorded", lines: answer.children.map((child) => recordedLine(law, answer, child)) },
  ];
}
