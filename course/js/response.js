// What is handed in, and the receipt of it: the same as course/assessing/responses.py reads. No name, and nothing finer than the day.
import { standing } from "./controls.js";
import { ALPHABET } from "./codes.js";
import { hex, sha256 } from "./digest.js";

/** The one spelling that receipts and versions are taken from: names in order, no spaces. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

/** Eight characters that belong to this response and, for all that can be guessed, to no other. */
export function receiptOf(response) {
  const number = sha256(canonical(response)).slice(0, 5).reduce((sum, byte) => sum * 256 + byte, 0);
  return Array.from({ length: 8 }, (_, i) => ALPHABET[Math.floor(number / 32 ** (7 - i)) % 32]).join("");
}

/** Which version of a form this is: eight digits of its SHA-256. */
export const versionOf = (form) => hex(sha256(canonical(form)).slice(0, 4));

/** A new random id of an attempt: 26 characters, 130 random bits. */
export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(26))].map((byte) => "abcdefghijklmnopqrstuvwxyz234567"[byte % 32]).join("");
}

/** What an attempt hands in. A path that was begun and not finished is no answer. */
export function responseOf(state) {
  const { set_version, rules_version, law_on, course_version, place, attempt, role, code, pair, adjusted, started, finished } = state;
  const answers = state.form.items.map((item) => {
    const given = state.answers[item.id], far = standing(item, given?.answer);
    const counts = far === "answered" || (far === "begun" && item.kind !== "path");
    return [item.id, counts ? { answer: given.answer, confidence: given.confidence ?? null } : { answer: null, confidence: null }];
  });
  return { format: "course-response", version: 1, attempt, role, set: state.form.id, set_version, rules_version, law_on, course_version,
    started, finished, code, pair, adjusted, place, answers: Object.fromEntries(answers) };
}
