// A page of the book inside a package for a learning system: it tells the page around it what was committed, and takes back what was kept.
// Nothing is told to a page of another place, and none of this runs where the book is opened by itself.
import { score } from "./scoring.js";

const place = () => (window.parent !== window && location.protocol.startsWith("http") ? location.origin : null);

/** What was committed in a set: {item: {answer, confidence, credit}}; a credit of null is not marked here. */
export function committedIn(items, state) {
  const found = {};
  for (const item of items) {
    const given = state?.answers?.[item.id];
    if (!given?.committed) continue;
    try {
      found[item.id] = { answer: given.answer, confidence: given.confidence, credit: score(item.kind, item.key, given.answer) };
    } catch { /* an older version of the set left it behind: the page asks again */ }
  }
  return found;
}

/** The state with what was kept put back; what was answered since then stays as it is. */
export function withKept(state, kept) {
  const back = Object.entries(kept).map(([id, { answer, confidence }]) => [id, { answer, confidence, committed: true }]);
  return { ...state, answers: { ...Object.fromEntries(back), ...state?.answers } };
}

/** Tells the page around this one that a test was handed in, and nothing of its answers. */
export function handedIn(set) {
  const origin = place();
  if (origin) window.parent.postMessage({ course: "questions", set, committed: { handed_in: { answer: null, confidence: null, credit: null } } }, origin);
}

/** Connects a set of questions with the page around it; returns what is to be called at each change. */
export function connect(set, model) {
  const origin = place();
  if (!origin) return () => {};
  const tell = (message) => window.parent.postMessage({ course: "questions", set, ...message }, origin);
  window.addEventListener("message", (event) => {
    const { data } = event;
    if (event.source !== window.parent || event.origin !== origin || data?.course !== "questions" || data.set !== set || !data.kept) return;
    model.set("state", withKept(model.get("state"), data.kept));
    model.save_changes();
  });
  tell({ asks: true });
  return () => tell({ committed: committedIn(model.get("data").items, model.get("state")) });
}
