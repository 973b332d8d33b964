"""What is checked in every state of an interactive beside axe: what can be measured in the page, and what the browser tells a screen reader."""
import re

WIDE, NARROW, ZOOMED = {"width": 1280, "height": 800}, {"width": 320, "height": 640}, {"width": 640, "height": 400}  # zoomed: 1280 at 200 %

IN_PAGE = r"""(() => {
  const CONTROL = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [tabindex='0']";
  const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.disabled && e.getBoundingClientRect().width > 1;
  const name = (e) => `${e.tagName.toLowerCase()} "${(e.getAttribute("aria-label") ?? e.labels?.[0]?.textContent ?? e.textContent).trim().slice(0, 50)}"`;
  const controls = (root) => [...document.querySelectorAll(root)].flatMap((r) => [...r.querySelectorAll(CONTROL)]).filter(shown);
  const rgb = (text) => { const c = text.match(/[\d.]+/g).map(Number); return text.startsWith("color(") ? c.map((v, i) => (i < 3 ? v * 255 : v)) : c; };
  const light = (text) => rgb(text).slice(0, 3).map((v) => v / 255).map((v) => (v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)).reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((m, n) => n - m); return (x + .05) / (y + .05); };
  const behind = (e) => { for (let at = e.parentElement; at; at = at.parentElement) { const c = getComputedStyle(at).backgroundColor; if ((rgb(c)[3] ?? 1) > .9) return c; } return "rgb(255, 255, 255)"; };

  // WCAG 2.5.8: 24 by 24 pixels, or in a line of text, or with as much room around it. A label belongs to its control.
  const box = (e) => [e, ...(e.labels ?? [])].map((part) => part.getBoundingClientRect());
  const large = (e) => box(e).some((r) => r.width >= 23.9 && r.height >= 23.9);
  const inText = (e) => getComputedStyle(e).display.startsWith("inline") && e.closest("p, li, td, dd, th, dt, summary, h2, h3, h4, h5, legend")?.textContent.trim().length > e.textContent.trim().length;
  const middle = (r) => [r.x + r.width / 2, r.y + r.height / 2];
  function roomy(e, all) {
    const [x, y] = middle(e.getBoundingClientRect());
    return all.every((other) => {
      if (other === e || e.contains(other) || other.contains(e)) return true;
      const r = other.getBoundingClientRect(), [mx, my] = middle(r);
      const gap = Math.hypot(Math.max(r.left - x, 0, x - r.right), Math.max(r.top - y, 0, y - r.bottom));
      return gap >= 12 && (large(other) || Math.hypot(mx - x, my - y) >= 24);
    });
  }
  const targets = (root) => { const all = controls("body"); return controls(root).filter((e) => !large(e) && !inText(e) && !roomy(e, all)).map((e) => `${name(e)} is smaller than 24 pixels and has no room around it`); };

  // WCAG 2.4.7, 2.4.11, 1.4.11: what has the keyboard is marked, so that it can be seen, and nothing covers the whole of it.
  function marked(e) {
    const s = getComputedStyle(e);
    if (!e.matches(":focus-visible") || s.outlineStyle === "none" || parseFloat(s.outlineWidth) < 2) return `${name(e)} has the keyboard and no outline`;
    const against = contrast(s.outlineColor, parseFloat(s.outlineOffset) < 0 ? s.backgroundColor : behind(e));
    return against < 3 ? `${name(e)}: its outline has a contrast of ${against.toFixed(1)}` : null;
  }
  function covered(e) {
    const points = [...e.getClientRects()].flatMap((r) => {
      const [left, right, top, bottom] = [Math.max(r.left, 0), Math.min(r.right, innerWidth), Math.max(r.top, 0), Math.min(r.bottom, innerHeight)];
      return left < right && top < bottom ? [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]].map(([x, y]) => [left + (right - left) * x, top + (bottom - top) * y]) : [];
    });
    const hit = points.some(([x, y]) => { const top = document.elementFromPoint(x, y); return top && (e.contains(top) || top.closest("label")?.control === e); });
    return hit ? null : `${name(e)} has the keyboard and cannot be seen`;
  }
  function focused(root) {
    const was = document.activeElement, found = [];
    was?.blur(); // or what has the keyboard already would not be brought into view again
    for (const e of controls(root)) { e.focus(); if (document.activeElement === e) found.push(marked(e), covered(e)); }
    was?.focus?.();
    return found.filter(Boolean);
  }

  // In forced colours a control still has an edge, and a state is still told by more than a colour.
  const LOOK = ["borderTopWidth", "borderTopStyle", "borderLeftWidth", "borderLeftStyle", "fontWeight", "textDecorationLine", "backgroundColor", "color"];
  const look = (e) => JSON.stringify([...LOOK.map((p) => getComputedStyle(e)[p]), ...["::before", "::after"].map((part) => getComputedStyle(e, part).content)]);
  function forced(root) {
    const edgeless = controls(root).filter((e) => e.matches("button, input:not([type=radio], [type=checkbox], [type=file]), textarea, select"))
      .filter((e) => { const s = getComputedStyle(e); return s.borderTopStyle === "none" || parseFloat(s.borderTopWidth) < 1; }).map((e) => `${name(e)} has no edge in forced colours`);
    const plain = controls(root).filter((e) => e.matches("input[type=radio], input[type=checkbox]") && getComputedStyle(e).appearance === "none").map((e) => `${name(e)} is not drawn by the browser in forced colours`);
    const told = [...document.querySelectorAll(root)].flatMap((r) => [...r.querySelectorAll("[aria-pressed=true], [aria-current], [aria-selected=true]")]).filter(shown).filter((e) => {
      const [kind, value] = ["aria-pressed", "aria-current", "aria-selected"].map((a) => [a, e.getAttribute(a)]).find(([, v]) => v !== null), on = look(e);
      if (kind === "aria-current") e.removeAttribute(kind); else e.setAttribute(kind, "false");
      const off = look(e);
      e.setAttribute(kind, value);
      return on === off;
    }).map((e) => `${name(e)} looks alike with its state on and off in forced colours`);
    return [...edgeless, ...plain, ...told];
  }

  const moving = () => document.getAnimations().filter((a) => a.playState === "running").map((a) => [a, a.effect.getComputedTiming().activeDuration])
    .filter(([, long]) => long > 5).map(([a, long]) => `${a.animationName ?? a.transitionProperty} moves for ${long} milliseconds`);

  // WCAG 1.4.12: with the reader's own spacing of text nothing is cut off.
  const SPACED = new CSSStyleSheet();
  SPACED.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }");
  function spaced(root) {
    document.adoptedStyleSheets.push(SPACED);
    const cut = [...document.querySelectorAll(`${root} *`)].filter((e) => shown(e) && e.textContent.trim() && !e.closest("svg") && getComputedStyle(e).overflowY === "hidden" && e.scrollHeight > e.clientHeight + 1 && e.clientHeight > 2)
      .map((e) => `${name(e)} is cut off when text is spaced`);
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== SPACED);
    return wide > 0 ? [...cut, `the page is ${wide} pixels wider than the window when text is spaced`] : cut;
  }

  const sideways = () => { const by = document.documentElement.scrollWidth - document.documentElement.clientWidth; return by > 0 ? [`the page is ${by} pixels wider than the window`] : []; };
  window.reach = { targets, focused, forced, moving, spaced, sideways, marked, covered };
})()"""

ROLES = {"radio": "radio button", "textbox": "text field", "DisclosureTriangle": "button", "Date": "date field", "Legend": "text", "LegendGeneric": "text", "StaticText": "text",
         "RootWebArea": "page", "searchbox": "search field"}

SPOKEN = re.compile(r'\s*- (?:[a-z]+(?: "((?:[^"\\]|\\.)*)")?(?: \[[^\]]*\])*:? ?)(.*)')  # a line of Playwright's snapshot: role, name, state, text


def measured(w, check, root, state):
    """What one check of the page finds within an element, as sentences; it goes into the record too."""
    if not w.page.evaluate("typeof reach === 'object'"):
        w.page.evaluate(IN_PAGE)
    found = w.page.evaluate(f"(root) => reach.{check}(root)", root)
    w.note(check, found, state, root)
    return found


def spoken(w, root):
    """What a screen reader is told now, from the browser's accessibility tree: what has the keyboard, then each message that is new since it was last asked."""
    session = getattr(w, "tree", None) or w.context.new_cdp_session(w.page)
    w.tree = session
    here = session.send("Runtime.evaluate", {"expression": "document.activeElement"})["result"]["objectId"]
    node = session.send("Accessibility.getPartialAXTree", {"objectId": here, "fetchRelatives": False})["nodes"][0]
    said = [] if node["role"]["value"] == "RootWebArea" or w.page.evaluate("document.activeElement === document.body") else [in_words(node, w)]
    before, w.messages = getattr(w, "messages", None), []
    for status in w.page.locator(f"{root} :is([role=status], [role=alert])").all():
        text = " ".join("".join((part or "").strip('"') for part in SPOKEN.match(line).groups()) for line in status.aria_snapshot().splitlines())
        text = re.sub(r"\s+", " ", text.replace('\\"', '"')).strip()
        w.messages += [f"message: {text}"] if text else []
    return said + [message for message in w.messages if before is not None and message not in before]


def in_words(node, w):
    """One node of the tree in the order in which it is read: role, state, name, description."""
    role, properties = node["role"]["value"], {p["name"]: p["value"].get("value") for p in node.get("properties", [])}
    name = node.get("name", {}).get("value") or w.page.evaluate("document.activeElement.textContent")
    states = [f"level {properties['level']}"] if role == "heading" else []
    states += [{"true": "checked", "false": "not checked"}[str(properties["checked"]).lower()]] if "checked" in properties else []
    states += ["open" if properties["expanded"] else "closed"] if "expanded" in properties else []
    states += ["pressed" if str(properties["pressed"]).lower() == "true" else "not pressed"] if "pressed" in properties else []
    states += ["not valid"] if str(properties.get("invalid", "false")).lower() == "true" else []
    more = node.get("description", {}).get("value", "")
    told = f"{', '.join([ROLES.get(role, role), *states])}: {name}"
    return re.sub(r"\s+", " ", f"{told}{' ' if told[-1] in '.?!' else '. '}{more}" if more else told).strip()
