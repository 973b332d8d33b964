// The timeline's filter: boxes for kinds and nations that hide rows of the table. Without it the whole table is there.
import { freshId, h } from "./dom.js";

const KINDS = { law: "Law", school_guidance: "Guidance for schools", police_practice: "Police and prosecution", service: "Services", research: "Research" };
const NATIONS = { england: "England", wales: "Wales", scotland: "Scotland", northern_ireland: "Northern Ireland", elsewhere: "Other places" };

function boxes(legend, choices, change) {
  return h("fieldset", {}, h("legend", {}, legend), ...Object.entries(choices).map(([value, says]) => {
    const id = freshId("filter");
    return h("p", {}, h("input", { type: "checkbox", id, value, checked: true, onchange: change }), h("label", { for: id }, says));
  }));
}

function filter(place) {
  const rows = [...place.querySelectorAll("tbody tr")], said = h("p", { role: "status" });
  const show = () => {
    const chosen = [...form.querySelectorAll("fieldset")].map((set) => [...set.querySelectorAll("input:checked")].map((box) => box.value));
    rows.forEach((row) => {
      row.hidden = !(chosen[0].includes(row.dataset.kind) && row.dataset.nations.split(" ").some((nation) => chosen[1].includes(nation)));
    });
    const shown = rows.filter((row) => !row.hidden).length;
    said.textContent = shown ? `${shown} of ${rows.length} events are shown.` : "No event is shown. Tick at least one box in each group.";
  };
  const form = h("form", { class: "filter" }, boxes("Show these kinds", KINDS, show), boxes("Show these nations", NATIONS, show));
  place.querySelector(".table-box").before(form, said);
  show();
}

document.querySelectorAll(".course-timeline").forEach(filter);
