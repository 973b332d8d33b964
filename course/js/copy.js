// The copy of the course that a reader may keep on this device: where it is, and how all of it goes.
export const root = new URL(document.documentElement.dataset.content_root || "./", window.location.href).href;

/** Whether this browser can keep a copy here: not from disk, not without https, and not inside another page. */
export const canKeep = () => window.location.protocol.startsWith("http") && "serviceWorker" in navigator && window.parent === window;

/** The registration of the copy, if there is one. */
export async function copyHere() {
  const found = canKeep() ? await navigator.serviceWorker.getRegistration(root) : null;
  return found?.scope === root ? found : null;
}

/** Removes the copy from this device, its worker and every file of it. */
export async function removeCopy() {
  if (!canKeep()) return;
  await (await copyHere())?.unregister();
  await Promise.all((await caches.keys()).filter((name) => name.startsWith(`course:${root}:`)).map((name) => caches.delete(name)));
}
