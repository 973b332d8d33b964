// The switch for remembering, on the pages that have it.
import { removeCopy } from "./copy.js";
import { freshId, h } from "./dom.js";
import { holdsAttempts } from "./keeping.js";
import { saveFile } from "./saving.js";
import { bring, everything, remember, remembering, wipe } from "./store.js";

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
