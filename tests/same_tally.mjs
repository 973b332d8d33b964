// Reads what a page told as JSON, answers with what the shell keeps of it, gives back, and reports.
import { readFileSync } from "node:fs";
import { fresh, keptOf, pack, standing, take, unpack } from "../course/js/tally.js";
import { response, span } from "../course/js/scorm.js";

const { course, opened, told } = JSON.parse(readFileSync(0, "utf-8"));
const tally = fresh(), changed = [];
opened.forEach((number) => tally.opened.add(number));
for (const [set, committed] of told) changed.push(take(course, tally, set, committed));
const text = pack(course, tally), back = unpack(course, text);
console.log(JSON.stringify({
  text, changed, standing: standing(course, tally), again: standing(course, back), same: pack(course, back) === text,
  kept: keptOf(course, back, "trial"), other: pack({ ...course, version: "other" }, unpack({ ...course, version: "other" }, text)),
  short: course.items.map((item, at) => tally.answers[at] && response("scorm12", item, tally.answers[at].answer)),
  long: course.items.map((item, at) => tally.answers[at] && response("scorm2004", item, tally.answers[at].answer)),
  spans: [span("scorm12", 3725.9), span("scorm2004", 3725.9)],
}));
