// The newest view of one kind of screen: pushed by the server, or asked for where pushing does not come through.

const QUIET = 40_000; // with no sign of life for so long, a stream counts as lost
const wait = (least, most) => least + Math.random() * (most - least);

/** Calls show(view, now) with each new view, and told(true or false) when the server is reached or lost. now() is the server's clock in seconds. */
export function listen(kind, show, told) {
  const tail = kind ? `/${kind}` : "";
  let stream, alive, asking, tag = "", ahead = 0;
  const now = () => Date.now() / 1000 + ahead;

  function take(text) {
    const sent = JSON.parse(text);
    ahead = sent.now - Date.now() / 1000;
    told(true);
    show(sent.view, now);
  }

  async function ask() {
    clearTimeout(asking);
    try {
      const answer = await fetch(`/state${tail}`, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" });
      if (answer.status === 200) { tag = answer.headers.get("ETag") ?? ""; take(await answer.text()); } else told(answer.status === 304);
    } catch { told(false); }
    if (!stream || stream.readyState !== 1) asking = setTimeout(ask, wait(2000, 4000));
  }

  function open() {
    stream?.close();
    stream = new EventSource(`/live${tail}`);
    const living = () => { clearTimeout(alive); alive = setTimeout(lost, QUIET); };
    stream.onopen = living;
    stream.onmessage = (event) => { living(); clearTimeout(asking); take(event.data); };
    stream.addEventListener("beat", () => { living(); told(true); });
    stream.onerror = () => { if (stream.readyState === 2) setTimeout(open, wait(3000, 6000)); clearTimeout(asking); asking = setTimeout(ask, wait(300, 1200)); };
  }

  function lost() { ask(); open(); }
  addEventListener("online", lost);
  addEventListener("pagehide", () => stream.close());
  addEventListener("pageshow", (event) => { if (event.persisted) lost(); });
  open();
  ask();
}

/** Shows how much is left of a timer in an element, every second, until the element is gone. */
export function countDown(element, ends, now) {
  const left = Math.max(0, Math.round(ends - now()));
  element.textContent = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : "Time is up";
  element.classList.toggle("up", !left);
  if (left) setTimeout(() => { if (element.isConnected) countDown(element, ends, now); }, 1000);
}
