// The start of an attempt: who is asked what, what is kept and where, and the way back from a file.
import { tidied } from "./codes.js";
import { SURE, fitting } from "./controls.js";
import { started } from "./clock.js";
import { h, freshId } from "./dom.js";
import { buttons, complain, field, radios, valueOf } from "./form.js";
import { newId, versionOf } from "./response.js";
import { today } from "./settings.js";
import { NATION } from "./words.js";

export const ROLE = { teacher: "I work in a school or college", officer: "I work for the police" };
const EXTRA = { 0: "No", 25: "A quarter more", 50: "Half as much again", 100: "Twice the time", 200: "Three times the time", none: "No time limit" };
const SLIP = "This is not a code that a trainer gave out. Look at each character again. A code has eight, and never 0, 1, I or O.";
const PLACE = {
  page: "Your answers, your role and your code are kept in this browser, on this device only. One button wipes them. Nothing is sent to anybody.",
  lab: "Your answers are kept in a file beside this notebook. Nothing is sent to anybody.",
};

/** A new attempt of a form, from what was said at the start. */
export function begun(data, said, now) {
  const { form, set_version, rules_version, law_on, course_version } = data, { role, code, pair, extra, pauses, kept } = said;
  const adjusted = extra !== "0" || pauses ? { extra_time: Number(extra) || 0, pauses, no_limit: extra === "none" } : null;
  return { format: "course-attempt", version: 1, form, set_version, rules_version, law_on, course_version, place: data.place ?? "page",
    attempt: newId(), role, code, pair, adjusted, started: today(), finished: null, answers: {}, flagged: [], at: 0, view: "question",
    clock: started(now), saves: 0, kept, file: null, receipt: null, sealed: false };
}

/** An attempt that was kept or saved, as far as it can be gone on with; throws a sentence if it cannot. */
export function goneOn(kept, data) {
  if (kept?.format === "course-response" || kept?.format === "course-response-sealed") throw new Error("This file was handed in already. It cannot be gone on with.");
  if (kept?.format !== "course-attempt" || kept.version !== 1) throw new Error("This file was not saved by an assessment of this course, or it was saved by a later version of it.");
  if (kept.form?.id !== data.form.id) throw new Error(`This file belongs to ${String(kept.form?.title ?? "another assessment").slice(0, 80)}. Open it on that page.`);
  if (versionOf(kept.form) !== kept.set_version) throw new Error("The questions in it are not whole, so it cannot be gone on with here. Save it to a file and ask your trainer what to do.");
  const items = kept.form.items, answers = {};
  for (const item of items) {
    const given = kept.answers?.[item.id];
    if (given) answers[item.id] = { answer: fitting(item, given.answer), confidence: given.confidence in SURE ? given.confidence : null };
  }
  const flagged = items.map((i) => i.id).filter((id) => (kept.flagged ?? []).includes(id));
  return { ...kept, answers, flagged, at: Math.min(Math.max(Math.trunc(kept.at) || 0, 0), items.length - 1), place: data.place ?? "page" };
}

/** The first view. done gets what was said; resume gets the text of a file; works: whether this place keeps anything. */
export function beginView(data, { done, resume, announce, works }) {
  const { form } = data, page = !data.place, test = form.use === "test";
  const file = h("input", { type: "file", id: freshId("file"), accept: ".json,application/json" });
  const fields = h("form", { class: "course-form", novalidate: true },
    radios({ name: "role", legend: "Where do you work?", choices: Object.entries(ROLE), chosen: null }),
    field({ name: "code", label: "Code from your trainer (optional)", hint: "Eight characters, such as on your card. Your trainer alone knows whose it is." }),
    test && field({ name: "pair", label: "Pairing code (optional)", hint: "Use the same one before and after the course, if your trainer gave you one." }),
    form.minutes && [radios({ name: "extra", legend: "Has your trainer agreed extra time with you?", choices: Object.entries(EXTRA), chosen: "0" }),
      radios({ name: "pauses", legend: "Has your trainer agreed pauses with you?", hint: "The clock then stops when you pause or close the page. Your trainer sees what you say here.",
        choices: [["no", "No"], ["yes", "Yes"]], chosen: "no" })],
    page && works && radios({ name: "kept", legend: "Keep your answers on this device until you wipe them?", hint: PLACE.page,
      choices: [["yes", "Yes, keep them. I can close the page and go on later."], ["no", "No. Closing the page loses them, unless I save them to a file."]], chosen: null }),
    !page && PLACE[data.place] && h("p", {}, PLACE[data.place]),
    page && !works && h("p", { class: "course-note" }, "This browser keeps nothing for this page. Closing the page loses your answers. Save them to a file as you go: a button for that is always there."),
    buttons(["Start"]));
  fields.addEventListener("submit", (event) => {
    event.preventDefault();
    const read = (name) => (fields.querySelector(`[data-name=${name}]`) ? valueOf(fields, name) : ""), code = read("code"), pair = read("pair");
    const wrong = Object.fromEntries(Object.entries({ role: !read("role") && "Choose where you work.", code: code && !tidied(code) && SLIP, pair: pair && !tidied(pair) && SLIP,
      kept: read("kept") === null && "Choose whether to keep your answers on this device." }).filter(([, sentence]) => sentence));
    const said = complain(fields, wrong);
    if (said) announce(said);
    else done({ role: read("role"), code: code ? tidied(code) : null, pair: pair ? tidied(pair) : null, extra: read("extra") || "0", pauses: read("pauses") === "yes", kept: read("kept") === "yes" });
  });
  file.addEventListener("change", async () => { resume(await file.files[0].text()); file.value = ""; });
  return h("div", {},
    h("h3", { class: "course-attempt-heading" }, form.title),
    h("ul", {}, [`${form.items.length} ${form.items.length === 1 ? "question" : "questions"}, one at a time, in any order. You can change every answer until you hand in.`,
      form.minutes ? `You have ${form.minutes} minutes from when you press Start.` : "There is no time limit.",
      `They are about ${NATION[form.nation]}, unless one names another nation.`,
      "No name is asked for. What you hand in has your role, your answers, how sure you were and the day.",
      "How sure you were never changes a mark."].map((line) => h("li", {}, line))),
    fields,
    h("details", {}, h("summary", {}, "Go on from a file"), h("p", {}, h("label", { for: file.id }, "The file that you saved, here or on another device "), file)));
}
