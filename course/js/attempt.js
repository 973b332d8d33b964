// Taking an assessment: one question at a time, changed until it is handed in, kept after every change. No key is here.
import { begun, beginView, goneOn } from "./beginning.js";
import { leftWords, limitOf, notice, paused, reopened, resumed, used } from "./clock.js";
import { confidence, control } from "./controls.js";
import { h, focus } from "./dom.js";
import { checkView, doneView, overviewView } from "./handing.js";
import { deviceKeeper, hostKeeper } from "./keeping.js";
import { receiptOf, responseOf } from "./response.js";
import { saveFile } from "./saving.js";
import { canSeal, sealed } from "./sealing.js";
import { today } from "./settings.js";

const CHANGED = "The questions on this page have been changed since you began. You go on with the ones that you began with.";
const TROUBLE = "This browser has stopped keeping your answers. Save them to a file now, under All questions, and go on.";

/** One question with its control, how sure the person is, and the ways on. */
function questionView(state, act) {
  const item = state.form.items[state.at], given = state.answers[item.id] ?? {}, last = state.form.items.length - 1, flagged = state.flagged.includes(item.id);
  return h("div", {}, h("h3", { class: "course-attempt-heading" }, `Question ${state.at + 1} of ${last + 1}`),
    item.story && h("p", {}, item.story),
    control(item, given.answer, (answer) => act.answer(item, { answer })),
    confidence(given.confidence, (value) => act.answer(item, { confidence: value })),
    h("div", { class: "course-buttons" }, state.at < last ? button("Next question", () => act.go(state.at + 1), true) : button("All questions", () => act.view("overview"), true),
      state.at > 0 && button("Previous question", () => act.go(state.at - 1)), state.at < last && button("All questions", () => act.view("overview"))),
    h("div", { class: "course-buttons course-attempt-small" },
      h("button", { type: "button", "aria-pressed": String(flagged), onclick: (event) => act.flag(item, event.target) }, "Mark for later"),
      button("Clear this answer", () => act.clear(item)), state.adjusted?.pauses && limitOf(state) !== null && button("Pause", act.pause),
      !state.kept && state.place === "page" && button("Save my answers to a file", act.save)));
}

const button = (words, onclick, main) => h("button", { type: "button", class: main && "course-main", onclick }, words);

function pausedView(act) {
  return h("div", {}, h("h3", { class: "course-attempt-heading" }, "Paused"), h("p", {}, "The clock has stopped. Your answers are kept."), h("div", { class: "course-buttons" }, button("Go on", act.resume, true)));
}

function damagedView(sentence, act) {
  return h("div", {}, h("h3", { class: "course-attempt-heading" }, "An attempt is kept here"), h("p", {}, sentence),
    h("div", { class: "course-buttons" }, button("Save it to a file", act.save, true), button("Wipe it and start anew", act.wipe)));
}

/** Plays the form in model's data. In a static page it keeps itself on the device, if the person agrees; elsewhere the host keeps its state. */
export function render({ model, el }) {
  const data = model.get("data"), live = h("p", { class: "course-attempt-live", role: "status" });
  const place = h("div", { class: "course-attempt", "data-lm-suppress-shortcuts": "true" }); // JupyterLab leaves keys pressed here alone
  const time = h("p", { class: "course-attempt-time" }), head = h("div", { class: "course-attempt-head" }, time);
  let state = null, keeper = null, broken = null, key = data.seal ?? null, seen = null;

  const announce = (text) => { live.textContent = text; };
  const now = () => Date.now(), running = () => state && !state.finished && !state.over && limitOf(state) !== null;
  const left = () => limitOf(state) - used(state.clock, now());

  function keep(change) {
    state = { ...state, ...change, saves: state.saves + 1 };
    state.clock = { ...state.clock, at: now() };
    if (state.kept || data.place) keeper.save(state);
  }
  const show = (change, said = "") => { keep(change); draw(true); announce(said); };

  const act = {
    go: (at) => show({ at, view: "question" }),
    view: (view) => show({ view }),
    check: () => show({ view: "check" }),
    answer: (item, change) => keep({ answers: { ...state.answers, [item.id]: { answer: null, confidence: null, ...state.answers[item.id], ...change } } }),
    clear: (item) => show({ answers: { ...state.answers, [item.id]: { answer: null, confidence: null } } }, "The answer is cleared."),
    flag: (item, pressed) => {
      const on = !state.flagged.includes(item.id);
      keep({ flagged: on ? [...state.flagged, item.id] : state.flagged.filter((id) => id !== item.id) });
      pressed.setAttribute("aria-pressed", String(on));
      announce(on ? "Marked for later." : "No longer marked.");
    },
    pause: () => show({ clock: paused(state.clock, now()) }),
    resume: () => show({ clock: resumed(state.clock, now()) }),
    save: () => saveFile(`${(broken?.kept ?? state).attempt ?? "answers"}.attempt.json`, JSON.stringify(broken?.kept ?? state)),
    saveResponse: () => saveFile(`${state.attempt}.json`, state.file),
    wipe: () => { keeper.wipe(); state = broken = null; draw(true); },
    key: () => key,
    useKey: (given) => { key = given; draw(true); announce("The file will be sealed with this key."); },
    handIn,
  };

  async function handIn() {
    const response = responseOf({ ...state, finished: today() }), text = JSON.stringify(response), seals = Boolean(key) && canSeal();
    const file = seals ? await sealed(text, key) : text;
    show({ finished: response.finished, receipt: receiptOf(response), file, sealed: seals, clock: paused(state.clock, now()) });
    act.saveResponse();
  }

  function begin(said) {
    state = begun(data, said, now());
    show({}, !state.kept && !keeper.works && !data.place ? "Started. This browser keeps nothing, so save your answers to a file as you go." : "");
  }

  function resume(text) {
    let kept = null;
    try { kept = JSON.parse(text); } catch { /* said below */ }
    try { state = goneOn(kept, data); } catch (error) { announce(error.message); return; }
    state.clock = reopened(state.clock, state.adjusted?.pauses);
    show({ kept: state.kept && keeper.works }, state.set_version === data.set_version ? "Your answers are back." : CHANGED);
  }

  function viewNow() {
    if (broken) return damagedView(broken.why, act);
    if (!state) return beginView(data, { done: begin, resume, announce, works: keeper.works });
    if (state.finished) return doneView(state, act);
    if (running() && left() <= 0) keep({ over: true });
    if (state.over || state.view === "check") return checkView(state, data, act);
    if (limitOf(state) !== null && state.clock.since === null) return pausedView(act);
    return state.view === "overview" ? overviewView(state, act) : questionView(state, act);
  }

  function draw(moves = false) {
    place.replaceChildren(viewNow());
    tell();
    if (moves) focus(place.querySelector(".course-attempt-heading"));
  }

  function tell() {
    head.hidden = !running();
    if (!running()) return;
    const rest = left(), said = seen === null ? "" : notice(seen, rest, limitOf(state));
    if (time.textContent !== leftWords(rest)) time.textContent = leftWords(rest);
    if (said) announce(said);
    seen = rest;
  }

  function tick() {
    if (!running() || state.clock.since === null) return;
    if (left() <= 0) show({ over: true }, "Time is up. What you have answered is kept.");
    else if (now() - state.clock.at > 30000) keep({});
    tell();
  }

  function moved(other) {
    if (!state || (other && other.saves <= state.saves)) return;
    state = other;
    draw();
    announce(other ? "This attempt was changed in another window. You see it as it is there now." : "This attempt was wiped in another window.");
  }

  const leaving = (event) => { if (state && !state.finished && !state.kept && !data.place) event.preventDefault(); };
  const timer = setInterval(tick, 1000);
  window.addEventListener("beforeunload", leaving);
  el.append(head, place, live);

  (async () => {
    keeper = data.place ? hostKeeper(model, announce) : await deviceKeeper(data.form.id, { trouble: () => announce(TROUBLE), moved });
    const kept = await keeper.load();
    if (kept) {
      try {
        state = goneOn(kept, data);
        state.clock = reopened(state.clock, state.adjusted?.pauses);
        if (state.set_version !== data.set_version && !state.finished) announce(CHANGED);
      } catch (error) { broken = { kept, why: error.message }; }
    }
    draw();
  })();
  return () => { clearInterval(timer); window.removeEventListener("beforeunload", leaving); keeper?.close(); };
}

export default { render };
