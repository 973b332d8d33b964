// What a reader answered in a set of questions: as far as it fits the set, and what each committed answer earns. It draws nothing.
import { fitting, SURE, standing } from "./controls.js";
import { fromMarks, score } from "./scoring.js";

/** The state as far as it fits these questions: what an older version of the set left behind is dropped. */
export function fittingAll(state, items) {
  const answers = Object.fromEntries(items.map((item) => {
    const given = state?.answers?.[item.id] ?? {}, answer = fitting(item, given.answer ?? null);
    const confidence = given.confidence in SURE ? given.confidence : null;
    const committed = given.committed === true && standing(item, answer) === "answered" && confidence !== null;
    return [item.id, { answer, confidence, committed, marks: fittingMarks(item, given.marks) }];
  }));
  const last = items.length === 1 ? 0 : items.length;
  return { answers, at: Number.isInteger(state?.at) ? Math.min(Math.max(state.at, 0), last) : 0 };
}

function fittingMarks(item, marks) {
  const fits = (row) => row.levels.some((level) => level.points === marks?.[row.id]);
  return Object.fromEntries((item.key.rubric ?? []).filter(fits).map((row) => [row.id, marks[row.id]]));
}

/** What an answer earns; null if it is not marked, as a written one is until its reader has marked every row. */
export function creditOf(item, given) {
  if (item.kind !== "written") return score(item.kind, item.key, given.answer);
  return item.key.rubric.every((row) => row.id in given.marks) ? fromMarks(item.key.rubric, given.marks) : null;
}

/** The options that a reader chose, where options are chosen at all. */
export function chosenIn(item, answer) {
  const names = item.kind === "single" ? [answer] : item.kind === "several" ? answer : [];
  return item.options.filter((o) => names.includes(o.id));
}

/** The answers that were committed: [{item, number, given, credit, directions}]; directions are the kinds of mistake in it. */
export function committed(state, items) {
  return items.map((item, number) => ({ item, number, given: state.answers[item.id] })).filter(({ given }) => given.committed)
    .map((one) => ({ ...one, credit: creditOf(one.item, one.given),
      directions: [...new Set(chosenIn(one.item, one.given.answer).map((o) => o.direction).filter(Boolean))] }));
}
