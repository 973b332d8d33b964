// A control for each kind of question: it shows the answer that is given and says every change of it. It knows no key.
import { h, freshId } from "./dom.js";
import { radios } from "./form.js";
import { defaultOpening, holds, offered, replay } from "./story.js";
import { lookingReal } from "./warning.js";

const PAUSE = 600; // milliseconds
export const SURE = { sure: "Sure", fairly_sure: "Fairly sure", not_sure: "Not sure" };

/** The control of a question. item: {kind, asks, options, groups, words, play, chair}; change gets each new answer, null for none. */
export function control(item, answer, change) {
  return KINDS[item.kind](item, answer ?? null, change);
}

/** How sure the person is, beside any answer. */
export function confidence(value, change) {
  return watched(radios({ name: "confidence", legend: "How sure are you?", choices: Object.entries(SURE), chosen: value }), change);
}

/** How far an answer has come: "answered", "begun" or "open". */
export function standing(item, answer) {
  if (answer === null || answer === undefined || answer.length === 0 || Object.keys(answer).length === 0 || (item.kind === "written" && !answer.trim())) return "open";
  if (item.kind === "sort" && item.options.some((o) => !(o.id in answer))) return "begun";
  if (item.kind === "path" && !atEnd(item, answer)) return "begun";
  return "answered";
}

/** An answer as far as it fits its question; what an older version or another program left behind is dropped. */
export function fitting(item, answer) {
  const ids = item.options.map((o) => o.id), known = (id) => ids.includes(id), list = Array.isArray(answer) ? answer : [];
  if (item.kind === "single") return known(answer) ? answer : null;
  if (item.kind === "several") return list.some(known) ? ids.filter((id) => list.includes(id)) : null;
  if (item.kind === "order") return list.length === ids.length && ids.every((id) => list.includes(id)) ? list : null;
  if (item.kind === "written") return typeof answer === "string" && answer.trim() ? answer.slice(0, 20000) : null;
  if (item.kind === "path") return orNull(followed(item, list.filter((e) => e?.step && e?.act)).done);
  const groups = item.groups.map((g) => g.id), given = answer ?? {};
  return orNull(Object.fromEntries(ids.filter((id) => groups.includes(given[id])).map((id) => [id, given[id]])));
}

const orNull = (answer) => (Object.keys(answer).length ? answer : null);

function watched(group, change) {
  group.addEventListener("change", (event) => change(event.target.value));
  return group;
}

// Choosing -----------------------------------------------------------------------------------------------------------

const pairs = (options) => options.map((o) => [o.id, o.says]);

function single(item, answer, change) {
  return watched(radios({ name: "option", legend: item.asks, choices: pairs(item.options), chosen: answer }), change);
}

function several(item, answer, change) {
  const name = freshId("several"), hint = `${name}-hint`;
  const group = h("fieldset", { class: "course-question", "aria-describedby": hint }, h("legend", { class: "course-legend" }, item.asks),
    h("p", { class: "course-hint", id: hint }, "Choose all that fit."),
    item.options.map((o, i) => h("div", { class: "course-choice" },
      h("input", { type: "checkbox", id: `${name}-${i}`, value: o.id, checked: (answer ?? []).includes(o.id) }), h("label", { for: `${name}-${i}` }, o.says))));
  group.addEventListener("change", () => {
    const chosen = [...group.querySelectorAll("input:checked")].map((input) => input.value);
    change(chosen.length ? chosen : null);
  });
  return group;
}

function sort(item, answer, change) {
  const now = { ...answer };
  return h("fieldset", { class: "course-question course-sort" }, h("legend", { class: "course-legend" }, item.asks), item.options.map((option) =>
    watched(radios({ name: `sort-${option.id}`, legend: option.says, choices: pairs(item.groups), chosen: now[option.id] }), (group) => {
      now[option.id] = group;
      change({ ...now });
    })));
}

// Putting in order ---------------------------------------------------------------------------------------------------

function order(item, answer, change) {
  let now = answer ?? item.options.map((o) => o.id), given = answer !== null;
  const hint = freshId("order"), list = h("ol", { class: "course-order", "aria-describedby": hint }), said = h("p", { class: "course-hidden", role: "status" });
  const says = (id) => item.options.find((o) => o.id === id).says;
  const keep = h("button", { type: "button", onclick: () => { set(now); said.textContent = "This order is now your answer."; } }, "This order is my answer");
  const set = (order) => { now = order; given = true; change([...now]); draw(); };

  function move(id, by) {
    const from = now.indexOf(id), to = from + by, moved = now.filter((other) => other !== id);
    if (to < 0 || to >= now.length) { said.textContent = `It is already ${by < 0 ? "first" : "last"}.`; return; }
    moved.splice(to, 0, id);
    set(moved);
    said.textContent = `${says(id)} Now number ${to + 1} of ${now.length}.`;
    list.querySelector(`[data-move="${id}${by}"]`).focus();
  }

  function draw() {
    list.replaceChildren(...now.map((id) => h("li", {}, h("span", {}, says(id)), h("span", { class: "course-moves" }, [["Move up", -1], ["Move down", 1]].map(([words, by]) =>
      h("button", { type: "button", "data-move": `${id}${by}`, "aria-label": `${words}: ${says(id)}`, onclick: () => move(id, by) }, words))))));
    keep.hidden = given;
  }
  draw();
  return h("fieldset", { class: "course-question" }, h("legend", { class: "course-legend" }, item.asks),
    h("p", { class: "course-hint", id: hint }, "First at the top. Move the lines up or down until the order is yours."), list, keep, said);
}

// Writing ------------------------------------------------------------------------------------------------------------

const counted = (text) => text.trim().split(/\s+/).filter(Boolean).length;

function written(item, answer, change) {
  const id = freshId("written"), count = h("p", { class: "course-count", id: `${id}-count` }), warned = h("p", { class: "course-error", role: "status", hidden: true });
  const box = h("textarea", { id, rows: 8, maxlength: 20000, autocomplete: "off", "aria-describedby": `${id}-hint ${id}-count` }, answer ?? "");
  const show = () => {
    const words = counted(box.value);
    count.textContent = `${words} of at most ${item.words} words.${words > item.words ? " Shorten it: what is over the limit may not be read." : ""}`;
  };
  const warn = () => {
    const real = lookingReal(box.value, [item.story, item.asks]);
    warned.hidden = real.length === 0;
    warned.textContent = real.length ? `This looks like ${real[0].kind}: ${real[0].found}. Write about the invented case only, and take real details out.` : "";
  };
  let pause = null; // the warning waits until the typing stops: on leaving the box it would push the next thing from under the pointer
  box.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(warn, PAUSE); show(); change(box.value.trim() ? box.value.toWellFormed?.() ?? box.value : null); });
  show();
  return h("div", { class: "course-field" }, h("label", { for: id, class: "course-legend" }, item.asks),
    h("p", { class: "course-hint", id: `${id}-hint` }, "Write about the invented case only. Never write the name or the details of a real person."), box, count, warned);
}

// Following a path ---------------------------------------------------------------------------------------------------

/** Where the acts of an answer lead, and the whole path there. At a hand-over everything that is of use is passed on. */
export function followed({ play: s, chair }, acts) {
  const path = [], left = [...acts], opened = defaultOpening(s);
  for (;;) {
    const now = replay(s, chair, opened, path), step = s.chairs[chair].steps[now.at];
    if (step.handover) path.push({ step: now.at, passed: offered(s, chair, now) });
    else if (step.acts.some((a) => a.id === left[0]?.act) && left[0].step === now.at) path.push(left.shift());
    else return { now, step, path, done: path.filter((entry) => entry.act) };
  }
}

const atEnd = (item, acts) => followed(item, acts).step.acts.length === 0;

function path(item, answer, change) {
  const place = h("div", { class: "course-path-taken" }), steps = item.play.chairs[item.chair].steps;
  let acts = answer ?? [];
  const set = (next) => { acts = next; change(acts.length ? acts : null); draw(); place.querySelector("h4").focus(); };

  function draw() {
    const { now, step, done } = followed(item, acts), chosen = { act: null };
    const group = step.acts.length > 0 && watched(radios({ name: "act", legend: step.ask, choices: pairs(step.acts), chosen: null }), (act) => { chosen.act = act; });
    const missing = h("p", { class: "course-error", role: "status" });
    const go = () => { if (chosen.act) set([...done, { step: now.at, act: chosen.act }]); else missing.textContent = "Choose what to do first."; };
    place.replaceChildren(h("div", {},
      done.length > 0 && h("ol", { class: "course-done", "aria-label": "What you have done so far" }, done.map((e) => h("li", {}, steps[e.step].acts.find((a) => a.id === e.act).says))),
      h("h4", { tabindex: "-1" }, group ? `Step ${done.length + 1}: ${step.title}` : "This path has come to its end"),
      group ? step.text.filter((p) => holds(p, now.flags)).map((p) => h("p", {}, p.says)) : h("p", {}, "You can leave it so, or go back and choose another way."),
      group, group && missing, h("div", { class: "course-buttons" }, group && h("button", { type: "button", onclick: go }, "Do this, and go on"),
        done.length > 0 && h("button", { type: "button", onclick: () => set(done.slice(0, -1)) }, "Go back one step"))));
  }
  draw();
  return h("fieldset", { class: "course-question" }, h("legend", { class: "course-legend" }, item.asks), place);
}

const KINDS = { single, several, order, sort, written, path };
