// A scenario being played: pure, without words of its own. The same program as story.py, step for step; a test compares them.
// An entry of a path is {step, act, confidence}, {step, passed: [ids]} or {step, asked: id}.
import { basisOn, undecided } from "./decide.js";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PREFIX = { school: "PO", police: "SC" };
const unique = (list) => [...new Set(list)];
const byId = (list, id) => list.find((item) => item.id === id);

// Playing -------------------------------------------------------------------------------------------------------------

/** Whether a piece of text, a fact or an entry belongs to a play in which these flags are set. */
export function holds(item, flags) {
  return item.if.every((f) => flags.includes(f)) && !item.unless.some((f) => flags.includes(f));
}

/** What the officer's chair opens with when nobody has played the school's. */
export function defaultOpening(s) {
  return { told: [...s.default_handover], knew: s.handover.school.filter((e) => Object.keys(e.facts).length).map((e) => e.id), flags: [...s.default_flags] };
}

const flag = (play, names) => names.forEach((name) => { if (!play.flags.includes(name)) play.flags.push(name); });
const learn = (play, items) => items.forEach((item) => { if (holds(item, play.flags)) Object.assign(play.known, item.facts); });
const tell = (play, entry) => { Object.assign(play.known, entry.facts); flag(play, [`told_${entry.id}`]); };

function enter(s, chair, play, name) {
  const steps = s.chairs[chair].steps;
  while (steps[name].only_if && !play.flags.includes(steps[name].only_if)) name = steps[name].otherwise;
  play.at = name;
  play.minutes += steps[name].minutes;
  learn(play, steps[name].learn);
}

function follow(s, chair, opened, play, entry) {
  const step = s.chairs[chair].steps[entry.step];
  if ("asked" in entry) {
    play.minutes += s.ask_back_minutes;
    play.asked.push(entry.asked);
    if (opened.knew.includes(entry.asked)) tell(play, byId(s.handover.school, entry.asked));
    return;
  }
  if ("passed" in entry) {
    play.told = [...entry.passed];
    flag(play, entry.passed.map((name) => `told_${name}`));
    enter(s, chair, play, step.then);
    return;
  }
  const act = byId(step.acts, entry.act);
  play.minutes += act.minutes;
  learn(play, act.learn);
  flag(play, act.flag ? [act.flag] : []);
  enter(s, chair, play, act.then);
}

/** Where a path leads: {at, minutes, flags, known, told, asked}. */
export function replay(s, chair, opened, path) {
  const play = { at: "", minutes: 0, flags: [], known: {}, told: [], asked: [] };
  if (chair === "police") {
    s.handover.school.filter((e) => opened.told.includes(e.id)).forEach((e) => tell(play, e));
    flag(play, opened.flags);
  }
  enter(s, chair, play, s.chairs[chair].start);
  path.forEach((entry) => follow(s, chair, opened, play, entry));
  return play;
}

/** The ids of what a chair can pass on: entries whose facts it knows. */
export function offered(s, chair, play) {
  return s.handover[chair].filter((e) => holds(e, play.flags) && Object.entries(e.facts).every(([f, v]) => play.known[f] === v)).map((e) => e.id);
}

/** The ids of what an officer can still ask the school for. */
export function askable(s, play) {
  return s.handover.school.filter((e) => e.asks && !play.flags.includes(`told_${e.id}`) && !play.asked.includes(e.id)).map((e) => e.id);
}

/** What the school's finished chair hands to the officer's. */
export function opening(s, play) {
  return { told: [...play.told], knew: offered(s, "school", play), flags: s.crossing.filter((f) => play.flags.includes(f)) };
}

/** The known facts as a case for readCase. */
export function caseOf(s, known) {
  const parts = { incident: {} };
  for (const child of s.children) parts[child.id] = { id: child.id };
  for (const [name, value] of Object.entries(known)) {
    const [owner, fact] = name.split(".");
    parts[owner][fact] = value;
  }
  const { incident, ...children } = parts;
  return { incident, children: Object.values(children) };
}

// What the model says of an act ---------------------------------------------------------------------------------------

function openFacts(law, rule, kase) {
  return kase.children.flatMap((child) => {
    const masks = law.facts.map((f, i) => (f.about === "incident" ? kase.incident[i] : child.masks[i]));
    return [...undecided(rule.when, masks)].sort((a, b) => a - b)
      .map((i) => `${law.facts[i].about === "incident" ? "incident" : child.id}.${law.facts[i].id}`);
  });
}

function said(law, kase, answer, kind, name) {
  const found = answer[kind === "duty" ? "duties" : "never"].filter((x) => x.id === name);
  if (found.length) return { kind, says: found[0].says, rules: unique(found.map((x) => x.rule)), open: [] };
  const key = kind === "duty" ? "duty" : "do_not";
  const rules = law.rules.filter((r) => r[key] && r[key].id === name && basisOn(r, answer.nation, answer.on, answer.conduct).length);
  return { kind: `not_${kind}`, says: rules.length ? rules[0][key].says : "", rules: [], open: unique(rules.flatMap((r) => openFacts(law, r, kase))) };
}

function rulesOut(rule, ladder, level, other) {
  if (ladder in rule.bar) return rule.bar[ladder].includes(level);
  if (ladder in rule.at_least) return level < other;
  return ladder in rule.at_most && level > other;
}

function levelOf(law, answer, name, level, child) {
  const ladder = byId(law.ladders, name), place = (id) => ladder.levels.indexOf(id);
  const corridor = (child ? byId(answer.children, child) : answer.incident).ladders[name];
  const mine = answer.reasons.filter((r) => r.ladder === name && (!child || [child, "incident"].includes(r.for)));
  let kind, why;
  if (corridor.excluded.includes(level)) {
    [kind, why] = ["excluded", mine.filter((r) => rulesOut(byId(law.rules, r.rule), name, place(level), place(r.level)))];
  } else if (corridor.options.includes(level)) {
    [kind, why] = [corridor.start === level ? "start" : "inside", mine.filter((r) => r.level === level && r.force !== "never")];
  } else {
    [kind, why] = [corridor.no_source_held ? "no_source" : "not_opened", mine.filter((r) => ["must", "presume"].includes(r.force))];
  }
  return { kind, says: (ladder.says_in[answer.nation] ?? ladder.says)[place(level)], rules: unique(why.map((r) => r.rule)), open: corridor.open };
}

/** What the model says of one act: {kind, says, rules, open}. kase is from readCase, answer from decide. */
export function judge(law, kase, answer, does) {
  const [kind, name] = Object.entries(does).find(([key]) => key !== "child");
  if (kind === "story" || kind === "record") return { kind, says: name, rules: [], open: [] };
  if (kind === "duty" || kind === "never") return said(law, kase, answer, kind, name);
  return levelOf(law, answer, kind, name, does.child);
}

// Codes ---------------------------------------------------------------------------------------------------------------

const ids = (s, chair) => s.handover[chair].map((e) => e.id);
const clear = (text) => text.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");

function checkOf(s, chair, body) {
  const text = [s.id, ...ids(s, chair), ...s.crossing, body].join(":");
  const number = [...text].reduce((sum, c, i) => sum + (i + 1) * c.charCodeAt(0), 0) % 1021;
  return ALPHABET[Math.floor(number / 32)] + ALPHABET[number % 32];
}

/** A short code that carries what a chair passed on, what it knew and what it did; it holds nothing else. */
export function encode(s, chair, opened) {
  const bits = [...ids(s, chair).map((n) => opened.told.includes(n)), ...ids(s, chair).map((n) => opened.knew.includes(n)),
    ...s.crossing.map((n) => opened.flags.includes(n))];
  while (bits.length % 5) bits.push(false);
  let body = "";
  for (let at = 0; at < bits.length; at += 5) body += ALPHABET[bits.slice(at, at + 5).reduce((sum, bit) => sum * 2 + (bit ? 1 : 0), 0)];
  return `${PREFIX[chair]}-${body}-${checkOf(s, chair, body)}`;
}

/** What a code carries, or null if it is another scenario's or has a slip in it. */
export function decode(s, chair, code) {
  const text = clear(code), body = text.slice(2, -2), names = ids(s, chair);
  const size = Math.ceil((2 * names.length + s.crossing.length) / 5);
  const right = text.startsWith(clear(PREFIX[chair])) && body.length === size && [...body].every((c) => ALPHABET.includes(c))
    && text.slice(-2) === checkOf(s, chair, body);
  if (!right) return null;
  const bits = [...body].flatMap((c) => [4, 3, 2, 1, 0].map((i) => (ALPHABET.indexOf(c) >> i) & 1));
  const pick = (list, from) => list.filter((_, i) => bits[from + i]);
  return { told: pick(names, 0), knew: pick(names, names.length), flags: pick(s.crossing, 2 * names.length) };
}
