// The end of a chair: what became of it, the corridor for each child, what would change it, and what each chair owed the other.
import { h, freshId } from "./dom.js";
import { readCase, decide } from "./decide.js";
import { corridorView, sourceView } from "./corridor.js";
import { NOTICE, byId, unique } from "./words.js";
import { differencesBetween } from "./whatif.js";
import { offered, opening, caseOf, judge, encode } from "./story.js";
import { SURE, CHAIR, EMPTY, button, factWords, folded, list, named, openQuestions, paragraphs, timeWords, turns, withNames } from "./scene.js";

const IN_LINE = ["start", "inside", "duty"];

const LONGEST = 200; // characters of a file that are looked at: a code has far fewer

/** A field for a code, and a way to open it from a file. */
export function codeForm(label, says, use) {
  const id = freshId("code"), file = freshId("file"), input = h("input", { id, type: "text", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: "40", size: "16" });
  return h("form", { class: "play-code", onsubmit: (event) => { event.preventDefault(); use(input.value); input.focus(); } },
    h("label", { for: id }, label), input, h("button", { type: "submit" }, says),
    h("label", { for: file }, "Or open it from a file"),
    h("input", { id: file, type: "file", accept: ".txt,text/plain", onchange: async ({ target }) => use((await target.files[0].slice(0, LONGEST).text()).trim()) }));
}

function section(title, ...children) {
  return h("section", { class: "play-part" }, h("h4", {}, title), children);
}

function pathView(scene) {
  const { s, law, state } = scene, acts = turns(state.path).filter(({ entry }) => entry.act);
  const rows = acts.map(({ entry, index }) => {
    const before = scene.at(state.path.slice(0, index)), act = byId(before.step.acts, entry.act);
    return { act, confidence: entry.confidence, kind: judge(law, before.kase, before.answer, act.does).kind };
  });
  const sure = rows.filter((r) => r.confidence === "sure" && r.kind !== "record" && r.kind !== "story"), right = sure.filter((r) => IN_LINE.includes(r.kind));
  return section("What you did",
    h("ol", {}, rows.map((r) => h("li", {}, r.act.says, " ", h("span", { class: "course-meta" }, `${SURE[r.confidence]}. ${s.verdicts[r.kind]}.`)))),
    sure.length > 0 && h("p", {}, `You were sure ${sure.length === 1 ? "once" : `${sure.length} times`}. ${right.length} of ${sure.length === 1 ? "this" : "these"} ${right.length === 1 ? "is" : "are"} a duty or inside the corridor.`),
    h("p", { class: "course-meta" }, "How sure you were is shown to you only. It is never a mark."));
}

/** What one fact would change if it turned out to be otherwise: only facts that can be mistaken or can still change. */
function changes(scene) {
  const { s, law, play, state, answer } = scene, known = s.could_be_mistaken.filter((name) => name in play.known);
  return known.flatMap((name) => byId(law.facts, name.split(".")[1]).values.filter((value) => value !== play.known[name]).map((value) => {
    const kase = readCase(law, caseOf(s, { ...play.known, [name]: value }));
    return [factWords(scene, name, value), differencesBetween(law, answer, decide(law, kase, { nation: s.nation, role: state.chair, on: s.on }))];
  })).filter(([, lines]) => lines.length);
}

function changesView(scene) {
  const { s } = scene, found = changes(scene);
  return found.length > 0 && section("What would change this", h("p", {}, "Only what could be mistaken, or can still change."),
    found.map(([says, lines]) => folded(`If it turned out otherwise: ${says}`, withNames(s, list(lines)))));
}

function neededView(scene) {
  const { s, state, play } = scene, needed = (chair, got) => s.handover[chair].filter((e) => e.needed && !got.includes(e.id));
  const line = (e, lead) => [h("p", {}, h("strong", {}, lead), " ", e.says), h("p", { class: "course-meta" }, e.needed)];
  if (state.chair === "school") {
    const able = offered(s, "school", play), missing = needed("school", play.told);
    return section("What the police needed from the school", missing.length ? [
      list(missing.filter((e) => able.includes(e.id)).map((e) => line(e, "You knew it and left it out:"))),
      list(missing.filter((e) => !able.includes(e.id) && e.asks).map((e) => [h("p", {}, h("strong", {}, "You never learnt it:"), " ", e.asks), h("p", { class: "course-meta" }, e.needed)]))]
      : h("p", {}, "You passed on everything that was needed."));
  }
  const lacked = needed("school", state.opened.told), gaps = needed("police", play.told), able = offered(s, "police", play);
  return [
    section("What you needed from the school", lacked.length ? list(lacked.map((e) => line(e, play.asked.includes(e.id)
      ? (state.opened.knew.includes(e.id) ? "You had to ask for it:" : "You asked, and the school did not know:") : "You never got it:")))
      : h("p", {}, "The school passed on everything that was needed.")),
    section("What the school needed from you", gaps.length ? list(gaps.map((e) => line(e, able.includes(e.id) ? "You left it out:" : "You could not say it:")))
      : h("p", {}, "You passed on everything that was needed."))];
}

function neverLearnt(scene) {
  const { s, play } = scene, missing = Object.keys(s.truth).filter((name) => !(name in play.known));
  const otherwise = Object.keys(play.known).filter((name) => play.known[name] !== s.truth[name]);
  return (missing.length > 0 || otherwise.length > 0) && section("What you did not find out",
    otherwise.length > 0 && [h("p", {}, "This turned out otherwise than it looked:"), list(otherwise.map((n) => factWords(scene, n, s.truth[n])))],
    missing.length > 0 && folded(`Questions that nobody asked, or that stayed open (${openQuestions(scene, missing).length})`, list(openQuestions(scene, missing))));
}

function handedView(scene, act) {
  const { s, state, play } = scene, out = { told: play.told, knew: offered(s, state.chair, play), flags: s.crossing.filter((f) => play.flags.includes(f)) };
  const other = state.chair === "school" ? "officer's" : "school's", code = encode(s, state.chair, out);
  return section("For the other person", h("p", {}, `If somebody else plays the ${other} chair, give them this code. It holds your choices, and not your note.`),
    h("p", {}, h("strong", { class: "play-code-shown" }, code)),
    h("p", {}, h("a", { href: `data:text/plain;charset=utf-8,${encodeURIComponent(code)}`, download: "hand-over.txt" }, "Save the code as a file")),
    state.chair === "school" && [codeForm("Code that came back from the officer", "See what the school heard", (code) => act.reply(code)),
      state.reply && [h("p", { class: "play-label" }, "Back at the school"), paragraphs(s.afterwards, [...state.reply.flags, ...state.reply.told.map((id) => `told_${id}`)])]]);
}

export function endView(scene, act) {
  const { s, law, state, play, step, answer } = scene, followed = play.flags.filter((f) => f in s.consequences);
  return h("div", {},
    h("p", { class: "course-meta" }, `${CHAIR[state.chair]}. The end. Time used: ${timeWords(play.minutes)}.`), h("h3", { class: "play-heading" }, step.title),
    paragraphs(step.text, play.flags),
    state.chair === "police" && section("Back at the school", paragraphs(s.afterwards, play.flags)),
    followed.length > 0 && section("What followed", list(followed.map((f) => s.consequences[f].later))),
    pathView(scene),
    section("The corridor on what you learnt", h("p", { class: "course-meta" }, NOTICE), folded("For each decision-maker and each child", withNames(s, corridorView(law, answer)))),
    changesView(scene), neededView(scene), neverLearnt(scene),
    section("What usually happens", s.base_rate.map((c) => [h("p", {}, c.says), folded(`Source ${c.record}`, sourceView(law, c.record))])),
    section("Support for the child in the image", list(unique(answer.duties.filter((d) => d.id === "support_child_pictured").map((d) => named(s, d.says, d.for)))),
      list(s.support.map((c) => [c.says, folded(`Source ${c.record}`, sourceView(law, c.record))]))),
    section("Questions for your colleagues", list(s.questions)),
    handedView(scene, act),
    h("div", { class: "play-buttons" },
      state.chair === "school" && button("Now take the officer's chair", () => act.start("police", { ...opening(s, play), note: state.note }), true),
      state.chair === "police" && button("Now take the school's chair", () => act.start("school", EMPTY), true),
      button("Play this chair again", () => act.start(state.chair, state.opened)), button("Back to the chairs", () => act.menu())));
}
