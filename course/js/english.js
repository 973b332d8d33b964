// In a book whose buttons and labels speak another language: says which texts are still English, so that a screen reader reads them as such.
// The law, the stories and the questions are English there. A text that is put together from both languages is left as it is.
import { given } from "./given.js";

const ENGLISH = "en-GB";

/** Every text in some data, in small letters. */
function texts(data, found = new Set()) {
  if (typeof data === "string") found.add(data.trim().toLowerCase());
  else if (data && typeof data === "object") Object.values(data).forEach((part) => texts(part, found));
  return found;
}

const known = new Set(), learnt = new Set(), DATA = ["courseLaw", "courseSources", "courseDrills"];

/** Learns the texts of what has come since: the law and its sources may be asked for later than the page. */
function learn() {
  DATA.filter((name) => window[name] && !learnt.has(name)).forEach((name) => { learnt.add(name); texts(window[name], known); });
}

const places = document.querySelectorAll(".course-widget");
places.forEach((place) => texts(given(place), known));
const isEnglish = (text) => text.length > 3 && (known.has(text) || known.has(text.replace(/\.$/, "")));

/** Marks each element below a node whose own text is one of those. */
function mark(node) {
  learn();
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    if (isEnglish(text.data.trim().toLowerCase()) && !text.parentElement.lang) text.parentElement.lang = ENGLISH;
  }
}

places.forEach((place) => {
  place.querySelector(".course-twin")?.setAttribute("lang", ENGLISH);
  const live = place.querySelector(".course-live");
  if (!live) return;
  mark(live);
  new MutationObserver(() => mark(live)).observe(live, { childList: true, subtree: true, characterData: true });
});
