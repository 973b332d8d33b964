// What the page's warning finds: {texts: [[text, allowed]]} to JSON; with weeks, the calendar file moved to begin after each day.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, input, output] = process.argv.slice(2);
const from = (name) => import(pathToFileURL(`${folder}/${name}.js`));
const { lookingReal } = await from("warning"), { startingAfter, isoWeek, weeksUntil } = await from("weekly"), { leftWith } = await from("clinic");
const job = JSON.parse(readFileSync(input, "utf8"));
writeFileSync(output, JSON.stringify({
  found: (job.texts ?? []).map(([text, allowed]) => lookingReal(text, allowed)),
  files: (job.days ?? []).map((day) => startingAfter(job.calendar, day)),
  weeks: (job.days ?? []).map((day) => [isoWeek(day), weeksUntil(day)]),
  left: (job.told ?? []).map((told) => leftWith(job.data, job.law, told)),
}));
