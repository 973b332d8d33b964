// Plays a scenario with the page's code. Input file: {law, s, cases: [[chair, opened, path]]}; output: one digest of all that follows.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const [module, input, output] = process.argv.slice(2);
const { replay, offered, askable, caseOf, judge, encode, decode } = await import(pathToFileURL(module));
const { readCase, decide } = await import(pathToFileURL(join(dirname(module), "decide.js")));
const { law, s, cases } = JSON.parse(readFileSync(input, "utf8"));

function canonical(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

const lines = cases.map(([chair, opened, path]) => {
  const play = replay(s, chair, opened, path), kase = readCase(law, caseOf(s, play.known));
  const answer = decide(law, kase, { nation: s.nation, role: chair, on: s.on });
  return canonical({
    play, offered: offered(s, chair, play), askable: askable(s, play),
    judged: s.chairs[chair].steps[play.at].acts.map((a) => judge(law, kase, answer, a.does)),
    code: encode(s, chair, { told: play.told, knew: offered(s, chair, play), flags: play.flags }),
    decoded: decode(s, "school", encode(s, "school", opened)),
  });
});
writeFileSync(output, JSON.stringify(createHash("sha256").update(lines.join("\n")).digest("hex")));
