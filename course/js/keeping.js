// Where an attempt is kept until it is handed in, if the person agreed to it. It is kept twice: what a closed window leaves behind is
// in one place at once, and what a dead battery leaves behind has been written to the disk in the other.

const PREFIX = "course:attempt:", BASE = "course-attempts";

function box() {
  try {
    window.localStorage.setItem(`${PREFIX}?`, "");
    window.localStorage.removeItem(`${PREFIX}?`);
    return window.localStorage;
  } catch { return null; }
}

const settled = (request) => new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error); });

async function base() {
  try {
    const asked = indexedDB.open(BASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(BASE);
    return await settled(asked);
  } catch { return null; }
}

function parsed(text) {
  try { return JSON.parse(text); } catch { return null; }
}

/** Whether the device keeps attempts, of whatever form. */
export const holdsAttempts = () => { try { return Object.keys(window.localStorage).some(isAttempt); } catch { return false; } };

/** Whether a name in the browser's store is an attempt's. */
export const isAttempt = (key) => key.startsWith(PREFIX);

/** Removes every attempt from this device. */
export function wipeAttempts() {
  try { Object.keys(window.localStorage).filter(isAttempt).forEach((key) => window.localStorage.removeItem(key)); } catch { /* nothing is kept there */ }
  try { indexedDB.deleteDatabase(BASE); } catch { /* nor there */ }
}

/** A place on this device for one form's attempt; trouble is called when it stops keeping, moved when another window wrote. */
export async function deviceKeeper(form, { trouble, moved }) {
  const here = box(), disk = await base(), key = PREFIX + form;
  disk?.addEventListener("versionchange", () => disk.close()); // everything is being wiped, perhaps from another window
  const store = (mode) => disk.transaction(BASE, mode, { durability: "strict" }).objectStore(BASE);
  let waiting = null, writing = false;

  async function write() {
    writing = true;
    while (waiting) {
      const { value } = waiting;
      waiting = null;
      try { await settled(value === null ? store("readwrite").delete(form) : store("readwrite").put(value, form)); } catch { if (!here) trouble(); }
    }
    writing = false;
  }

  function put(value) {
    try { if (value === null) here?.removeItem(key); else here?.setItem(key, JSON.stringify(value)); } catch { trouble(); }
    waiting = { value };
    if (disk && !writing) write();
  }

  const listen = (event) => { if (event.key === key) moved(parsed(event.newValue)); };
  window.addEventListener("storage", listen);
  return {
    works: Boolean(here || disk), save: put, wipe: () => put(null), close: () => window.removeEventListener("storage", listen),
    async load() {
      const first = parsed(here?.getItem(key) ?? "null"), second = disk ? await settled(store("readonly").get(form)).catch(() => null) : null;
      return (first?.saves ?? -1) >= (second?.saves ?? -1) ? first : second;
    },
  };
}

/** The same for a live notebook and other hosts: they keep the state themselves. */
export function hostKeeper(model, say) {
  model.on("change:data", () => { if (model.get("data").trouble) say(model.get("data").trouble); });
  const put = (state) => { model.set("state", state); model.save_changes(); };
  return { works: true, save: put, wipe: () => put({}), close: () => {}, load: async () => (model.get("state")?.attempt ? model.get("state") : null) };
}
