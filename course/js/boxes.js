// When a topic comes again, and what a reader's drills say of the two mistakes. A Leitner schedule: a topic that went well moves on
// a box and comes later; one that did not goes back to the first.
export const WAITS = [0, 1, 2, 4, 9, 16]; // days until a topic of each box comes again
const ENOUGH = 20; // drills in which a mistake could be made, before anything is said of a lean

const dayNumber = (day) => Date.parse(day) / 86400000;

/** The box of each topic, and the day on which it is due as a number: {topic: {box, due}}. log: [{topic, day, missed, needless}]. */
export function boxes(log) {
  const found = {};
  for (const { topic, day, missed, needless } of log) {
    const box = missed || needless ? 1 : Math.min((found[topic]?.box ?? 0) + 1, WAITS.length - 1);
    found[topic] = { box, due: dayNumber(day) + WAITS[box] };
  }
  return found;
}

/** The cases in the order in which they are needed: what is due the longest first, then what is new, then the rest; harder as it goes well. */
export function byNeed(cases, log, today) {
  const held = boxes(log), now = dayNumber(today), seen = new Set(log.map((entry) => entry.id));
  const need = ({ id, topic, level }) => {
    const own = held[topic], wanted = Math.min(2, own?.box ?? 0);
    const late = own ? (own.due <= now ? now - own.due + 1 : own.due > now ? now - own.due : 0) : 0.5;
    return [seen.has(id) ? 1 : 0, -late, Math.abs(level - wanted)];
  };
  return cases.map((one, order) => ({ one, key: [...need(one), order] }))
    .sort((a, b) => a.key.map((value, i) => value - b.key[i]).find((difference) => difference !== 0) ?? 0).map(({ one }) => one);
}

/** The 95 per cent interval (Wilson) of a share: [low, high]. */
export function interval(hits, n) {
  if (!n) return [0, 1];
  const z = 1.96, share = hits / n, middle = share + z * z / (2 * n), half = z * Math.sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  return [Math.max(0, (middle - half) / (1 + z * z / n)), Math.min(1, (middle + half) / (1 + z * z / n))];
}

/** What the drills say: {missed: {hits, n, low, high}, needless: {...}, lean}; lean is null unless there is enough to say so. */
export function tally(log) {
  const one = (kind) => {
    const could = log.filter((entry) => entry.could[kind]), hits = could.filter((entry) => entry[kind]).length, [low, high] = interval(hits, could.length);
    return { hits, n: could.length, low, high };
  };
  const missed = one("missed"), needless = one("needless"), enough = Math.min(missed.n, needless.n) >= ENOUGH;
  const lean = !enough ? null : missed.low > needless.high ? "missed" : needless.low > missed.high ? "needless" : null;
  return { missed, needless, enough, lean };
}

/** An interval in words, in whole per cent. */
export const inWords = ({ low, high }) => `between ${Math.floor(100 * low)} and ${Math.ceil(100 * high)} in every 100`;
