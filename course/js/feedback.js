// What a reader sees after committing: for each kind of question what was answered, what it amounts to, and a reason and a source for each part.
import { h } from "./dom.js";
import { decide, readCase } from "./decide.js";
import { sourceView } from "./corridor.js";
import { followed, SURE } from "./controls.js";
import { radios } from "./form.js";
import { caseOf, defaultOpening, judge, replay } from "./story.js";
import { creditOf } from "./answers.js";
import { byId, upper } from "./words.js";

const sources = (law, ids) => h("ul", { class: "course-assess-sources" }, ids.map((id) => h("li", {}, sourceView(law, id))));

/** A part that is folded away until it is wanted, and filled only then. */
export function folded(summary, fill) {
  const inside = h("div", {});
  const open = h("details", { ontoggle: () => { if (open.open && !inside.childNodes.length) inside.append(fill()); } }, h("summary", {}, summary), inside);
  return open;
}

function reason(part, law, open) {
  return [
    h("p", {}, part.feedback),
    open ? [h("p", { class: "course-assess-label" }, "Sources"), sources(law, part.records)]
      : folded(`Sources: ${part.records.join(", ")}`, () => sources(law, part.records)),
  ];
}

const sure = (given) => h("p", { class: "course-assess-note" }, `You said: ${SURE[given.confidence].toLowerCase()}.`);
const verdict = (text) => h("h4", { class: "course-assess-verdict" }, text);
const says = (text) => h("p", { class: "course-assess-says" }, text);
const tag = (text) => h("p", { class: "course-assess-tag" }, text);
const row = (tone, ...children) => h("li", { class: `course-assess-${tone}` }, children);
const rows = (children) => h("ul", { class: "course-assess-others" }, children);

/** The feedback on a committed answer. mark is told the marks that a reader gives to a written one. */
export function feedback(item, given, law, mark) {
  return KINDS[item.kind](item, given, law, mark);
}

// Chosen -------------------------------------------------------------------------------------------------------------

function single(item, given, law) {
  const chosen = byId(item.options, given.answer), others = item.options.filter((o) => o !== chosen);
  return [
    h("section", { class: `course-assess-chosen course-assess-${chosen.tone}` },
      verdict(`Your answer: ${chosen.verdict}`), says(chosen.says), reason(chosen, law, true), sure(given)),
    h("h4", {}, "The other answers"),
    rows(others.map((o) => row(o.tone, says(o.says), tag(`${o.verdict}.`), reason(o, law, false))))];
}

function several(item, given, law) {
  const belongs = (o) => o.credit > 0, ticked = (o) => given.answer.includes(o.id);
  const got = item.options.filter((o) => ticked(o) && belongs(o)).length, of = item.options.filter(belongs).length;
  const beside = item.options.filter((o) => ticked(o) && !belongs(o)).length;
  const standing = (o) => (ticked(o) ? (belongs(o) ? ["in", "You chose it, and it belongs here"] : [o.tone, "You chose it, and it does not belong here"])
    : belongs(o) ? ["part", "You left it out, and it belongs here"] : ["in", "You left it out, and it does not belong here"]);
  return [
    verdict(`Your answer: ${got} of the ${of} that belong here${beside ? `, and ${beside} that ${beside === 1 ? "does" : "do"} not` : ""}`), sure(given),
    rows(item.options.map((o) => {
      const [tone, words] = standing(o);
      return row(tone, says(o.says), tag(`${words}. ${o.verdict}.`), reason(o, law, false));
    }))];
}

// Put in its place ---------------------------------------------------------------------------------------------------

function order(item, given, law) {
  const right = item.key.order.filter((id, i) => given.answer[i] === id).length;
  return [
    verdict(`Your answer: ${right} of ${item.key.order.length} stand at their own place`), sure(given),
    h("p", {}, "This is the order of the key. More than one order can be sensible; each line says why it stands where it does."),
    h("ol", { class: "course-assess-others" }, item.key.order.map((id, i) => {
      const o = byId(item.options, id), mine = given.answer.indexOf(id);
      return row(mine === i ? "in" : "part", says(`${i + 1}. ${o.says}`), tag(mine === i ? "You put it here too." : `You put it at number ${mine + 1}.`), reason(o, law, false));
    }))];
}

function sort(item, given, law) {
  const named = (id) => byId(item.groups, id).says, right = item.options.filter((o) => given.answer[o.id] === item.key.group[o.id]).length;
  return [
    verdict(`Your answer: ${right} of ${item.options.length} are in their own group`), sure(given),
    rows(item.options.map((o) => {
      const own = item.key.group[o.id], mine = given.answer[o.id];
      return row(mine === own ? "in" : "part", says(o.says), tag(`${named(own)}. ${mine === own ? "You put it there too." : `You put it here: ${named(mine)}.`}`), reason(o, law, false));
    }))];
}

// Written ------------------------------------------------------------------------------------------------------------

function written(item, given, law, mark) {
  const marks = { ...given.marks }, of = item.key.rubric.reduce((sum, one) => sum + one.points, 0);
  const sum = h("p", { class: "course-assess-tag", role: "status" });
  const show = () => {
    const done = Object.values(marks);
    sum.textContent = `${done.length} of ${item.key.rubric.length} rows marked. Your own mark so far: ${done.reduce((a, b) => a + b, 0)} of ${of} points.`;
  };
  const one = (r) => {
    const set = radios({ name: `row-${r.id}`, legend: r.says, hint: r.because, chosen: String(marks[r.id]),
      choices: r.levels.map((level) => [String(level.points), `${level.says} (${level.points})`]) });
    set.addEventListener("change", (event) => { marks[r.id] = Number(event.target.value); mark({ ...marks }); show(); });
    set.append(folded(`Sources: ${r.records.join(", ")}`, () => sources(law, r.records)));
    return set;
  };
  show();
  return [
    h("section", { class: "course-assess-chosen course-assess-story" }, verdict("Your text"), h("p", { class: "course-written" }, given.answer), sure(given)),
    h("h4", {}, "Mark it yourself"), h("p", {}, "Nobody else sees it. Read it as the person would who has to act on it."), item.key.rubric.map(one), sum,
    folded("One way to write it", () => [h("p", { class: "course-assess-note" }, "It is not the only one. Compare it once you have marked your own."),
      h("blockquote", {}, item.key.worked.trim().split("\n").map((line) => h("p", {}, line)))])];
}

// A path -------------------------------------------------------------------------------------------------------------

function path(item, given, law) {
  const { path: whole } = followed(item, given.answer), credit = creditOf(item, given), s = { ...item.play, children: item.judged.children };
  const steps = whole.map((entry, index) => ({ entry, index })).filter(({ entry }) => entry.act).map(({ entry, index }) => judged(item, s, law, whole.slice(0, index), entry));
  const marked = steps.filter((one) => one.credit !== null), right = marked.filter((one) => one.credit === 1).length;
  return [
    verdict(credit === null ? "Your path: none of its steps is marked" : `Your path: ${right} of ${marked.length} marked steps are a duty or inside the corridor`), sure(given),
    rows(steps.map(({ title, act, said, credit: earned, reasons }) => row(earned === 1 ? "in" : earned === 0 ? "out" : "story", says(`${title}${/[?!.]$/.test(title) ? "" : ":"} ${act.says}`),
      tag(`${item.judged.verdicts[said.kind]}.`), reasons.length > 0 && folded("Why", () => h("ul", {}, reasons.map((r) => h("li", {}, h("p", {}, r.because), sourceView(law, r.record, r.at)))))))),
    h("p", {}, "What the model says of an act depends on what was known at that step. ",
      h("a", { href: item.judged.page }, "Play the whole scenario"), " to pass things on, take the other chair, and see what follows.")];
}

/** One step of a path with what the model says of its act, on what was known there. */
function judged(item, s, law, before, entry) {
  const play = replay(s, item.chair, defaultOpening(s), before), step = s.chairs[item.chair].steps[entry.step], kase = readCase(law, caseOf(s, play.known));
  const answer = decide(law, kase, { nation: s.nation, role: item.chair, on: s.on }), said = judge(law, kase, answer, item.judged.does[entry.step][entry.act]);
  const credit = said.kind in item.judged.earns ? item.judged.earns[said.kind] : null;
  return { title: upper(step.title), act: byId(step.acts, entry.act), said, credit, reasons: said.rules.map((rule) => answer.reasons.find((r) => r.rule === rule)).filter(Boolean) };
}

const KINDS = { single, several, order, sort, written, path };
