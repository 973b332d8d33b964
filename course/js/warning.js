// What in a text looks like a real person, place or case. It is a warning and no guarantee: it finds some, and some that are none.

const MONTH = "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)";
const NAME = "\\p{Lu}(?:['’]\\p{Lu})?\\p{Ll}+(?:[-'’]?\\p{Lu}\\p{Ll}+)*";
const PLACE = "School|Academy|College|Primary|Street|Road|Lane|Avenue|Close|Drive|Crescent|Hospital|Constabulary|Surgery|Youth Club";

// Words with a capital that name nobody: they begin sentences, or belong to services and to the days of the week.
const COMMON = new Set(`A After All Also An And Another Any Ask Asked At Before Being Both But By Can Child Children Could Did Do Does Dear Each Either
  Every Everyone For From Had Has Have He Heard Her Here His How I If In Is It Its Known Later Like Listen Make May Met Mother Father Mum Dad My Neither
  Never No Nobody None Not Nothing Now Of On Once One Only Or Our Out Outcome Parent Parents Please Police Pupil Pupils Report Said Say Says School Seen
  She Since So Some Somebody Someone Speak Spoke Take Tell That The Their Them Then There These They This Those Though To Today Told Tomorrow Tonight
  Two Under Until We Weighed What When Where While Who Why Will With Would Year Yesterday You Your Decision Facts Done Listed Monday Tuesday Wednesday
  Thursday Friday Saturday Sunday January February March April June July August September October November December Instagram Snapchat WhatsApp
  England Wales Scotland Northern Ireland United Kingdom Crown Prosecution Service Act Home Office Head Lead Teacher Designated Safeguarding Officer
  Internet Watch Foundation Remove Helpline Childline Ring Call Contact Visit Use Talk Text Email Stop Go Keep Do Social Care Youth Justice Team`.split(/\s+/));

/** The part of a run of capitalised words that is left when common words are taken out, if it has at least so many words. */
const uncommon = (least) => (run) => {
  const words = run.split(/\s+/), longest = [];
  let now = [];
  for (const word of [...words, ""]) {
    if (word && !COMMON.has(word)) now.push(word);
    else { if (now.length > longest.length) longest.splice(0, longest.length, ...now); now = []; }
  }
  return longest.length >= least ? longest.join(" ") : null;
};

const service = (digits) => /^(?:0800|0808|03)/.test(digits);

// What it may be, how it looks, and what of it counts (null: nothing).
const KINDS = [
  ["an e-mail address", /[^\s@<>"]+@[^\s@<>"]+\.[a-z]{2,}/giu],
  ["a web address", /(?<!\w)(?:https?:\/\/|www\.)\S+/giu],
  ["a name in social media", /(?<![\w@.])@[\w.]{3,}|\b(?:snap(?:chat)?|insta(?:gram)?|tik ?tok|discord|user ?name|gamertag|handle)(?: name| is)?\s*[:=]\s*\S+|\b(?=\w*[a-z])\w+_\w+\b|\b[a-z]{3,}\d{2,}\b/giu],
  ["a telephone number", /(?<!\d)(?:\+44|0044|0)(?:[ ()-]*\d){9,10}(?!\d)/gu, (found) => (service(found.replace(/\D/g, "")) ? null : found)],
  ["a postcode", /\b[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}\b/giu],
  ["a full date, such as a date of birth", new RegExp(`\\b\\d{1,2}[/.-]\\d{1,2}[/.-](?:\\d{4}|\\d{2})\\b|\\b\\d{4}-\\d{2}-\\d{2}\\b|\\b\\d{1,2}(?:st|nd|rd|th)?(?: of)? ${MONTH},? \\d{4}\\b|\\b${MONTH} \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}\\b|\\b(?:d\\.?o\\.?b\\.?|date of birth|born)\\b[^.\\n]{0,12}\\d+`, "giu")],
  ["an NHS number", /(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)/gu, (found) => (found.startsWith("0") ? null : found)],
  ["a reference number", /\b\d{2}[A-Z]{1,3}\d?\/\d+\/\d{2,4}\b|\b[A-Z]{0,3}\/?\d{3,}\/\d{2,4}\b|\b(?:URN|UPN|CRN|NHS|crime|log|incident|reference|ref)(?: (?:no|number|ref|reference))?\.?[:# ]{1,2}[A-Z]{0,4}\/?\d{4,}|\b(?=\w*[A-Z])(?=(?:[A-Z]*\d){5})[A-Z0-9]{7,}\b|(?<!\d[ -]?)\b\d{6,9}\b/gu],
  ["a person's name", new RegExp(`(?<!\\p{L})(?:Mr|Mrs|Ms|Miss|Mx|Dr|PC|DC|PS|DS|DI|Sgt)\\.? ${NAME}`, "gu")],
  ["a place", new RegExp(`(?<!\\p{L})(?:${NAME}[ ]){1,3}(?:${PLACE})(?!\\p{L})`, "gu"), (found) => uncommon(2)(found)],
  ["a person's name", new RegExp(`(?<!\\p{L})${NAME}(?:[ ]${NAME})+`, "gu"), uncommon(2)],
];

/** [{kind, found}] for each thing that looks real; what stands in `allowed`, such as the invented case itself, is left alone. */
export function lookingReal(text, allowed = []) {
  const known = allowed.join("\n").toLowerCase(), said = new Map();
  for (const [kind, pattern, counts = (found) => found] of KINDS) {
    for (const [whole] of text.matchAll(pattern)) {
      const found = counts(whole.trim());
      if (found && !known.includes(found.toLowerCase()) && ![...said.keys()].some((other) => other.includes(found))) said.set(found, kind);
    }
  }
  return [...said].map(([found, kind]) => ({ kind, found }));
}
