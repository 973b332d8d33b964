// Runs the page's codes, receipts, versions and sealing on what Python made up: node same_codes.mjs JS_FOLDER JOB OUT
import { readFile, writeFile } from "node:fs/promises";


const [folder, job, out] = process.argv.slice(2);
const load = (name) => readFile(`${folder}/${name}.js`, "utf8").then((text) => { texts[name] = text; });
const texts = {}, made = {};

/** A module and what it imports, as data addresses: the folder has no package.json that calls its files modules. */
async function module(name) {
  if (made[name]) return made[name];
  await load(name);
  let text = texts[name];
  for (const [whole, other] of [...text.matchAll(/from "\.\/([a-z]+)\.js"/g)]) text = text.replace(whole, `from "${await module(other)}"`);
  made[name] = `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`;
  return made[name];
}

const { tidied } = await import(await module("codes")), { canonical, receiptOf } = await import(await module("response"));
const { sha256, hex } = await import(await module("digest")), { sealed, publicKey } = await import(await module("sealing"));
const { codes = [], responses = [], texts: wanted = [], seal = [], key } = JSON.parse(await readFile(job, "utf8"));
const trainer = key && publicKey(key);
await writeFile(out, JSON.stringify({
  codes: codes.map(tidied), receipts: responses.map(receiptOf), canonical: responses.map(canonical),
  hashes: wanted.map((text) => hex(sha256(text))), sealed: await Promise.all(seal.map((text) => sealed(text, trainer))),
}));
