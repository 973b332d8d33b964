// The shell of a package for a learning system: it holds the one session, shows the book's pages in a frame, and saves at every answer.
import { h } from "./dom.js";
import { openScorm } from "./scorm.js";
import { openCmi5 } from "./statements.js";
import { fresh, keptOf, pack, standing, take, unpack } from "./tally.js";

const course = JSON.parse(document.getElementById("package").textContent);
const frame = document.getElementById("pages"), done = document.getElementById("done"), said = document.getElementById("said");
const root = new URL("pages/", location.href);
let session = null, tally = fresh(), place = course.start;

const say = (text) => { if (said.textContent !== text) said.textContent = text; };

/** The page in the frame, as its number in the package; -1 for anything else. */
function pageNow() {
  try {
    const { origin, pathname } = frame.contentWindow.location;
    return origin === root.origin ? course.pages.findIndex((page) => root.pathname + page.at === pathname) : -1;
  } catch {
    return -1;
  }
}

function show() {
  const { done: pages, of, complete } = standing(course, tally);
  done.textContent = complete ? `All ${of} counted pages are done.` : `${pages} of ${of} counted pages done`;
}

/** Saves all that is known, with the answers that are new. */
async function save(changed = []) {
  show();
  if (!session || session.reading) return;
  const answered = changed.map((number) => ({ number, item: course.items[number], given: tally.answers[number] }));
  const fine = await session.put({ kept: pack(course, tally), place, standing: standing(course, tally), answered });
  if (!session.over()) say(fine ? "Saved." : "Not saved. Check your connection; the next answer tries again.");
}

function opened() {
  const number = pageNow();
  if (number < 0) return;
  frame.contentDocument.addEventListener("click", leaveFrame);
  document.title = frame.contentDocument.title || course.title;
  place = course.pages[number].at;
  tally.opened.add(number);
  save();
}

/** Lets a link to another site open in a window of its own: most sites refuse to be shown in a frame. */
function leaveFrame({ target }) {
  const link = target.closest?.("a[href]");
  if (link && link.protocol.startsWith("http") && link.origin !== location.origin) Object.assign(link, { target: "_blank", rel: "noopener noreferrer" });
}

function heard({ source, origin, data }) {
  if (source !== frame.contentWindow || origin !== location.origin || data?.course !== "questions") return;
  if (data.asks) frame.contentWindow.postMessage({ course: "questions", set: data.set, kept: keptOf(course, tally, data.set) }, location.origin);
  if (!data.committed) return;
  const changed = take(course, tally, data.set, data.committed);
  if (changed.length) save(changed);
}

function finish() {
  if (!session || session.over()) return;
  session.finish();
  say("This session is closed. To go on, open the course from your learning system again.");
}

async function begin() {
  try {
    session = await (course.kind === "cmi5" ? openCmi5(course) : openScorm(course));
  } catch (error) {
    console.warn(error);
  }
  if (session) {
    tally = unpack(course, session.kept);
    place = course.pages.some((page) => page.at === session.place) ? session.place : course.start;
    if (session.leave) document.getElementById("leave").append(h("a", { href: session.leave, onclick: finish }, "Save and leave"));
  }
  say(!session ? "No learning system answers here, so nothing is recorded. You can read all the same."
    : session.reading ? "Your learning system opened this for looking only. Nothing is recorded." : "");
  frame.addEventListener("load", opened);
  window.addEventListener("message", heard);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
  window.addEventListener("pagehide", finish);
  frame.src = root + place;
  show();
}

begin();
