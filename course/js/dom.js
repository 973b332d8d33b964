// Making elements. Text goes in as text, never as HTML.

/** An element: h("p", {class: "note"}, "text", otherElement). Attributes that are null, undefined or false are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Moves keyboard focus to an element that does not take it by itself, such as a heading, without scrolling past it. */
export function focus(element) {
  element.setAttribute("tabindex", "-1");
  element.focus();
}

let made = 0;
/** A new id for label and description pairs, the same in the same order on every load. */
export function freshId(stem) {
  made += 1;
  return `course-${stem}-${made}`;
}
