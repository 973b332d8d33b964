// Parts of a form: one question with its choices, and the sentence that says what is missing.
import { h, freshId } from "./dom.js";

/** A question with radio buttons. choices: [[value, words]]; chosen: the value that is set; hint and about may be left out. */
export function radios({ name, legend, about, hint, choices, chosen, leads = false }) {
  const group = freshId(name), hintId = `${group}-hint`, errorId = `${group}-error`;
  return h("fieldset", { class: "course-question", "data-name": name, "aria-describedby": [hint && hintId, errorId].filter(Boolean).join(" ") },
    h("legend", { class: leads ? "course-legend-lead" : "course-legend", "data-focus": leads },
      about && h("span", { class: "course-about" }, `${about} `), legend),
    hint && h("p", { class: "course-hint", id: hintId }, hint),
    h("p", { class: "course-error", id: errorId, hidden: true }),
    choices.map(([value, words], i) => h("div", { class: value === "" ? "course-choice course-choice-apart" : "course-choice" },
      h("input", { type: "radio", id: `${group}-${i}`, name: group, value, checked: value === chosen }),
      h("label", { for: `${group}-${i}` }, words))));
}

/** A field for a day or a few words, with its label and hint. */
export function field({ name, label, hint, type = "text", value = "" }) {
  const id = freshId(name), attributes = { id, "data-name": name, "aria-describedby": `${id}-hint ${id}-error` };
  return h("div", { class: "course-field" },
    h("label", { for: id }, label), h("p", { class: "course-hint", id: `${id}-hint` }, hint),
    h("p", { class: "course-error", id: `${id}-error`, hidden: true }),
    type === "words" ? h("textarea", { ...attributes, rows: 2, maxlength: 400, autocomplete: "off" }, value)
      : h("input", { ...attributes, type, value, autocomplete: "off" }));
}

const part = (form, name) => form.querySelector(`[data-name="${name}"]`);

/** What is chosen or written under a name in a form; null if no radio button is. */
export function valueOf(form, name) {
  const found = part(form, name);
  return found.matches("fieldset") ? found.querySelector("input:checked")?.value ?? null : found.value.trim();
}

/** Shows what is wrong, a sentence by name, takes the keyboard to the first of it, and returns the sentences. */
export function complain(form, wrong) {
  form.querySelectorAll(".course-error").forEach((place) => { place.hidden = true; place.textContent = ""; });
  form.querySelectorAll("[aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
  Object.entries(wrong).forEach(([name, sentence], i) => {
    const found = part(form, name), input = found.matches("fieldset") ? found.querySelector("input") : found;
    const place = found.closest("fieldset, .course-field").querySelector(".course-error");
    place.textContent = sentence;
    place.hidden = false;
    if (input === found) input.setAttribute("aria-invalid", "true");
    if (i === 0) input.focus();
  });
  return Object.values(wrong).join(" ");
}

/** A row of buttons: [[words, what it does]]; the first of a form's row sends it and is marked as the main one. */
export function buttons(main, ...others) {
  return h("div", { class: "course-buttons" },
    main && h("button", { type: main[1] ? "button" : "submit", class: "course-main", onclick: main[1] ?? (() => {}) }, main[0]),
    others.filter(Boolean).map(([words, does]) => h("button", { type: "button", onclick: does }, words)));
}
