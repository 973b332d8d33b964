// Codes from a trainer, typed by hand: eight characters of which the last is made from the others, so that a slip is noticed.

export const ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"; // nothing that looks like something else

/** A code as it is written, "ABCD-EFGH"; null if it is none or has a slip in it. */
export function tidied(text) {
  const letters = text.toUpperCase().replace(/[^A-Z0-9]/g, ""), numbers = [...letters].map((c) => ALPHABET.indexOf(c));
  if (numbers.length !== 8 || numbers.includes(-1)) return null;
  // Doubling in the field of 32 numbers: one wrong character, or two that changed places, never come out as nought.
  const rest = numbers.reduce((sum, n) => { const next = (sum ^ n) << 1; return next & 32 ? next ^ 37 : next; }, 0);
  return rest === 0 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : null;
}
