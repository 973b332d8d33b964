// An answer as the reader sees it: each decision-maker's ladder first, then what to do, what is not known, and why.
// A state is always said in words; the mark and the colour beside it only repeat it.
import { h } from "./dom.js";
import { fillFromSource } from "./law.js";
import { GRADE, NATION, byId, dayInWords, howBinding, inNation, levelWords, questionWords, standing, unique, upper } from "./words.js";

const MARK = { required: "■", start: "●", option: "○", excluded: "✕", closed: "–" };
const KIND = { statute: "Law", statutory_guidance: "Statutory guidance", guidance: "Guidance", police_guidance: "Police guidance",
  prosecution_guidance: "Prosecution guidance", inspection: "Finding of an inspection", statistics: "Statistics",
  service: "What a service says of itself", research: "Research", commentary: "Commentary" };
const STATUS = { pending: "not yet in force", replaced: "replaced; kept for its history", history: "history, no longer in force" };
const SEEN = { official_copy: "in a stored copy of the official text, not checked live", mirror_copy: "in a mirror of the official text, not checked live",
  secondary_copy: "in a copy of another source, not checked live", not_read: "the source itself was not read" };
const OWN = { school: ["social_care", "police"], police: ["enquiry", "this_child", "adult"] };

// Sources -------------------------------------------------------------------------------------------------------------

/** One record as a reader checks it: what it says, where, for which nations and dates, and how sure it is. */
export function sourceView(law, recordId, at) {
  const record = law.records[recordId];
  if (!record) return h("div", { class: "course-source" }, recordId);
  const place = h("div", { class: `course-source course-grade-${record.grade}` });
  if (!("says" in record)) return fillFromSource(place, recordId, (texts) => sourceParts(law, recordId, { ...record, ...texts }, at));
  place.append(...sourceParts(law, recordId, record, at));
  return place;
}

function sourceParts(law, recordId, record, at) {
  const since = record.from ? `from ${dayInWords(record.from)}` : "start date not held";
  const place = record.nations.length === law.nations.length ? "all of the United Kingdom" : record.nations.map((n) => NATION[n]).join(", ");
  const kind = [KIND[record.binding] ?? "Source", STATUS[record.status], place || "no one nation",
    `${since}${record.to ? ` until ${dayInWords(record.to)}` : ""}`].filter(Boolean).join("; ");
  return [
    h("p", { class: "course-source-name" }, h("strong", {}, recordId), record.grade === "C" && " (not verified)", ": ",
      /^https?:/.test(record.url) ? h("a", { href: record.url, rel: "noreferrer" }, record.source) : record.source, `, ${at || record.at}.`),
    h("p", {}, record.says),
    h("p", { class: "course-meta" }, `${kind}. Dated: ${dayInWords(record.dated)}. ${GRADE[record.grade]} `,
      `Last seen ${dayInWords(record.seen_on)}, ${SEEN[record.seen_how]}.`, record.note && ` ${record.note}`)];
}

function reasonView(law, answer, { reason, owners, lead }) {
  const since = reason.from ? `From ${dayInWords(reason.from)}.` : "The start date is not held.";
  const rests = reason.binding === "editorial" ? "It rests on" : "In";
  return h("li", { class: "course-reason" },
    h("p", {}, lead && h("strong", {}, `${upper(lead)}${/[.?!]$/.test(lead) ? "" : "."} `),
      answer.children.length > 1 && owners.length > 0 && `For ${owners.map((o) => `child ${o}`).join(", ")}. `, reason.because),
    h("p", { class: "course-meta" }, `${upper(howBinding(reason))}. ${rests}: ${reason.source}. ${since} `,
      reason.grade === "C" ? h("strong", {}, GRADE.C) : GRADE[reason.grade]),
    h("details", {}, h("summary", {}, `Source ${[reason.record, ...reason.also].join(", ")}`),
      sourceView(law, reason.record, reason.at), reason.also.map((id) => sourceView(law, id))));
}

/** Reasons of one rule in one place, put together: the first one, whom they are about, and the levels they speak of. */
function byRule(reasons) {
  const found = new Map();
  for (const reason of reasons) {
    const entry = found.get(reason.rule) ?? { reason, owners: [], levels: [] };
    entry.owners = unique([...entry.owners, ...(reason.for === "incident" ? [] : [reason.for])]);
    entry.levels = unique([...entry.levels, reason.level]);
    found.set(reason.rule, entry);
  }
  return [...found.values()];
}

function folded(summary, ...children) {
  return h("details", { class: "course-fold" }, h("summary", {}, summary), children);
}

function why(law, answer, entries, title = "Why, and who says so") {
  if (!entries.length) return null;
  return folded(`${title} (${entries.length})`, h("ul", { class: "course-reasons" }, entries.map((entry) => reasonView(law, answer, entry))));
}

// One ladder ----------------------------------------------------------------------------------------------------------

function effect(law, ladder, corridor, { reason, levels }) {
  const rule = byId(law.rules, reason.rule), known = levels.filter((l) => l !== null);
  const words = known.map((l) => levelWords(law, ladder, l)).join("; ");
  if (ladder in rule.at_least) return `Nothing less than: ${words}`;
  if (ladder in rule.at_most) return `Nothing more than: ${words}`;
  if (ladder in rule.bar) return `Rules out: ${words}`;
  if (ladder in rule.opens) return `Opens to judgement: ${words}`;
  if (!known.length) return "No source is held for a starting point";
  return `${known.every((l) => corridor.excluded.includes(l)) ? "Usual starting point elsewhere, ruled out here" : "Usual starting point"}: ${words}`;
}

/** The ladder as a picture: what is ruled out is walled up, and what stays open is the corridor. The list below it says the same in words. */
function strip(ladder, corridor, chosen) {
  return h("div", { class: "course-strip", "aria-hidden": "true" }, ladder.levels.map((level) => {
    const { kind } = standing(corridor, level), walled = level === corridor.required ? " course-is-wall" : "";
    return h("span", { class: `course-step course-is-${kind}${walled}${chosen === level ? " course-is-chosen" : ""}` }, MARK[kind]);
  }));
}

function levelView(law, ladder, corridor, level, reasons, chosen) {
  const { kind, words } = standing(corridor, level);
  const musts = reasons.filter((r) => r.level === level && ladder.id in byId(law.rules, r.rule).at_least);
  const strongest = musts.find((r) => r.binding === "statute") ?? musts.find((r) => r.modal === "must") ?? musts[0];
  const bound = level === corridor.required && strongest
    && ` (${howBinding(strongest)}${musts.every((r) => r.grade === "C") ? ", not verified" : ""})`;
  return h("li", { class: `course-level course-is-${kind}` },
    h("span", { class: "course-mark", "aria-hidden": "true" }, MARK[kind]),
    h("span", { class: "course-level-says" }, upper(levelWords(law, ladder.id, level)),
      chosen === level && h("span", { class: "course-chosen" }, " Your choice")),
    h("span", { class: "course-level-state" }, words, bound));
}

function notes(law, ladder, corridor, nation) {
  const more = corridor.could_require && corridor.could_require !== corridor.required;
  return [
    corridor.no_source_held && h("p", { class: "course-note" }, "No source is held for this nation and date. Ask your local procedure."),
    more && h("p", { class: "course-note" }, `Could become required: ${levelWords(law, ladder.id, corridor.could_require)}. It depends on what is not known yet.`),
    !corridor.start && !corridor.no_source_held && corridor.open.length > 0
      && h("p", { class: "course-note" }, "The usual starting point depends on what is not known yet."),
    h("p", { class: "course-who" }, h("strong", {}, "Who decides: "), `${ladder.who_in[nation] ?? ladder.who}.`),
  ];
}

/** One decision-maker's ladder, lowest level first, for the incident or for one child. */
export function ladderView(law, answer, name, owner, { detail = true, chosen = null } = {}) {
  const ladder = byId(law.ladders, name);
  const corridor = (owner === "incident" ? answer.incident : byId(answer.children, owner)).ladders[name];
  const reasons = answer.reasons.filter((r) => r.ladder === name && !byId(law.rules, r.rule).must_any.length
    && (owner === "incident" || [owner, "incident"].includes(r.for)));
  const entries = byRule(reasons).map((entry) => ({ ...entry, lead: effect(law, name, corridor, entry) }));
  const ask = unique(entries.map((e) => byId(law.rules, e.reason.rule).ask_yourself).filter(Boolean));
  const empty = corridor.no_source_held && !corridor.required && !corridor.options.length && !corridor.excluded.length && !chosen;
  return h("div", { class: "course-ladder" },
    h("h5", {}, `${ladder.title}${owner === "incident" ? "" : `, child ${owner}`}`),
    h("p", { class: "course-meta" }, ladder.question),
    !empty && strip(ladder, corridor, chosen),
    !empty && h("ol", { class: "course-levels", role: "list" },
      ladder.levels.map((level) => levelView(law, ladder, corridor, level, reasons, chosen))),
    notes(law, ladder, corridor, answer.nation),
    detail && ask.length > 0 && folded(`Ask yourself (${ask.length})`, h("ul", {}, ask.map((q) => h("li", {}, q)))),
    detail && why(law, answer, entries));
}

// The parts of an answer ----------------------------------------------------------------------------------------------

function atLeastOne(law, answer, detail) {
  const groups = new Map();
  for (const { rule, any } of answer.incident.must_any) {
    const words = any.map((a) => levelWords(law, a.ladder, a.level)).join(", or ");
    groups.set(words, [...(groups.get(words) ?? []), rule]);
  }
  return [...groups].map(([words, rules]) => {
    const entries = byRule(answer.reasons.filter((r) => rules.includes(r.rule)));
    const unsure = entries.length > 0 && entries.every((e) => e.reason.grade === "C");
    return h("div", { class: "course-any" },
      h("p", {}, h("span", { class: "course-mark", "aria-hidden": "true" }, MARK.required), h("strong", {}, "Required, at least one of these: "),
        `${words}.${unsure ? " Not verified." : ""}`),
      detail && why(law, answer, entries));
  });
}

function said(law, answer, kind, title) {
  const list = answer[kind];
  if (!list.length) return null;
  const reasonOf = (s) => answer.reasons.find((r) => r.rule === s.rule && r.ladder === null);
  const lines = new Map();
  for (const s of list) {
    const line = lines.get(s.says) ?? { for: [], grades: [] };
    lines.set(s.says, { for: [...line.for, ...(byId(answer.children, s.for) ? [s.for] : [])], grades: [...line.grades, reasonOf(s)?.grade] });
  }
  const entries = byRule(answer.reasons.filter((r) => r.ladder === null && list.some((s) => s.rule === r.rule)))
    .map((entry) => ({ ...entry, lead: list.find((s) => s.rule === entry.reason.rule).says }));
  return h("section", { class: `course-said course-${kind}` }, h("h4", {}, title),
    h("ul", {}, [...lines].map(([says, line]) => h("li", {}, answer.children.length > 1 && line.for.length > 0
      && h("strong", {}, `${line.for.map((o) => `Child ${o}`).join(", ")}: `), says, line.grades.every((g) => g === "C") && " (not verified)"))),
    why(law, answer, entries));
}

function notKnown(law, answer) {
  if (!answer.ask_next.length) return h("p", { class: "course-note" }, "Nothing that is still open would change this.");
  const list = h("ul", {}, answer.ask_next.map((name) => h("li", {}, questionWords(law, name, answer.role))));
  const title = `Not known yet, and it still matters (${answer.ask_next.length})`;
  return answer.ask_next.length > 6 ? folded(title, list) : h("section", {}, h("h4", {}, title), list);
}

function recorded(law, answer) {
  const children = answer.children.filter((child) => child.recorded_as.length);
  if (!children.length) return null;
  const entries = byRule(answer.reasons.filter((r) => r.ladder === "recorded_as"))
    .map((entry) => ({ ...entry, lead: levelWords(law, "recorded_as", entry.levels[0]) }));
  return folded("How it is recorded if the police are told", children.map((child) => [
    h("p", { class: "course-label" }, `Child ${child.id}`), h("ul", {}, child.recorded_as.map((label) => h("li", {}, upper(label))))]), why(law, answer, entries));
}

function differences(law, answer) {
  const list = answer.disagreements.map((id) => byId(law.disagreements, id));
  if (!list.length) return null;
  return folded(`Where sources differ (${list.length})`, list.map((d) => h("div", { class: "course-difference" },
    h("p", { class: "course-label" }, d.question),
    h("ul", {}, d.positions.map((p) => h("li", {}, p.says, ` (${p.record}${law.records[p.record]?.grade === "C" ? ", not verified" : ""})`))),
    h("p", {}, h("strong", {}, "This course's position: "), d.course))));
}

function notStarted(law, answer) {
  if (!answer.pending.length) return null;
  return folded(`Law that has not started, or was not found to have (${answer.pending.length})`,
    h("p", { class: "course-note" }, "None of this counts in the answer above."),
    h("ul", {}, answer.pending.map((entry) => h("li", {}, entry.says,
      h("details", {}, h("summary", {}, `Source ${entry.records.join(", ")}`), entry.records.map((id) => sourceView(law, id)))))));
}

// Together ------------------------------------------------------------------------------------------------------------

function ladders(law, answer, ids, options) {
  const about = (id) => byId(law.ladders, id).about;
  const chosen = (name, owner) => options.chosen[owner === "incident" ? name : `${owner}.${name}`] ?? null;
  const one = (name, owner) => ladderView(law, answer, name, owner, { ...options, chosen: chosen(name, owner) });
  const perChild = ids.filter((id) => about(id) === "child"), whole = ids.filter((id) => about(id) !== "child");
  const both = answer.children.length > 1 ? ids.filter((id) => about(id) === "child_and_incident") : [];
  return [
    answer.children.flatMap((child) => perChild.map((id) => one(id, child.id))),
    whole.map((id) => one(id, "incident")),
    both.map((id) => folded(`${byId(law.ladders, id).title}, child by child`, answer.children.map((child) => one(id, child.id)))),
  ];
}

/** The whole answer; with detail: false only the ladders, without reasons, duties and differences. chosen marks the reader's own levels. */
export function corridorView(model, answer, { detail = true, chosen = {} } = {}) {
  const law = inNation(model, answer.nation);
  const own = OWN[answer.role], other = law.ladders.filter((l) => !l.labels && !own.includes(l.id)).map((l) => l.id);
  const options = { detail, chosen };
  return h("div", { class: "course-corridor" },
    h("p", { class: "course-verdict" }, h("strong", {}, "This is not a verdict. "),
      "It shows what the sources require, rule out and leave open. A person decides."),
    h("p", { class: "course-meta" }, `${NATION[answer.nation]}, ${answer.role}, decided on ${dayInWords(answer.on)}.`,
      answer.conduct_assumed ? " No date was given for when it happened, so the decision date is used for it too." : ` It happened on ${dayInWords(answer.conduct)}.`),
    h("h4", {}, answer.role === "school" ? "What the school decides" : "What the police decide"),
    atLeastOne(law, answer, detail),
    ladders(law, answer, own, options),
    detail && [said(law, answer, "duties", "Do"), said(law, answer, "never", "Never")],
    notKnown(law, answer),
    folded(answer.role === "school" ? "What the police decide, if they are told" : "What the school decides", ladders(law, answer, other, options)),
    detail && [recorded(law, answer), differences(law, answer), notStarted(law, answer)]);
}
