// The switch for remembering, on the pages that have it.
import { removeCopy } from "./copy.js";
import { freshId, h } from "./dom.js";
import { holdsAttempts, isAttempt, wipeAttempts } from "./keeping.js";
import { saveFile } from "./saving.js";
import { PREFIX, SWITCH, device, keep, kept, remembering } from "./store.js";

const mine = () => Object.keys(device() ?? {}).filter((key) => key.startsWith(PREFIX));

/** Turns remembering on or off; turning it off removes what was remembered, and leaves an assessment. Returns false if the browser keeps nothing. */
function remember(on) {
  if (!device()) return false;
  if (on) device().setItem(SWITCH, "on");
  else mine().filter((key) => !isAttempt(key)).forEach((key) => device().removeItem(key));
  return true;
}

/** Everything that is remembered, as one object to take along in a file. An assessment has a file of its own. */
function everything() {
  const names = mine().filter((key) => key !== SWITCH && !isAttempt(key)).map((key) => key.slice(PREFIX.length));
  return { format: "course-progress", version: 1, kept: Object.fromEntries(names.map((name) => [name, kept(name)])) };
}

/** Puts back what everything() gave; throws a sentence if the file is something else. */
function bring(data) {
  if (data?.format !== "course-progress" || data.version !== 1) throw new Error("This file was not saved by this course.");
  for (const [name, value] of Object.entries(data.kept)) keep(name, value);
}

/** Removes everything this course keeps on this device, the switch and every assessment included. */
function wipe() {
  wipeAttempts();
  mine().forEach((key) => device().removeItem(key));
}

/** The switch for remembering on this device, with a way to wipe it, save it to a file and bring it back. */
function rememberPanel(place) {
  const said = h("p", { class: "said", role: "status" });
  const say = (text) => { said.textContent = text; };
  const box = h("input", { type: "checkbox", id: freshId("remember") });
  const file = h("input", { type: "file", id: freshId("file"), accept: ".json,application/json" });
  const show = () => { box.checked = remembering(); file.disabled = !remembering(); saved.disabled = !remembering(); };
  const saved = h("button", { type: "button", onclick: () => { saveFile("course-progress.json", JSON.stringify(everything())); say("Saved to a file. Keep it where only you can read it."); } }, "Save to a file");
  let asked = false; // an assessment is not lost by one press
  const wiped = h("button", { type: "button", onclick: async () => {
    if (holdsAttempts() && !asked) {
      asked = true;
      say("An assessment is kept here. Press again to wipe its answers too. They cannot be brought back.");
      return;
    }
    asked = false;
    wipe();
    show();
    await removeCopy().catch(() => {});
    document.dispatchEvent(new Event("course-wiped"));
    say("Wiped. Nothing is kept on this device now, and remembering is off.");
  } }, "Wipe everything");
  box.addEventListener("change", () => {
    const on = box.checked, could = remember(on);
    show();
    if (!could) say("This browser keeps nothing for this site, so remembering stays off.");
    else say(on ? "On. Your choices and answers are now kept in this browser." : `Off. What was remembered has been wiped.${holdsAttempts() ? " An assessment that you keep here stays: wipe it on its own page, or wipe everything." : ""}`);
  });
  file.addEventListener("change", async () => {
    try {
      bring(JSON.parse(await file.files[0].text()));
      say("Brought back. You will find it when you open the pages again.");
    } catch (error) {
      say(error instanceof SyntaxError ? "This file was not saved by this course." : error.message);
    }
    file.value = "";
  });
  place.replaceChildren(
    h("p", {}, "Remembering is off unless you turn it on here. Leave it off on a computer that other people use. "
      + "What is remembered stays in this browser and is sent to nobody. Turn it on to save it to a file or to bring it back."),
    h("p", { class: "switch" }, box, h("label", { for: box.id }, "Remember my choices and answers on this device")),
    h("p", { class: "row" }, wiped, saved),
    h("p", { class: "row" }, h("label", { for: file.id }, "Bring it from a file"), file), said);
  show();
}

document.querySelectorAll(".course-remember").forEach(rememberPanel);
