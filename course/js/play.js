// A scenario from two chairs: commit first, then see. What an act amounts to is worked out from the model, never written here.
import { h, focus, freshId } from "./dom.js";
import { NATION, NOTICE, byId, dayInWords, unique } from "./words.js";
import { defaultOpening, replay, offered, askable, opening, decode } from "./story.js";
import { SURE, CHAIR, EMPTY, fitting, sceneOf, turns, committedView, openQuestions, factWords, dependsOn, nameOf, timeWords, list, folded, paragraphs, button } from "./scene.js";
import { codeForm, endView } from "./ending.js";

const SHAPE = { school: "role-teacher", police: "role-officer" };

// The views -----------------------------------------------------------------------------------------------------------

function headOf(scene, title) {
  const { state, play } = scene, number = turns(state.path).length + (state.feedback ? 0 : 1);
  return [h("p", { class: `course-meta ${SHAPE[state.chair]}` }, `${CHAIR[state.chair]}. Step ${number}. Time used so far: ${timeWords(play.minutes)}.`),
    h("h3", { class: "play-heading" }, title)];
}

function menuView(scene, act) {
  const { s, state } = scene, done = state.finished;
  return h("div", {},
    h("h3", { class: "play-heading" }, "Choose a chair"),
    h("p", {}, s.summary), h("p", { class: "course-meta" }, `${NATION[s.nation]}, decided on ${dayInWords(s.on)}. Everyone in it is invented. ${NOTICE}`),
    h("section", { class: "play-chair" }, h("h4", { class: SHAPE.school }, CHAIR.school), h("p", {}, `${s.chairs.school.who} About ${s.chairs.school.minutes} minutes.`),
      button(done.school ? "Play the school's chair again" : "Take the school's chair", () => act.start("school", EMPTY), !done.school)),
    h("section", { class: "play-chair" }, h("h4", { class: SHAPE.police }, CHAIR.police), h("p", {}, `${s.chairs.police.who} About ${s.chairs.police.minutes} minutes. You open with what the school passed on.`),
      done.school && button("Open with what you passed on", () => act.start("police", done.school), true),
      button("Open with an ordinary referral", () => act.start("police", defaultOpening(s)), false),
      codeForm("Code from the other person", "Open with this code", (code) => act.startWith(code))));
}

function referralView(scene) {
  const { s, state, play } = scene;
  if (state.chair !== "police") return null;
  const told = s.handover.school.filter((e) => state.opened.told.includes(e.id)), asked = play.asked.map((id) => byId(s.handover.school, id));
  const note = state.opened.note;
  return h("details", { class: "play-referral", open: state.path.length === 0 || play.asked.length > 0 }, h("summary", {}, "What the school passed on"),
    told.length ? list(told.map((e) => e.says)) : h("p", {}, "Nothing, beyond the fact that something has happened."),
    note && h("p", {}, h("strong", {}, "A note of your own: "), note),
    asked.length > 0 && [h("p", {}, "What you asked for afterwards"), list(asked.map((e) => (state.opened.knew.includes(e.id) ? e.says : `${e.asks} The school does not know. Nobody has asked.`)))]);
}

function knownView(scene) {
  const { s, play, answer } = scene, owners = ["incident", ...s.children.map((c) => c.id)];
  const lines = (owner) => Object.entries(play.known).filter(([name]) => name.startsWith(`${owner}.`)).map(([name, value]) => factWords(scene, name, value));
  const questions = openQuestions(scene, answer.ask_next);
  return [
    folded(`What you know (${Object.keys(play.known).length})`, owners.filter((o) => lines(o).length).map((o) => [
      h("p", { class: "play-label" }, o === "incident" ? "What happened" : nameOf(s, o)), list(lines(o))])),
    questions.length > 0 && folded(`What you do not know, and it matters (${questions.length})`, list(questions))];
}

function askBackView(scene, act) {
  const { s, state, play } = scene;
  if (state.chair !== "police") return null;
  const open = askable(s, play).map((id) => byId(s.handover.school, id)), changes = (e) => unique(dependsOn(scene, Object.keys(e.facts)));
  return open.length > 0 && h("details", { class: "play-askback", open: state.draft.asking === true, ontoggle: (event) => act.keep({ asking: event.target.open }) },
    h("summary", {}, `Ask the school (${timeWords(s.ask_back_minutes)} each)`),
    h("ul", {}, open.map((e) => h("li", {}, button(e.asks, () => act.askBack(e.id)),
      changes(e).length > 0 && h("p", { class: "course-meta" }, `What depends on it: ${changes(e).join("; ")}.`)))));
}

function choices(legend, part, type, options, chosen, change) {
  const name = freshId(part);
  return h("fieldset", { class: `play-${part}` }, h("legend", {}, legend), options.map(([value, says]) => {
    const id = freshId(part);
    return h("div", { class: "play-choice" },
      h("input", { type, id, name, value, "data-part": part, checked: chosen.includes(value), onchange: (event) => change(value, event.target.checked) }), h("label", { for: id }, says));
  }));
}

function stepView(scene, act) {
  const { play, step } = scene;
  return h("div", {}, headOf(scene, step.title), paragraphs(step.text, play.flags), referralView(scene), knownView(scene), askBackView(scene, act),
    step.handover ? handoverForm(scene, act) : choiceForm(scene, act),
    turns(scene.state.path).length > 0 && folded("Leave this chair", [h("p", {}, "What you committed to in it is not kept."), button("Leave it, and go back to the chairs", () => act.menu())]));
}

function choiceForm({ state, step }, act) {
  return h("form", { novalidate: true, onsubmit: (event) => { event.preventDefault(); act.commit(); } },
    choices(step.ask, "act", "radio", step.acts.map((a) => [a.id, a.says]), [state.draft.act], (value) => act.keep({ act: value })),
    choices("How sure are you?", "confidence", "radio", Object.entries(SURE), [state.draft.confidence], (value) => act.keep({ confidence: value })),
    buttons(state, act, "Commit, then see"));
}

function buttons(state, act, says) {
  return h("div", { class: "play-buttons" }, h("button", { type: "submit", class: "play-main" }, says),
    button(turns(state.path).length ? "Back: read the step before" : "Back to the chairs", () => act.back()));
}

function handoverForm(scene, act) {
  const { s, state, play, step } = scene, able = offered(s, state.chair, play).map((id) => byId(s.handover[state.chair], id)), chosen = state.draft.passed ?? [], id = freshId("note");
  const other = state.chair === "school" ? "the officer" : "the school";
  return h("form", { novalidate: true, onsubmit: (event) => { event.preventDefault(); act.pass(able.map((e) => e.id)); } },
    able.length ? choices(step.ask, "entry", "checkbox", able.map((e) => [e.id, e.says]), chosen,
      (value, on) => act.keepPassed(value, on)) : h("p", {}, "You know nothing that can be passed on."),
    h("p", { class: "course-meta" }, `Only what you know at this point is in the list. What you leave out, ${other} does not get.`),
    h("div", { class: "play-note" }, h("label", { for: id }, "A note, if you want one"),
      h("textarea", { id, rows: "3", maxlength: "600", "aria-describedby": `${id}-help`, onchange: (event) => act.keep({ note: event.target.value }) }, state.draft.note ?? ""),
      h("p", { class: "course-meta", id: `${id}-help` }, "It stays on this device and is in no code. Never write real names, places or cases.")),
    buttons(state, act, "Pass it on"));
}

function feedbackView(scene, act) {
  const { state } = scene, last = state.path.length - 1;
  return h("div", {}, headOf(scene, scene.at(state.path.slice(0, last)).step.title), committedView(scene, last),
    h("div", { class: "play-buttons" }, button("Go on", () => act.goOn(), true)));
}

function lookView(scene, act) {
  const { state } = scene, all = turns(state.path), place = all.findIndex(({ index }) => index === state.look), before = scene.at(state.path.slice(0, state.look));
  return h("div", {},
    h("p", { class: "course-meta" }, `${CHAIR[state.chair]}. Step ${place + 1}, for reading only. What you committed to stays.`),
    h("h3", { class: "play-heading" }, before.step.title), paragraphs(before.step.text, before.play.flags), committedView(scene, state.look),
    h("div", { class: "play-buttons" },
      button(place + 1 < all.length ? "Next step" : "Return to where you were", () => act.look(all[place + 1]?.index ?? null), true),
      place > 0 && button("The step before", () => act.look(all[place - 1].index))));
}

// Together ------------------------------------------------------------------------------------------------------------

function render({ model, el }) {
  const s = model.get("data"), law = { ...model.get("law"), records: { ...model.get("law").records, ...s.records } };
  const place = h("div", { class: "play-place" }), live = h("p", { class: "play-live", role: "status" });
  const now = () => fitting(model.get("state"), s);
  let drawn = "", move = false;

  /** Keeps a state with what follows from it, so that Python reads where the reader is without replaying. */
  function save(change, moving = false) {
    const state = { ...now(), ...change }, play = state.chair ? replay(s, state.chair, state.opened, state.path) : null;
    move = moving;
    model.set("state", { ...state, at: play?.at ?? "", minutes: play?.minutes ?? 0, flags: play?.flags ?? [], handover: play?.told ?? [] });
    model.save_changes();
    draw();
  }

  const tell = (text) => { live.textContent = text; };
  const step = () => { const state = now(); return s.chairs[state.chair].steps[replay(s, state.chair, state.opened, state.path).at]; };
  const add = (entry, change = {}) => save({ path: [...now().path, { step: step().id, ...entry }], ...change }, true);

  const act = {
    keep: (part) => save({ draft: { ...now().draft, ...part } }),
    keepPassed: (id, on) => act.keep({ passed: [...(now().draft.passed ?? []).filter((x) => x !== id), ...(on ? [id] : [])] }),
    menu: () => save({ chair: null, path: [], feedback: false, look: null, draft: {} }, true),
    start: (chair, opened) => save({ chair, opened, path: [], feedback: false, look: null, draft: {}, note: "", reply: null }, true),
    startWith: (code) => {
      const opened = decode(s, "school", code);
      if (opened) return act.start("police", opened);
      return tell("This code does not fit. It begins with PO. Check each letter, and that both of you play the same scenario.");
    },
    reply: (code) => {
      const reply = decode(s, "police", code);
      if (reply) { save({ reply }); return tell("The school has heard back. It is below the code."); }
      return tell("This code does not fit. It begins with SC. Check each letter, and that both of you play the same scenario.");
    },
    commit: () => {
      const { draft } = now();
      if (draft.act && draft.confidence) return add({ act: draft.act, confidence: draft.confidence }, { feedback: true, draft: {} });
      tell(draft.act ? "Say how sure you are, then commit." : draft.confidence ? "Choose what you do, then commit." : "Choose what you do and say how sure you are, then commit.");
      return place.querySelector(`input[data-part=${draft.act ? "confidence" : "act"}]`).focus();
    },
    pass: (able) => {
      const { draft } = now();
      add({ passed: able.filter((id) => (draft.passed ?? []).includes(id)) }, { feedback: true, note: place.querySelector("textarea")?.value ?? "", draft: {} });
    },
    askBack: (id) => {
      const { opened, draft } = now(), entry = byId(s.handover.school, id);
      save({ path: [...now().path, { step: step().id, asked: id }], draft: { ...draft, asking: true } });
      tell(opened.knew.includes(id) ? `The school says: ${entry.says}` : "The school does not know. Nobody has asked.");
      focus(place.querySelector(".play-askback summary, .play-heading"));
    },
    goOn: () => {
      const state = now(), play = replay(s, state.chair, state.opened, state.path), ends = !s.chairs[state.chair].steps[play.at].ask;
      const done = ends && state.chair === "school" ? { school: { ...opening(s, play), note: state.note } } : ends ? { police: { told: play.told } } : {};
      save({ feedback: false, finished: { ...state.finished, ...done } }, true);
    },
    look: (index) => save({ look: index }, true),
    back: () => { const all = turns(now().path); return all.length ? act.look(all[all.length - 1].index) : act.menu(); },
  };

  function view(scene) {
    const { state, step: at } = scene;
    if (!state.chair) return menuView(scene, act);
    if (state.look !== null) return lookView(scene, act);
    if (state.feedback) return feedbackView(scene, act);
    return at.ask ? stepView(scene, act) : endView(scene, act);
  }

  // Redrawn only when something else is to be seen: a choice on its own must not move the keyboard from where it is.
  function draw() {
    const state = now(), { draft, ...rest } = state, shows = JSON.stringify([rest.chair, rest.path, rest.feedback, rest.look, rest.opened, rest.reply, rest.finished]);
    if (shows !== drawn) {
      drawn = shows;
      tell("");
      place.replaceChildren(view(sceneOf(s, law, state)));
    }
    place.querySelectorAll("input[type=radio]").forEach((radio) => { radio.checked = draft[radio.dataset.part] === radio.value; });
    if (move) focus(place.querySelector(".play-heading"));
    move = false;
  }

  el.append(place, live);
  model.on("change:state", draw);
  draw();
}

export default { render };
