// What stays on this device, and only if the reader asked for it. Nothing is sent anywhere.
import { isAttempt, wipeAttempts } from "./keeping.js";

const PREFIX = "course:", SWITCH = "course:remember";

function box() {
  try { return window.localStorage; } catch { return null; }
}

/** Whether the reader has turned remembering on. It is off until they do. */
export function remembering() {
  return box()?.getItem(SWITCH) === "on";
}

/** Turns remembering on or off; turning it off removes what was remembered, and leaves an assessment. Returns false if the browser keeps nothing. */
export function remember(on) {
  if (!box()) return false;
  if (on) box().setItem(SWITCH, "on");
  else mine().filter((key) => !isAttempt(key)).forEach((key) => box().removeItem(key));
  return true;
}

const mine = () => Object.keys(box() ?? {}).filter((key) => key.startsWith(PREFIX));

/** Keeps a value under a name, if remembering is on. */
export function keep(name, value) {
  if (remembering()) box().setItem(PREFIX + name, JSON.stringify(value));
}

/** The value kept under a name, or null. */
export function kept(name) {
  if (!remembering()) return null;
  try { return JSON.parse(box().getItem(PREFIX + name)); } catch { return null; }
}

/** Everything that is remembered, as one object to take along in a file. An assessment has a file of its own. */
export function everything() {
  const names = mine().filter((key) => key !== SWITCH && !isAttempt(key)).map((key) => key.slice(PREFIX.length));
  return { format: "course-progress", version: 1, kept: Object.fromEntries(names.map((name) => [name, kept(name)])) };
}

/** Puts back what everything() gave; throws a sentence if the file is something else. */
export function bring(data) {
  if (data?.format !== "course-progress" || data.version !== 1) throw new Error("This file was not saved by this course.");
  for (const [name, value] of Object.entries(data.kept)) keep(name, value);
}

/** Removes everything this course keeps on this device, the switch and every assessment included. */
export function wipe() {
  wipeAttempts();
  mine().forEach((key) => box().removeItem(key));
}
