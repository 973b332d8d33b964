// A cmi5 session, held by the shell page for the whole book: statements go out in order, and the last one as the window goes.
import { response } from "./scorm.js";

const VERBS = {
  initialized: "http://adlnet.gov/expapi/verbs/initialized", completed: "http://adlnet.gov/expapi/verbs/completed",
  terminated: "http://adlnet.gov/expapi/verbs/terminated", answered: "http://adlnet.gov/expapi/verbs/answered",
};
const CMI5 = { id: "https://w3id.org/xapi/cmi5/context/categories/cmi5" }, MOVE_ON = { id: "https://w3id.org/xapi/cmi5/context/categories/moveon" };
const TYPES = { single: "choice", several: "choice", order: "sequencing", sort: "matching" };
const KEPT = "course-progress";

/** A random id; crypto.randomUUID is missing where a page is not served securely. */
export function freshUuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** What a learning system writes into the address when it launches a cmi5 unit; null if it did not. */
export function launchOf(search) {
  const asked = new URLSearchParams(search), names = ["endpoint", "fetch", "actor", "registration", "activityId"];
  if (names.some((name) => !asked.get(name))) return null;
  const launch = Object.fromEntries(names.map((name) => [name, asked.get(name)]));
  return { ...launch, endpoint: launch.endpoint.replace(/\/?$/, "/"), actor: JSON.parse(launch.actor) };
}

/** One statement: what all have in common, and what this verb adds. */
export function statement(launch, template, verb, { object, result, defined = false }) {
  const category = [...(defined ? [CMI5] : []), ...(result?.completion ? [MOVE_ON] : [])];
  const activities = { ...template.contextActivities };
  if (category.length) activities.category = [...(activities.category ?? []), ...category];
  return {
    id: freshUuid(), timestamp: new Date().toISOString(), actor: launch.actor,
    verb: { id: VERBS[verb], display: { "en-GB": verb } }, object: object ?? { objectType: "Activity", id: launch.activityId },
    context: { ...template, registration: launch.registration, contextActivities: activities }, ...(result && { result }),
  };
}

/** A question as an activity of its own, with the answer as result; how sure the reader was is left out. */
export function answered(course, item, given) {
  const object = { objectType: "Activity", id: `${course.id}/questions/${item.set}/${item.id}`, definition: {
    type: "http://adlnet.gov/expapi/activities/cmi.interaction", interactionType: TYPES[item.kind] ?? "other", name: { "en-GB": item.asks } } };
  const said = response("scorm2004", item, given.answer);
  return { object, result: { ...(said && { response: said }), ...(given.credit !== null && { score: { scaled: given.credit } }) } };
}

/** Opens the session; null if no learning system launched this page. */
export async function openCmi5(course) {
  const launch = launchOf(location.search), started = Date.now();
  if (!launch) return null;
  const token = (await (await fetch(launch.fetch, { method: "POST" })).json())["auth-token"];
  if (!token) return null;
  const headers = { Authorization: `Basic ${token}`, "X-Experience-API-Version": "1.0.3" };
  const call = (path, options = {}) => fetch(launch.endpoint + path, { keepalive: true, ...options, headers: { ...headers, ...options.headers } });
  const document = (id) => `activities/state?${new URLSearchParams({ stateId: id, activityId: launch.activityId, agent: JSON.stringify(launch.actor), registration: launch.registration })}`;
  const read = async (path) => { const got = await call(path); return got.ok ? got.json() : null; };
  const data = await read(document("LMS.LaunchData"));
  if (!data) return null;
  await read(`agents/profile?${new URLSearchParams({ profileId: "cmi5LearnerPreferences", agent: JSON.stringify(launch.actor) })}`);
  const reading = data.launchMode !== "Normal", before = (await read(document(KEPT))) ?? {};
  const make = (verb, more) => statement(launch, data.contextTemplate, verb, more);
  const lasted = () => ({ duration: `PT${((Date.now() - started) / 1000).toFixed(2)}S` });
  let waiting = [], sending = null, complete = before.complete === true, latest = null, over = false;

  const post = (statements) => call("statements", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(statements) });
  const keep = () => call(document(KEPT), { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(latest) });

  async function send() {
    const batch = waiting;
    waiting = [];
    try {
      const fine = (batch.length === 0 || (await post(batch)).ok) && (latest === null || (await keep()).ok);
      if (!fine) waiting = [...batch, ...waiting];
      return fine;
    } catch {
      waiting = [...batch, ...waiting];
      return false;
    }
  }

  /** Sends what is waiting, one batch after the other. */
  function flush() {
    sending = (sending ?? Promise.resolve()).then(send);
    return sending;
  }

  function put({ kept, place, standing, answered: told }) {
    if (reading || over) return true;
    told.forEach(({ item, given }) => waiting.push(make("answered", answered(course, item, given))));
    if (standing.complete && !complete) waiting.push(make("completed", { defined: true, result: { completion: true, ...lasted() } }));
    complete = complete || standing.complete;
    latest = { kept, place, complete };
    return flush();
  }

  function finish() {
    if (over) return;
    over = true;
    post([...waiting, make("terminated", { defined: true, result: lasted() })]);
    if (latest) keep();
  }

  if (!(await post([make("initialized", { defined: true })])).ok) return null;
  return { kept: before.kept ?? "", place: before.place ?? "", reading, put, finish, over: () => over, leave: data.returnURL ?? null };
}
