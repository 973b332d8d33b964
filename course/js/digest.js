// SHA-256, for receipts and versions: the browser's own is missing on plain http, where a receipt is wanted all the same.

const primes = [];
for (let n = 2; primes.length < 64; n += 1) if (primes.every((p) => n % p)) primes.push(n);
const fraction = (number) => ((number - Math.floor(number)) * 2 ** 32) | 0;
const START = primes.slice(0, 8).map((p) => fraction(p ** (1 / 2))), ROUND = primes.map((p) => fraction(Math.cbrt(p)));
const turn = (word, by) => (word >>> by) | (word << (32 - by));

function padded(bytes) {
  const all = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  all.set(bytes);
  all[bytes.length] = 128;
  new DataView(all.buffer).setUint32(all.length - 4, bytes.length * 8);
  return new DataView(all.buffer);
}

function block(hash, view, at) {
  const w = Array.from({ length: 16 }, (_, i) => view.getInt32(at + i * 4));
  for (let i = 16; i < 64; i += 1) {
    const a = w[i - 15], b = w[i - 2];
    w[i] = (w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10))) | 0;
  }
  let [a, b, c, d, e, f, g, last] = hash;
  for (let i = 0; i < 64; i += 1) {
    const one = (last + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[i] + w[i]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [last, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  return [a, b, c, d, e, f, g, last].map((word, i) => (word + hash[i]) | 0);
}

/** The SHA-256 of bytes, or of a text in UTF-8, as 32 bytes. */
export function sha256(given) {
  const view = padded(typeof given === "string" ? new TextEncoder().encode(given) : given);
  let hash = START;
  for (let at = 0; at < view.byteLength; at += 64) hash = block(hash, view, at);
  return hash.flatMap((word) => [24, 16, 8, 0].map((by) => (word >>> by) & 255));
}

/** Bytes as hexadecimal digits. */
export const hex = (bytes) => bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
