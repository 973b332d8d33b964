// What stays on this device, and only if the reader asked for it. Nothing is sent anywhere.
export const PREFIX = "course:";
export const SWITCH = "course:remember";

/** The browser's own store, or null if it keeps nothing. */
export function device() {
  try { return window.localStorage; } catch { return null; }
}

/** Whether the reader has turned remembering on. It is off until they do. */
export function remembering() {
  return device()?.getItem(SWITCH) === "on";
}

/** Keeps a value under a name, if remembering is on. */
export function keep(name, value) {
  if (remembering()) device().setItem(PREFIX + name, JSON.stringify(value));
}

/** The value kept under a name, or null. */
export function kept(name) {
  if (!remembering()) return null;
  try { return JSON.parse(device().getItem(PREFIX + name)); } catch { return null; }
}
