// Answers jobs with the page's own modules: {model, whatIf: [[facts, settings]], compare: [[case, nation, days]]} to JSON.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, input, output] = process.argv.slice(2);
const from = (name) => import(pathToFileURL(`${folder}/${name}.js`));
const { whatIf } = await from("whatif"), { periods } = await from("replay"), { eventsSince } = await from("changed");
const job = JSON.parse(readFileSync(input, "utf8"));
writeFileSync(output, JSON.stringify({
  whatIf: (job.whatIf ?? []).map(([facts, settings]) => whatIf(job.model, facts, settings)),
  compare: (job.compare ?? []).map(([named, nation, days]) => periods(job.model, named, nation, days)),
  since: (job.since ?? []).map((settings) => eventsSince(job.events, settings)),
}));
