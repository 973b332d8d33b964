// Scores answers with the page's code. Arguments: the module, the input file [[kind, key, answer]] or [["marks", rubric, marks]], the output file.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [module, input, output] = process.argv.slice(2);
const { score, fromMarks } = await import(pathToFileURL(module));
const said = ([kind, key, answer]) => {
  try {
    return kind === "marks" ? fromMarks(key, answer) : score(kind, key, answer);
  } catch (error) {
    return error.message;
  }
};
writeFileSync(output, JSON.stringify(JSON.parse(readFileSync(input, "utf8")).map(said)));
