// The case of this week by the reader's clock, from a fixed rotation, and a calendar file that begins next Monday.
import { h } from "./dom.js";
import { today } from "./settings.js";
import { NOTICE, dayInWords } from "./words.js";

const DAY = 86400000, FIRST_MONDAY = Date.UTC(1970, 0, 5);
const at = (day) => Date.parse(`${day}T00:00:00Z`), text = (time) => new Date(time).toISOString().slice(0, 10);

/** How many weeks, Monday to Sunday, lie between the first Monday of 1970 and a day. */
export const weeksUntil = (day) => Math.floor((at(day) - FIRST_MONDAY) / (7 * DAY));

export const mondayOf = (day) => text(FIRST_MONDAY + weeksUntil(day) * 7 * DAY);

/** The number of a day's week as ISO 8601 counts: the week of 4 January is the first. */
export function isoWeek(day) {
  const thursday = new Date(at(mondayOf(day)) + 3 * DAY);
  return weeksUntil(day) - weeksUntil(`${thursday.getUTCFullYear()}-01-04`) + 1;
}

/** A calendar file moved by whole weeks, so that it begins on the Monday after a day. */
export function startingAfter(calendar, day) {
  const days = [...calendar.matchAll(/DTSTART;VALUE=DATE:(\d{4})(\d{2})(\d{2})/g)].map(([, y, m, d]) => at(`${y}-${m}-${d}`));
  const by = at(mondayOf(day)) + 7 * DAY - days[0];
  return calendar.replace(/(?<=UID:|VALUE=DATE:)(\d{4})(\d{2})(\d{2})/g, (_, y, m, d) => text(at(`${y}-${m}-${d}`) + by).replaceAll("-", ""));
}

const address = (page) => `${page.startsWith("book/") ? page.slice(5) : `../${page}`}.html`;

function render({ model, el }) {
  const { rotation, calendar, file } = model.get("data"), day = today(), index = weeksUntil(day) % rotation.length, now = rotation[index];
  const entry = (e, i) => h("li", {}, h("a", { href: address(e.page) }, e.title), i === index && " (this week)");
  el.append(h("section", { class: "course-walk", "aria-label": "Case of the week" },
    h("p", { class: "course-notice" }, NOTICE),
    h("p", { class: "course-progress" }, `Week ${isoWeek(day)}, from ${dayInWords(mondayOf(day))}. Case ${index + 1} of ${rotation.length}. ${now.place}.`),
    h("h3", { class: "course-heading" }, now.title), now.story && h("p", {}, now.story), h("p", { class: "course-label" }, now.asks),
    h("p", {}, "Decide first. Then answer it on its page: ", h("a", { href: address(now.page) }, now.on), "."),
    h("p", {}, h("a", { href: `data:text/calendar;charset=utf-8,${encodeURIComponent(startingAfter(calendar, day))}`, download: file }, "Save the calendar file"),
      ". It begins next Monday."),
    h("details", { class: "course-fold" }, h("summary", {}, `The whole rotation (${rotation.length})`), h("ol", {}, rotation.map(entry)))));
}

export default { render };
