// A SCORM session, 1.2 or 2004, held by the shell page for the whole book: everything is committed at once, and closed when the window goes.
import { signs } from "./tally.js";

const WORDS = {
  scorm12: {
    api: "API", calls: { open: "LMSInitialize", close: "LMSFinish", get: "LMSGetValue", set: "LMSSetValue", commit: "LMSCommit" },
    status: "cmi.core.lesson_status", place: "cmi.core.lesson_location", exit: "cmi.core.exit", time: "cmi.core.session_time", mode: "cmi.core.lesson_mode", entry: "cmi.core.entry",
    score: "cmi.core.score", response: "student_response", wrong: "wrong",
  },
  scorm2004: {
    api: "API_1484_11", calls: { open: "Initialize", close: "Terminate", get: "GetValue", set: "SetValue", commit: "Commit" },
    status: "cmi.completion_status", place: "cmi.location", exit: "cmi.exit", time: "cmi.session_time", mode: "cmi.mode", entry: "cmi.entry",
    score: "cmi.score", response: "learner_response", wrong: "incorrect",
  },
};
const TYPES = { single: "choice", several: "choice", order: "sequencing", sort: "matching" };
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** The run-time of the learning system: in a window around this one, or in the one that opened it. */
export function findApi(name, start) {
  const search = (from) => {
    for (let place = from, tries = 0; place && tries < 12; tries += 1) {
      try { if (place[name]) return place[name]; } catch { return null; }
      if (place.parent === place) return null;
      place = place.parent;
    }
    return null;
  };
  let opener = null;
  try { opener = start.opener ?? start.top.opener; } catch { /* another place's window */ }
  return search(start) ?? (opener && search(opener));
}

/** An answer as the standard writes it: letters in 1.2, names with bracketed separators in 2004. Empty for none, and for what is written or walked. */
export function response(kind, item, answer) {
  if (!(item.kind in TYPES)) return "";
  if (kind === "scorm12") return shortResponse(item, answer);
  if (item.kind === "sort") return Object.entries(answer).map(([option, group]) => `${option}[.]${group}`).join("[,]");
  return (Array.isArray(answer) ? answer : [answer]).join("[,]");
}

function shortResponse(item, answer) {
  const letters = [...signs(item, answer)];
  if (item.kind !== "sort") return letters.join(",");
  return letters.flatMap((group, at) => (group === "-" ? [] : [`${LETTERS[at]}.${group}`])).join(",");
}

/** Seconds as each standard writes a length of time. */
export function span(kind, seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60, rest = Math.floor(seconds % 60);
  return kind === "scorm12" ? `${two(hours)}:${two(minutes)}:${two(rest)}` : `PT${hours}H${minutes}M${rest}S`;
}

/** Opens the session; null if there is no learning system here. */
export function openScorm(course) {
  const words = WORDS[course.kind], api = findApi(words.api, window), started = Date.now();
  if (!api) return null;
  const { calls } = words, ask = (name, ...values) => api[calls[name]](...values);
  if (String(ask("open", "")) !== "true") return null;
  const get = (name) => String(ask("get", name) ?? "");
  let refused = [], over = false;
  const set = (name, value) => { if (String(ask("set", name, String(value))) !== "true") refused.push(name); };
  const reading = ["browse", "review"].includes(get(words.mode));
  const wasComplete = ["completed", "passed"].includes(get(words.status));
  const numbers = interactions(course.items);

  function begin() {
    if (reading) return;
    if (!wasComplete) set(words.status, "incomplete");
    const there = Number(get("cmi.interactions._count")) || 0;
    numbers.forEach(({ item, id }, number) => {
      if (number < there) return;
      set(`cmi.interactions.${number}.id`, id);
      set(`cmi.interactions.${number}.type`, TYPES[item.kind]);
      if (course.kind === "scorm2004") set(`cmi.interactions.${number}.description`, item.asks);
    });
    if (String(ask("commit", "")) !== "true") refused.push("commit");
  }

  function put({ kept, place, standing, answered }) {
    if (reading || over) return true;
    refused = [];
    answered.forEach(({ number, given }) => answer(numbers.findIndex((entry) => entry.number === number), given));
    set("cmi.suspend_data", kept);
    set(words.place, place);
    scores(standing);
    if (standing.complete && !wasComplete) set(words.status, "completed");
    if (course.kind === "scorm2004") set("cmi.progress_measure", standing.of ? (standing.done / standing.of).toFixed(4) : 0);
    return String(ask("commit", "")) === "true" && refused.length === 0;
  }

  function answer(at, given) {
    if (at < 0) return;
    const { item } = numbers[at], text = response(course.kind, item, given.answer);
    if (text) set(`cmi.interactions.${at}.${words.response}`, text);
    set(`cmi.interactions.${at}.result`, { 1: "correct", 0: words.wrong }[given.credit] ?? given.credit ?? "neutral");
  }

  function scores({ score }) {
    if (score === null) return;
    set(`${words.score}.min`, 0);
    set(`${words.score}.max`, 100);
    set(`${words.score}.raw`, Number((score * 100).toFixed(2)));
    if (course.kind === "scorm2004") set(`${words.score}.scaled`, score.toFixed(4));
  }

  function finish() {
    if (over) return;
    over = true;
    if (!reading) {
      ask("set", words.time, span(course.kind, (Date.now() - started) / 1000));
      ask("set", words.exit, "suspend");  // what is set is saved by closing; a commit of its own fails while the window goes
    }
    ask("close", "");
  }

  const isNew = get(words.entry) === "ab-initio";
  begin();
  return { kept: isNew ? "" : get("cmi.suspend_data"), place: isNew ? "" : get(words.place), reading, put, finish, over: () => over };
}

/** The questions that are reported one by one, each at a fixed number: what is written or walked is not among them. */
function interactions(items) {
  return items.map((item, number) => ({ item, number, id: `${item.set}-${item.id}`.replace(/[^\w-]/g, "_") })).filter(({ item }) => item.kind in TYPES);
}
