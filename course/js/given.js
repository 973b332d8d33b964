// What a page of the book gives to a widget.

/** The data of a widget. A text that its readable twin says as well is in the page once: the data has its number there instead, after "¶". */
export function given(place) {
  const said = [], walker = document.createTreeWalker(place.querySelector(".course-twin"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) said.push(walker.currentNode.data.trim());
  return JSON.parse(place.querySelector("script[type='application/json']").textContent,
    (_, value) => (typeof value === "string" && /^¶\d+$/.test(value) ? said[value.slice(1)] : value));
}
