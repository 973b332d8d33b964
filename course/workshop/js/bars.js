// Bars with their numbers: each answer, by vote, and by profession where that may be shown. Patterns, not colours, tell them apart.
import { h } from "./dom.js";
import { verdict } from "./said.js";

const SVG = "http://www.w3.org/2000/svg";
const WORD = { all: "Everyone", teacher: "Teachers", officer: "Officers" };

function shape(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** One bar: everyone plain, teachers in stripes, officers in dots; the first vote is paler than the second by its outline alone. */
function bar(share, who, round) {
  const width = (share * 100).toFixed(1), id = `fill-${who}`;
  const mark = who === "teacher" ? [shape("path", { d: "M-1 1 L1 -1 M0 6 L6 0 M5 7 L7 5", class: "mark" })] : who === "officer" ? [shape("circle", { cx: 3, cy: 3, r: 1.3, class: "dot" })] : [];
  const fill = who === "all" ? null : shape("defs", {}, shape("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse" }, shape("rect", { width: 6, height: 6, class: "ground" }), ...mark));
  return shape("svg", { class: `bar bar-${who} vote-${round}`, "aria-hidden": "true", focusable: "false" },
    ...(fill ? [fill] : []), shape("rect", { class: "back", width: "100%", height: "100%" }),
    shape("rect", { class: "full", width: `${width}%`, height: "100%", ...(fill ? { fill: `url(#${id})` } : {}) }));
}

/** Each answer with its bars and, once the room may see it, what is said of it. own: {1: choice, 2: choice} of the person who looks; full adds reasons and sources; newest leaves
 *  out the first vote, where there is little room. */
export function bars(view, own = {}, full = false, newest = false) {
  const { options } = view.stop, voted = (view.bars?.rounds ?? []).map((r, i) => ({ ...r, number: i + 1 })).filter((r) => r.answered), split = view.bars?.split;
  const many = options.length > 6, rounds = many || newest ? voted.slice(-1) : voted, groups = split ? ["teacher", "officer"] : ["all"];
  const mine = (id) => Object.entries(own).filter(([, choice]) => [choice].flat().includes(id)).map(([number]) => `your vote ${number}`);
  return h("div", { class: `bars${split ? " split" : ""}${many ? " many" : ""}` },
    view.bars && h("p", { class: "bars-total" }, voted.length ? `${rounds.map((r) => `Vote ${r.number}: ${r.answered} answered`).join(". ")}.` : "Nobody has voted on this."),
    h("ol", { class: "bars-list", type: "A" }, options.map((o) => {
      const said = view.corridor?.find((v) => v.id === o.id);
      return h("li", { class: said ? `tone-${said.tone}` : null }, h("div", { class: "bars-row" },
        h("div", { class: "bars-text" }, h("p", { class: "bars-says" }, o.says, mine(o.id).length > 0 && h("span", { class: "own" }, mine(o.id).join(", "))), said && verdict(said, full)),
        rounds.length > 0 && h("div", { class: "bars-all" }, groups.map((who) => group(o, rounds, who, split)))));
    })));
}

function group(o, rounds, who, split) {
  return h("div", { class: "bars-group" }, split && h("span", { class: "bars-who" }, WORD[who]), h("ul", { class: "bars-rows" }, rounds.map((r) => {
    const of = who === "all" ? r.answered : r.by[who], number = r.options[o.id][who];
    return h("li", {}, h("span", { class: "bars-vote" }, `Vote ${r.number}`), bar(of ? number / of : 0, who, r.number),
      h("span", { class: "bars-number" }, `${of ? Math.round(100 * number / of) : 0}%`, h("span", { class: "soft" }, ` (${number})`)));
  })));
}
