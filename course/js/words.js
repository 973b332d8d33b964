// The words in which an answer is read: one way of saying nations, days, levels, questions and how binding a source is.

export const NATION = { england: "England", wales: "Wales", scotland: "Scotland", northern_ireland: "Northern Ireland" };
export const GRADE = { A: "Read at the source.", B: "Read in a secondary source.", C: "Not verified." };
export const NOTICE = "Training only, with invented cases. For a real incident follow your local procedure. Danger now: call 999.";
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const BINDING = { statute: "the law requires", statutory_guidance: "statutory guidance says you {modal}", editorial: "this course suggests" };

export const unique = (list) => [...new Set(list)];
export const byId = (list, id) => list.find((item) => item.id === id);

/** The same text with a capital at its start. */
export const upper = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** "2024-05-01" as "1 May 2024", "2024-05" as "May 2024"; anything else as it is. */
export function dayInWords(day) {
  const [, year, month, date] = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(day) ?? [];
  return year ? `${date ? `${Number(date)} ` : ""}${MONTHS[month - 1]} ${year}` : day;
}

/** A level of a ladder in words. */
export function levelWords(law, ladder, level) {
  const found = byId(law.ladders, ladder);
  return found.says[found.levels.indexOf(level)];
}

/** The model with the words that a nation has for its levels. */
export function inNation(law, nation) {
  return { ...law, ladders: law.ladders.map((ladder) => ({ ...ladder, says: ladder.says_in[nation] ?? ladder.says })) };
}

/** The question behind "A.age" or "incident.adult", as this role is asked it. */
export function questionWords(law, name, role) {
  const [owner, fact] = name.split("."), { ask } = byId(law.facts, fact);
  return `${owner === "incident" ? "" : `Child ${owner}: `}${ask[role] ?? ask.police ?? ask.school}`;
}

/** How binding a reason is, in the source's own verb. */
export function howBinding(reason) {
  if (reason.binding === "statute" && reason.modal !== "must") return `the law says you ${reason.modal}`;
  return (BINDING[reason.binding] ?? "guidance says you {modal}").replace("{modal}", reason.modal);
}

/** Where a level stands in a ladder's answer: one kind, and the words for it. */
export function standing(corridor, level) {
  const said = [];
  const say = (kind, words) => said.push({ kind, words });
  if (level === corridor.required) say("required", "Required: nothing less");
  if (level === corridor.start) say("start", "Usual starting point");
  else if (corridor.options.includes(level) && level !== corridor.required) say("option", "Open to judgement");
  if (corridor.excluded.includes(level)) say("excluded", "Ruled out");
  if (!said.length) say("closed", corridor.no_source_held ? "No source held" : "Not opened by the facts so far");
  if (level === corridor.could_require && level !== corridor.required) say("required", "Could become required");
  return { kind: said[0].kind, words: said.map((s) => s.words).join(". ") };
}
