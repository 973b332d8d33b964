// How a set of questions went: both kinds of mistake apart, and how sure the reader was. How sure they were never enters a mark.
import { h } from "./dom.js";
import { committed } from "./answers.js";
import { SURE } from "./controls.js";

const WORDS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"];
const count = (number, one, many) => `${WORDS[number] ?? number} ${number === 1 ? one : many}`;

function links(answers, act) {
  return h("ul", { class: "course-assess-links" }, answers.map(({ number }) =>
    h("li", {}, h("button", { type: "button", onclick: () => act.go(number) }, `Question ${number + 1}`))));
}

const listed = (text, answers, act) => answers.length > 0 && [h("p", {}, text), links(answers, act)];

function calibration(answers) {
  const marked = answers.filter(({ credit }) => credit !== null);
  const rows = Object.entries(SURE).map(([id, says]) => {
    const these = marked.filter(({ given }) => given.confidence === id);
    return h("tr", {}, h("th", { scope: "row" }, says), h("td", {}, these.length), h("td", {}, these.filter(({ credit }) => credit === 1).length));
  });
  return h("table", { class: "course-assess-calibration" },
    h("caption", {}, "Answers by how sure you were"),
    h("thead", {}, h("tr", {}, ["You said", "Answers", "Of these, fully in line"].map((t) => h("th", { scope: "col" }, t)))), h("tbody", {}, rows));
}

function directions(answers, act) {
  const [missed, needless] = ["missed_protection", "needless_criminalisation"].map((kind) => answers.filter(({ directions: found }) => found.includes(kind)));
  return [
    h("h4", {}, "Two different mistakes, counted apart"),
    h("p", {}, `${count(missed.length, "answer misses", "answers miss")} protection that a child needs.`), missed.length > 0 && links(missed, act),
    h("p", {}, `${count(needless.length, "answer criminalises", "answers criminalise")} a child needlessly.`), needless.length > 0 && links(needless, act),
    answers.some(({ item }) => !["single", "several"].includes(item.kind)) && h("p", { class: "course-assess-note" }, "Only answers that are chosen can be counted here. What was sorted, put in order, written or followed is in neither count."),
    h("p", { class: "course-assess-note" }, "One does not make up for the other. A few questions cannot show which way a person leans."),
  ];
}

/** The end of a set; act takes the reader to a question or back to the start. */
export function outcomeView(state, items, act, status) {
  const answers = committed(state, items), open = items.map((item, number) => ({ item, number })).filter(({ item }) => !state.answers[item.id].committed);
  const full = answers.filter(({ credit }) => credit === 1).length, part = answers.filter(({ credit }) => credit > 0 && credit < 1).length;
  const beside = answers.filter(({ credit, directions: found }) => credit === 0 && !found.length);
  const unmarked = answers.filter(({ item, credit }) => item.kind === "written" && credit === null);
  const surprised = answers.filter(({ given, credit }) => given.confidence === "sure" && credit === 0);
  return h("div", { class: "course-assess-end" },
    h("h3", { class: "course-assess-heading" }, "How it went"),
    h("p", {}, `You answered ${answers.length} of ${items.length} questions.`,
      answers.length > 0 && ` ${count(full, "answer is", "answers are")} inside the corridor or in line with the sources. ${count(part, "more is", "more are")} partly so.`),
    listed("Not answered yet:", open, act),
    listed("Written, and not yet marked by you in every row:", unmarked, act),
    answers.length > 0 && [
      directions(answers, act),
      listed(`${count(beside.length, "other answer is", "other answers are")} not in line with the sources.`, beside, act),
      h("h4", {}, "How sure you were"), calibration(answers),
      listed("You were sure here, and the sources say something else. Read these again first.", surprised, act),
      h("p", { class: "course-assess-note" }, "This is shown to you only. How sure you were never changes a mark."),
    ],
    h("p", { class: "course-assess-note" }, `Key: ${status}.`),
    h("div", { class: "course-assess-buttons" },
      h("button", { type: "button", class: "course-assess-main", onclick: () => act.restart() }, "Start again"),
      h("button", { type: "button", onclick: () => act.go(items.length - 1) }, "Back to the questions")));
}
