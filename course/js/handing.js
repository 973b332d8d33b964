// The overview of an attempt, the check before handing in, and what is said afterwards.
import { standing } from "./controls.js";
import { h, focus, freshId } from "./dom.js";
import { canSeal, publicKey } from "./sealing.js";
import { dayInWords } from "./words.js";

const FAR = { answered: "answered", begun: "begun, not finished", open: "not answered" };
const button = (words, onclick, main) => h("button", { type: "button", class: main && "course-main", onclick }, words);

const farOf = (state, item) => standing(item, state.answers[item.id]?.answer);
const open = (state) => state.form.items.map((item, number) => ({ item, number })).filter(({ item }) => farOf(state, item) !== "answered");

function links(state, found, act) {
  return h("ol", { class: "course-attempt-list" }, found.map(({ item, number }) => h("li", {},
    button(`Question ${number + 1}`, () => act.go(number)), h("span", {}, ` ${FAR[farOf(state, item)]}${state.flagged.includes(item.id) ? ", marked for later" : ""}`))));
}

/** Every question and how far it has come. */
export function overviewView(state, act) {
  const { items } = state.form, left = open(state).length;
  return h("div", {}, h("h3", { class: "course-attempt-heading" }, "All questions"),
    h("p", {}, `${items.length - left} of ${items.length} answered. ${state.flagged.length ? `${state.flagged.length} marked for later.` : "None marked for later."}`),
    links(state, items.map((item, number) => ({ item, number })), act),
    h("div", { class: "course-buttons" }, button("Hand in", act.check, true), button("Back to the question", () => act.go(state.at)), button("Save my answers to a file", act.save)),
    h("details", {}, h("summary", {}, "Wipe this attempt"), wipeView(act)));
}

/** The check before handing in; over: time is up, so that nothing can be changed. */
export function checkView(state, data, act) {
  const left = open(state), seal = act.key();
  return h("div", {}, h("h3", { class: "course-attempt-heading" }, state.over ? "Time is up" : "Hand in?"),
    state.over && h("p", {}, "What you have answered is kept. Hand it in now."),
    left.length ? [h("p", {}, `${left.length} of ${state.form.items.length} questions are not answered. ${state.over ? "They count as not answered." : "An unanswered question earns nothing, and is counted as unanswered."}`),
      !state.over && links(state, left, act)] : h("p", {}, "All questions are answered."),
    h("p", {}, seal ? sealWords(seal) : "The file will not be sealed: whoever gets it can read your answers."),
    !seal && keyFile(act),
    h("div", { class: "course-buttons" }, button("Hand in now", act.handIn, true), !state.over && button("Back to all questions", () => act.view("overview"))));
}

const sealWords = (key) => (canSeal() ? `The file will be sealed: only your trainer can read it (key ${key.id}).`
  : "This browser cannot seal here, because the page did not come over https. The file will not be sealed: whoever gets it can read your answers.");

function keyFile(act) {
  const file = h("input", { type: "file", id: freshId("key"), accept: ".json,application/json" }), said = h("p", { class: "course-error", role: "status" });
  file.addEventListener("change", async () => {
    try { act.useKey(publicKey(await file.files[0].text())); } catch (error) { said.textContent = error.message; }
  });
  return h("details", {}, h("summary", {}, "My trainer gave me a key file"), h("p", {}, h("label", { for: file.id }, "The key file "), file), said);
}

/** After handing in: the file, its receipt, and what to do with both. */
export function doneView(state, act) {
  const receipt = `${state.receipt.slice(0, 4)} ${state.receipt.slice(4)}`;
  return h("div", {}, h("h3", { class: "course-attempt-heading" }, "Handed in"),
    h("p", {}, `On ${dayInWords(state.finished)}. Your file is ready, and this page has sent it to nobody.`),
    h("p", {}, "Receipt: ", h("strong", { class: "course-receipt" }, receipt)),
    h("ol", {}, [`Save the file ${state.attempt}.json, if your browser has not saved it already.`, "Give it to your trainer in the way that they asked for.",
      "Write the receipt down, or read it out to your trainer. It belongs to this file and no other."].map((line) => h("li", {}, line))),
    state.place === "lab" && h("p", {}, `The file is also in the folder responses, beside this notebook.`),
    h("p", {}, state.sealed ? "The file is sealed: only your trainer can read it." : "The file is not sealed: whoever gets it can read your answers."),
    h("div", { class: "course-buttons" }, button("Save the file again", act.saveResponse, true)),
    h("details", {}, h("summary", {}, "The file as text, if it cannot be saved"),
      h("p", {}, h("label", { for: "course-response-text" }, "Copy all of it into a message to your trainer.")), h("textarea", { id: "course-response-text", rows: 6, readonly: true }, state.file)),
    h("details", {}, h("summary", {}, "Wipe this attempt"), wipeView(act)));
}

function wipeView(act) {
  const place = h("div", {}, h("p", {}, "This takes your answers and your file out of this place for good. A file that you saved elsewhere stays."));
  const sure = h("p", {}, "Are you sure? It cannot be brought back.");
  place.append(button("Wipe it", () => { place.replaceChildren(sure, h("div", { class: "course-buttons" }, button("Yes, wipe it for good", act.wipe))); focus(sure); }));
  return place;
}
