// Keeping the whole course on this device: off until the reader asks for it, with its size said, and gone with one button.
import { canKeep, copyHere, removeCopy, root } from "./copy.js";
import { h } from "./dom.js";

const HERE = "The whole course is kept on this device. It opens without a network, at this same address. A newer version is fetched when you open a page online.";
const NOT_YET = "It is off until you press the button. Leave it off on a computer that other people use: the copy shows that somebody here opened this course. "
  + "Once it is kept, your browser may also offer, in its own menu, to install it as an app.";

/** Keeps everything; throws if it could not all be kept, and then nothing of it is. */
async function keepCopy() {
  const made = await navigator.serviceWorker.register(`${root}offline-worker.js`, { scope: root, updateViaCache: "none" });
  const worker = made.installing ?? made.waiting;
  if (!worker) return;
  await new Promise((kept, failed) => worker.addEventListener("statechange", () => {
    if (worker.state === "activated") kept();
    if (worker.state === "redundant") failed(new Error(worker.state));
  }));
}

function panel(place) {
  const megabytes = Math.ceil(window.courseCopy.bytes / 1e6);
  const told = h("p"), said = h("p", { class: "said", role: "status" });
  const keep = h("button", { type: "button", onclick: () => doing("Keeping it. Leave this page open.", keepCopy, "Kept. You can open any page without a network now.",
    "It could not be kept. The network broke off, or this browser keeps nothing for this site. Nothing was left behind.") }, `Keep the whole course on this device (about ${megabytes} MB)`);
  const remove = h("button", { type: "button", onclick: () => doing("Removing it.", removeCopy, "Removed. No file of the course is kept on this device.",
    "It could not be removed. Clear this site's data in the settings of your browser.") }, "Remove it from this device");

  async function show() {
    const here = (await copyHere())?.active;
    told.textContent = here ? HERE : NOT_YET;
    keep.hidden = Boolean(here);
    remove.hidden = !here;
  }

  async function doing(first, act, done, failed) {
    said.textContent = first;
    keep.disabled = remove.disabled = true;
    try { await act(); said.textContent = done; } catch { said.textContent = failed; }
    keep.disabled = remove.disabled = false;
    await show();
    (keep.hidden ? remove : keep).focus(); // the button that was pressed may be gone
  }

  place.replaceChildren(told, h("p", { class: "row" }, keep, remove), said);
  document.head.append(h("link", { rel: "manifest", href: `${root}_static/app.json` }));
  document.addEventListener("course-wiped", show);
  show();
}

if (canKeep()) document.querySelectorAll(".course-offline").forEach(panel);
