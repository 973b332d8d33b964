// Sealing what is handed in for one trainer's key: ECDH on P-256, HKDF and AES-GCM, as course/assessing/sealing.py opens it.
import { canonical } from "./response.js";
import { hex, sha256 } from "./digest.js";

/** Bytes as base64 for addresses, in pieces that a call can take. */
function base64(given) {
  const bytes = new Uint8Array(given), parts = [];
  for (let at = 0; at < bytes.length; at += 3072) parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + 3072))));
  return parts.join("").replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const raw = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

/** Whether this browser can seal here: it has no cryptography on plain http. */
export const canSeal = () => Boolean(globalThis.crypto?.subtle);

/** A trainer's public key from the text of its file; throws a sentence if the text is something else. */
export function publicKey(text) {
  try {
    const key = JSON.parse(text), bytes = raw(key.public);
    if (key.format === "course-seal-key" && key.version === 1 && bytes.length === 65 && keyId(bytes) === key.id) return key;
  } catch { /* not even JSON */ }
  throw new Error("This is not a trainer's key file, or it was changed on its way. Ask your trainer for it again.");
}

const keyId = (bytes) => hex(sha256(bytes).slice(0, 8));

/** The text of a response, sealed so that only the holder of the private key can read it. */
export async function sealed(text, key) {
  const { subtle } = crypto, curve = { name: "ECDH", namedCurve: "P-256" }, theirs = raw(key.public);
  const mine = await subtle.generateKey(curve, false, ["deriveBits"]);
  const shared = await subtle.deriveBits({ name: "ECDH", public: await subtle.importKey("raw", theirs, curve, false, []) }, mine.privateKey, 256);
  const epk = await subtle.exportKey("raw", mine.publicKey), head = { format: "course-response-sealed", version: 1, key: key.id, epk: base64(epk) };
  const source = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]), bytes = new TextEncoder();
  const secret = await subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt: epk, info: bytes.encode(`course-response-sealed 1 ${key.id}`) },
    source, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await subtle.encrypt({ name: "AES-GCM", iv, additionalData: bytes.encode(canonical(head)) }, secret, bytes.encode(text));
  return JSON.stringify({ ...head, iv: base64(iv), data: base64(data) });
}
