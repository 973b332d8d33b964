// Draws drills and judges them with the page's own modules: {law, pool, draws, schedule, tally, orders} to JSON.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, input, output] = process.argv.slice(2);
const from = (name) => import(pathToFileURL(`${folder}/${name}.js`));
const { answerTo, caseOf, corridors, draw, judged, possible } = await from("draw"), { boxes, byNeed, tally } = await from("boxes");
const { law, pool, draws = [], judge = [], logs = [], needs = [] } = JSON.parse(readFileSync(input, "utf8"));

function canonical(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

function known(id) {
  const drill = caseOf(pool, law, id), answer = answerTo(law, drill);
  const kept = ({ required, start, options, excluded }) => ({ required, start, options, excluded });
  return { ...drill, answer: Object.fromEntries(corridors(law, drill, answer).map(({ ladder, corridor }) => [ladder.id, kept(corridor)])), settled: answer.settled };
}

const digest = (drills) => createHash("sha256").update(canonical(drills)).digest("hex");
writeFileSync(output, JSON.stringify({
  draws: draws.map(({ seed, n, ...settings }) => digest(draw(pool, seed, n, settings).map(known))),
  judge: judge.map(([id, choices]) => { const drill = caseOf(pool, law, id), answer = answerTo(law, drill); return { ...judged(law, drill, answer, choices), could: possible(law, drill, answer) }; }),
  boxes: logs.map(boxes), tally: logs.map(tally), needs: needs.map(([cases, log, day]) => byNeed(cases, log, day).map(({ id }) => id)),
}));
