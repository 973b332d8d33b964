// What a phone remembers, and what it still has to send. Without storage it is kept as long as the page is open.

const held = new Map();
const store = (() => { try { localStorage.setItem("room-test", "1"); localStorage.removeItem("room-test"); return localStorage; } catch { return null; } })();

/** Something that the phone remembers, or null. */
export function recall(name) {
  try { return JSON.parse(store ? store.getItem(`room-${name}`) : held.get(name) ?? "null"); } catch { return null; }
}

/** Remembers something; null forgets it. */
export function remember(name, value) {
  try {
    if (!store) held.set(name, JSON.stringify(value));
    else if (value === null) store.removeItem(`room-${name}`);
    else store.setItem(`room-${name}`, JSON.stringify(value));
  } catch { held.set(name, JSON.stringify(value)); }
}

const FIRST = 800, LONGEST = 10_000, DEADLINE = 8000;
let waiting = recall("outbox") ?? {}, pause = FIRST, timer, busy = false, onChange = () => {}, token = () => "";

/** Says whose token goes along, and who is told of each change: told(name, "waiting" | "stored" | "refused", body, says). */
export function begin(getToken, told) {
  token = getToken;
  onChange = told;
  addEventListener("online", () => push(true));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) push(true); });
  push(true);
}

/** Sends something until it is stored; a newer one of the same name takes its place. */
export function post(name, path, body) {
  waiting[name] = { path, body };
  remember("outbox", waiting);
  onChange(name, "waiting", body, "");
  push(true);
}

/** What is still to be sent under a name, or undefined. */
export const unsent = (name) => waiting[name]?.body;

/** Forgets what has not been sent. */
export function empty() {
  waiting = {};
  remember("outbox", null);
}

async function push(atOnce) {
  clearTimeout(timer);
  if (atOnce) pause = FIRST;
  if (busy || !token()) return;
  busy = true;
  for (const [name, item] of Object.entries(waiting)) {
    const answer = await attempt(item);
    if (!answer || answer.status === 429 || answer.status >= 500) break;
    if (waiting[name] === item) {
      delete waiting[name];
      remember("outbox", Object.keys(waiting).length ? waiting : null);
      onChange(name, answer.ok ? "stored" : "refused", item.body, answer.says);
    }
    pause = FIRST;
  }
  busy = false;
  if (Object.keys(waiting).length) {
    timer = setTimeout(push, pause * (0.7 + Math.random() * 0.6));
    pause = Math.min(LONGEST, pause * 1.8);
  }
}

async function attempt(item) {
  const limit = new AbortController(), end = setTimeout(() => limit.abort(), DEADLINE);
  try {
    const answer = await fetch(item.path, { method: "POST", signal: limit.signal, body: JSON.stringify(item.body),
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token()}` } });
    const said = await answer.json().catch(() => ({}));
    return { ok: answer.ok, status: answer.status, says: said.says ?? "" };
  } catch { return null; } finally { clearTimeout(end); }
}
