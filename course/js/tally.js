// What a package for a learning system knows of its reader: pages opened, questions committed, and when that is all of it.

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const SURE = { sure: "S", fairly_sure: "F", not_sure: "N" };
const SURE_OF = Object.fromEntries(Object.entries(SURE).map(([word, letter]) => [letter, word]));
const CODE = /^([a-z-]*)([SFN])(\d*)$/;

/** A reader who has done nothing yet: pages by number, answers by the number of the question. */
export function fresh() {
  return { opened: new Set(), answers: [] };
}

/** The tally as a short text that a learning system keeps; texts that were written are never in it. */
export function pack(course, tally) {
  const pages = course.pages.map((_, number) => (tally.opened.has(number) ? "1" : "0")).join("").replace(/0+$/, "");
  return [course.version, pages, course.items.map((item, number) => code(item, tally.answers[number])).join(",").replace(/,+$/, "")].join("|");
}

/** The tally behind such a text; a fresh one if it was kept by another version of the package. */
export function unpack(course, text) {
  const [version, pages = "", codes = ""] = String(text ?? "").split("|");
  const tally = fresh();
  if (version !== course.version) return tally;
  [...pages].forEach((sign, number) => { if (sign === "1" && course.pages[number]) tally.opened.add(number); });
  codes.split(",").forEach((text, number) => { const given = course.items[number] && answerOf(course.items[number], text); if (given) tally.answers[number] = given; });
  return tally;
}

function code(item, given) {
  if (!given) return "";
  const credit = given.credit === null ? "" : Math.round(given.credit * 10000);
  return `${signs(item, given.answer)}${SURE[given.confidence] ?? "N"}${credit}`;
}

/** An answer as letters by the place of its options; empty for what is written or walked. */
export function signs(item, answer) {
  const letter = (list, id) => LETTERS[list.indexOf(id)] ?? "-";
  if (item.kind === "single") return letter(item.options, answer);
  if (item.kind === "several" || item.kind === "order") return answer.map((id) => letter(item.options, id)).join("");
  if (item.kind === "sort") return item.options.map((id) => (id in answer ? letter(item.groups, answer[id]) : "-")).join("");
  return "";
}

function answerOf(item, text) {
  const [, letters, sure, credit] = CODE.exec(text) ?? [];
  if (!sure) return null;
  const option = (sign) => item.options[LETTERS.indexOf(sign)];
  const answers = {
    single: () => option(letters), several: () => [...letters].map(option), order: () => [...letters].map(option),
    sort: () => Object.fromEntries([...letters].flatMap((sign, at) => (sign === "-" ? [] : [[item.options[at], item.groups[LETTERS.indexOf(sign)]]]))),
  };
  return { answer: answers[item.kind]?.() ?? null, confidence: SURE_OF[sure], credit: credit === "" ? null : Number(credit) / 10000 };
}

/** The numbers of the questions whose answer is new or different in what a page told; the tally is brought up to date. */
export function take(course, tally, set, committed) {
  const changed = [];
  course.items.forEach((item, number) => {
    const given = item.set === set ? committed[item.id] : null;
    if (!given || JSON.stringify(tally.answers[number]) === JSON.stringify(given)) return;
    tally.answers[number] = given;
    changed.push(number);
  });
  return changed;
}

/** What was kept of one set, to be put back into its page; written and walked answers are not kept. */
export function keptOf(course, tally, set) {
  const found = {};
  course.items.forEach((item, number) => {
    const given = tally.answers[number];
    if (item.set === set && given && given.answer !== null && signs(item, given.answer)) found[item.id] = given;
  });
  return found;
}

/** How far the reader is: counted pages done and in all, the share of credit over all marked questions once one is answered, and whether that is all. */
export function standing(course, tally) {
  const counted = course.pages.map((page, number) => ({ page, number })).filter(({ page }) => page.counts);
  const done = counted.filter(({ number }) => tally.opened.has(number)
    && course.items.every((item, at) => item.page !== number || tally.answers[at])).length;
  const marked = course.items.map((item, at) => ({ item, credit: tally.answers[at]?.credit ?? 0 })).filter(({ item }) => item.marked);
  const score = marked.length && tally.answers.some(Boolean) ? marked.reduce((sum, { credit }) => sum + credit, 0) / marked.length : null;
  return { done, of: counted.length, score, complete: counted.length > 0 && done === counted.length };
}
