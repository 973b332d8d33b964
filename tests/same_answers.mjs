// Answers cases with the page's evaluator. Input file: {model, cases: [[case, settings]], kind: "decide" | "truth"}; output: one digest a case block.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [evaluator, input, output] = process.argv.slice(2);
const { decide, truth } = await import(pathToFileURL(evaluator));
const job = JSON.parse(readFileSync(input, "utf8"));

function canonical(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

const answer = job.kind === "truth"
  ? ([rule, masks]) => truth(job.model.rules[rule].when, masks)
  : ([kase, settings]) => decide(job.model, kase, settings);
const digests = [];
for (let from = 0; from < job.cases.length; from += job.block) {
  const hash = createHash("sha256");
  for (const kase of job.cases.slice(from, from + job.block)) hash.update(canonical(answer(kase)) + "\n");
  digests.push(hash.digest("hex"));
}
writeFileSync(output, JSON.stringify(digests));
