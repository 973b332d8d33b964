"""The parts of a report: each says its figures in a picture and in a table, what they say, and what they do not."""
from __future__ import annotations

import json
from html import escape, unescape

from ..passage import table
from . import blueprint, disclosure, lessons, measures, plots
from .cohorts import ROLES, Form, Results
from .keyring import DIRECTIONS
from .measures import Mean
from .plots import Mark

ERRS = {"missed_protection": "Missed protection", "needless_criminalisation": "Needless criminalisation"}
SURE = {"sure": "Sure", "fairly_sure": "Fairly sure", "not_sure": "Not sure", None: "Not said"}
CREDIT = 0.999  # and more is full credit
HARD, EASY, DULL = 0.3, 0.95, 0.1  # a question below, above or below which somebody should look; this course's own choice


def share(mean: Mean | None) -> str:
    """A share with its interval, as it is written: "62% (55 to 69)"."""
    return "not shown" if mean is None else _whole(f"{mean.mean:.0%} ({mean.low * 100:.0f} to {mean.high * 100:.0f})")


def points(mean: Mean) -> str:
    """A difference in points of a hundred, with its interval: "+8 (+5 to +11)"."""
    return _whole("{:+d} ({:+d} to {:+d})".format(*(round(100 * x) for x in (mean.mean, mean.low, mean.high))).replace("+0", "0"))


def number(mean: Mean | None) -> str:
    """A figure with its interval: "0.84 (0.82 to 0.86)"."""
    return "none" if mean is None else _whole("{:.2f} ({:.2f} to {:.2f})".format(*(round(x, 2) + 0.0 for x in (mean.mean, mean.low, mean.high))))


def _whole(text: str) -> str:
    """A text that no line end divides, with a real minus."""
    return text.replace(" ", "\u00a0").replace("-", "−")


def chart(title: str, picture: str, says: str, not_says: str, numbers: str) -> str:
    """A picture with its words and its numbers as a table."""
    return (f'<figure class="chart"><figcaption>{escape(title)}</figcaption>{picture}<p><strong>What it says:</strong> {escape(says)}</p>'
            f"<p><strong>What it does not say:</strong> {escape(not_says)}</p>{numbers}</figure>")


def words(name: str) -> str:
    """The id of a question, or of a vote in a room, as words of a page."""
    return escape(name.rpartition("/")[2].replace("_", " ").replace("@", ", vote "))


def objective(name: str) -> str:
    """What an objective says, if the blueprint has it."""
    known = blueprint.objectives().get(name)
    return known.says if known else name


# One form -------------------------------------------------------------------------------------------------------------

def overview(results: Results, least: int) -> str:
    """All forms beside each other: how many people, what they earned, how many passed, and how far the questions agree."""
    rows, marks = [], []
    for form in results.forms.values():
        done = form.attempts["share"].dropna()
        mean = measures.of_numbers(done) if len(done) >= least else None
        agreed = measures.alpha(form.grid) if len(form.grid) >= least else None
        said = share(mean) if mean or len(done) else "not marked yet"
        rows.append([escape(form.facts["title"]), f"{form.people:,}", said, passed(form, least), "not shown" if agreed is None else f"{agreed:.2f}"])
        marks.append((form.facts["title"], [Mark("", mean, said)]))
    return chart("What each form earned", plots.intervals("What each form earned", marks),
                 "the mean share of all credit, with the range in which it would lie in 95 of 100 such groups. "
                 "Alpha says how far the questions of a form agree about who knows more; from about 0.7 the order of people is worth something.",
                 "how anybody decides in a real case, or whether one form was harder than another.",
                 table("The same numbers as a table", ["Form", "People", "Mean share (95% interval)", "Passed", "Alpha"], rows, "numbers"))


def passed(form: Form, least: int) -> str:
    """How many passed, if the form has a rule and neither side is too small to be shown."""
    rule, known = form.facts["rule"], form.attempts["passed"].dropna()
    if not rule:
        return "no pass mark"
    if known.empty:
        return f"not decided yet (pass mark {rule['cut']:.0%})"
    if len(known) < form.people and form.people - len(known) < least or disclosure.hidden(known.value_counts().to_dict(), least):
        return f"not shown (pass mark {rule['cut']:.0%})"
    return f"{int(known.sum()):,} of {len(known):,} (pass mark {rule['cut']:.0%}, {escape(rule['method'])})"


def objectives(form: Form, least: int) -> str:
    """What was earned on each objective, by role where both are large enough."""
    marked, rows, marks = form.answers.dropna(subset=["credit"]), [], []
    split = form.by_role(least)
    for name, own in marked.groupby("objective", sort=False):
        means = {"all": measures.over_people(own["credit"], own["attempt"])}
        means |= {ROLES[role]: measures.over_people(part["credit"], part["attempt"]) for role in split if len(part := own[own["role"] == role])}
        rows.append([escape(objective(name)), *(share(means.get(c)) for c in ("all", *(ROLES[r] for r in split)))])
        marks.append((objective(name), [Mark(who, m, share(m)) for who, m in means.items() if who != "all" or not split]))
    return chart("Results by objective" + (" and role" if split else ""), plots.intervals("Results by objective", marks),
                 "where this group stands on each objective. Where intervals lie far apart the difference is not chance.",
                 "why. An objective with few questions stands for those questions only" + ("." if split else "; roles are not shown, since one of them is small or absent."),
                 table("The same numbers as a table", ["Objective", "All", *(ROLES[r].capitalize() for r in split)], rows, "numbers"))


def errors(form: Form, least: int) -> str:
    """Both error directions, each out of the answers in which it could have been made, never added up."""
    split, rows, marks = form.by_role(least), [], []
    groups = {"all": form.answers, **{ROLES[role]: form.answers[form.answers["role"] == role] for role in split}}
    for direction in DIRECTIONS:
        items = [name for name, q in form.facts["questions"].items() if direction in q["chances"]]
        found = {}
        for who, answers in groups.items():
            own = answers[answers["item"].isin(items) & answers["answered"]]
            if len(own):
                found[who] = measures.over_people(own["error_direction"].isin([direction, "both"]), own["attempt"]), len(own)
        if found:
            rows.append([ERRS[direction], str(len(items)), *(share(found[w][0]) if w in found else "none" for w in groups)])
            marks.append((ERRS[direction], [Mark(w, m, share(m)) for w, (m, _) in found.items() if w != "all" or not split]))
    if not rows:
        return ""
    return chart("Two kinds of error, kept apart", plots.intervals("Two kinds of error", marks, (0, 0.5), (0, 0.1, 0.2, 0.3, 0.4, 0.5)),
                 "in how many of the answers where it was possible somebody missed protection, or criminalised needlessly. "
                 "A group that does less of one may do more of the other, so both are always shown.",
                 "how bad each error would have been for the child. That differs from case to case.",
                 table("The same numbers as a table", ["Error", "Questions", *(w.capitalize() for w in groups)], rows, "numbers"))


def calibration(form: Form, least: int) -> str:
    """How much was earned by those who were sure, fairly sure and not sure."""
    own = form.answers[form.answers["answered"] & form.answers["credit"].notna()]
    own = own.assign(said=own["confidence"].where(own["confidence"].notna(), None))
    counts = {level: own[own["said"] == level]["attempt"].nunique() if level else own[own["said"].isna()]["attempt"].nunique() for level in SURE}
    gone, rows, marks = disclosure.hidden(counts, least), [], []
    if not any(counts[level] for level in measures.LEVELS):
        return ""
    for level in measures.LEVELS:
        part = own[own["said"] == level]
        mean = measures.over_people(part["credit"], part["attempt"]) if level not in gone and len(part) else None
        nothing = measures.over_people(part["credit"] <= 0, part["attempt"]) if mean else None
        rows.append([SURE[level], f"{len(part):,}" if mean else "not shown", share(mean), share(nothing)])
        marks.append((SURE[level], [Mark("", mean, share(mean))]))
    return chart("How sure, and how right", plots.intervals("Credit by how sure people were", marks),
                 "whether sureness can be trusted: those who are sure should earn most. Answers that were sure and earned nothing are what to talk about first.",
                 "whether anyone would be as sure in a real case, with a child in front of them.",
                 table("The same numbers as a table", ["How sure", "Answers", "Credit earned (95% interval)", "Earned nothing"], rows, "numbers"))


def questions(form: Form, least: int) -> str:
    """How hard each question was, and how it goes with the rest."""
    rows, dots = [], []
    for name, q in form.facts["questions"].items():
        own = form.answers[(form.answers["item"] == name) & form.answers["credit"].notna()]
        if own["attempt"].nunique() < least:
            rows.append([words(name), escape(q["kind"]), "not marked", "", ""])
            continue
        facility = measures.over_people(own["credit"], own["attempt"])
        rest = measures.item_rest(form.grid, name) if name in form.grid and len(form.grid) >= least else None
        rows.append([words(name), escape(q["kind"]), share(facility), number(rest), escape(_look(facility, rest))])
        dots.append((unescape(words(name)), facility.mean, rest.mean if rest else 0.0, bool(_look(facility, rest))))
    return chart("The questions", plots.field("The questions by credit earned and by how they go with the rest", dots),
                 "to the right are easy questions, at the top those that people who do well on the rest get right. "
                 f"Look at a question that earns under {HARD:.0%} or over {EASY:.0%}, or whose link with the rest is under {DULL}: those have a name in the picture.",
                 "that such a question is bad. It may be new, taught badly, or about something that stands alone.",
                 table("The questions", ["Question", "Kind", "Credit earned (95% interval)", "Link with the rest (95% interval)", "Look at it"], rows, "numbers"))


def _look(facility: Mean, rest: Mean | None) -> str:
    found = [word for word, so in (("hard", facility.mean < HARD), ("easy", facility.mean > EASY)) if so]
    if rest is None:
        found.append("all alike")
    elif rest.mean < DULL:
        found.append("does not go with the rest" if rest.high > 0 else "goes against the rest: check the key")
    return ", ".join(found)


def options(form: Form, least: int) -> str:
    """Which options were chosen, and what those who chose them earn on the rest."""
    rows = []
    for name, q in form.facts["questions"].items():
        if q["kind"] not in ("single", "several"):
            continue
        own = form.answers[form.answers["item"] == name]
        named = own["answer"].map({said: _named(said) for said in own["answer"].unique()})
        chosen = {option: own[named.map(lambda options, o=option: o in options)] for option in q["options"]}
        counts = {option: len(part) for option, part in chosen.items()}
        left = len(own) - sum(counts.values())
        gone = disclosure.hidden({**counts, None: left}, least) if q["kind"] == "single" else \
            {o for o, n in counts.items() if disclosure.hidden({True: n, False: len(own) - n}, least)}
        rest = form.grid.drop(columns=name).mean(axis=1) if name in form.grid else None
        for option, says in q["options"].items():
            mean = rest.reindex(chosen[option]["attempt"]).dropna() if rest is not None and option not in gone else []
            rows.append([words(name), escape(says["says"]), "" if says["credit"] is None else f"{says['credit']:g}", ERRS.get(says["errs"], ""),
                         "not shown" if option in gone else f"{counts[option] / len(own):.0%}", f"{mean.mean():.0%}" if len(mean) >= least else "",
                         "nobody chose it" if not counts[option] and option not in gone else ""])
    if not rows:
        return ""
    return ('<figure class="chart"><figcaption>What was chosen</figcaption><p><strong>What it says:</strong> which options draw people, and whether they draw those '
            "who do well on the rest. An option without credit that draws the best is worth a second look at the key.</p><p><strong>What it does not say:</strong> "
            "what somebody was thinking. Ask them.</p>"
            + table("Options, and what those who chose them earn on the rest", ["Question", "Option", "Credit", "Errs towards", "Chosen by", "Earn on the rest", "Note"], rows, "numbers")
            + "</figure>")


def _named(answer: str) -> list:
    said = json.loads(answer)
    return said if isinstance(said, list) else [said]


# Across forms ---------------------------------------------------------------------------------------------------------

def before_and_after(results: Results, least: int) -> str:
    """What people who took both forms gained, in credit and in each error direction."""
    both = results.pairs
    if len(both) < least:
        return "<p>Too few people took a form before and a form after, with a pairing code, to be shown.</p>"
    groups = {"all": both}
    counts = both["role_before"].value_counts().to_dict()
    if disclosure.may_split(counts, least):
        groups |= {ROLES[role]: both[both["role_before"] == role] for role in ROLES if role in counts}
    changes = [("Share of all credit", lambda b: b["share_after"] - b["share_before"])]
    for direction in DIRECTIONS:
        chances = {name: sum(direction in q["chances"] for q in f.facts["questions"].values()) for name, f in results.forms.items()}
        if all(chances.get(s) for s in [*both["set_before"], *both["set_after"]]):
            changes.append((ERRS[direction], lambda b, d=direction, c=chances: b[f"{d}_after"] / b["set_after"].map(c) - b[f"{d}_before"] / b["set_before"].map(c)))
    rows, marks = [], []
    for name, change in changes:
        means = {who: measures.of_numbers(change(part)) for who, part in groups.items()}
        rows.append([name, *(points(m) for m in means.values())])
        marks.append((name, [Mark(who, m, points(m)) for who, m in means.items() if who != "all" or len(groups) == 1]))
    note = ""
    if len(groups) == 3:
        first, second = ([*(p["share_after"] - p["share_before"])] for p in list(groups.values())[1:])
        note = f" The gain of officers lies {points(measures.apart(first, second))} points from that of teachers; a minus means a smaller gain."
    return chart(f"What {len(both):,} people gained from before to after",
                 plots.intervals("Change from before to after, in points of a hundred", marks, (-0.4, 0.4), (-0.4, -0.2, 0, 0.2, 0.4), lambda t: f"{t * 100:+.0f}".replace("-", "−") if t else "0"),
                 f"how far the same people moved, in points of a hundred. More credit is better; less of either error is better.{note}",
                 "that the course did it. There is no group without the course, the forms may differ, and people remember questions.",
                 table("The same numbers as a table", ["Change in points", *(w.capitalize() for w in groups)], rows, "numbers"))


def two_roles(form: Form, least: int) -> str:
    """How teachers and officers differ on a form, and on which questions among people of the same standing."""
    split = form.by_role(least)
    if len(split) < 2:
        return "<p>One of the two roles is small or absent, so they are not compared.</p>"
    shares = [part["share"].dropna() for part in split.values()]
    said = f"<p>The mean of officers lies {points(measures.apart(*shares))} points of a hundred from that of teachers; a minus means lower.</p>" if min(map(len, shares)) >= least else ""
    roles = form.attempts.set_index("attempt")["role"].reindex(form.grid.index)
    if roles.value_counts().reindex(list(ROLES), fill_value=0).min() < measures.DIF_LEAST:
        return said + f"<p>Questions are compared between the roles from {measures.DIF_LEAST} people in each.</p>"
    found = measures.dif(form.grid, roles)  # in alphabetical order: officers first, so above 0 is easier for teachers
    rows = [[words(r["item"]), f"{r['odds']:.2f} ({r['low']:.2f} to {r['high']:.2f})", f"{r['delta']:+.1f}".replace("-", "−"), f"{r['adjusted']:.3f}", _dif_words(r)]
            for r in sorted(found, key=lambda r: -abs(r["delta"]))]
    return said + ('<figure class="chart"><figcaption>Questions that one role finds harder</figcaption><p><strong>What it says:</strong> whether teachers and officers of the same '
                   "standing do equally well on a question (Mantel and Haenszel). Odds above 1 mean easier for teachers.</p><p><strong>What it does not say:</strong> "
                   "that the question is unfair. It may be about something that only one of them does.</p>"
                   + table("Questions by role", ["Question", "Odds (95% interval)", "Delta", "p, adjusted", "In words"], rows, "numbers") + "</figure>")


def _dif_words(row: dict) -> str:
    if row["adjusted"] >= 0.05 or abs(row["delta"]) < measures.SOME_DIF:
        return "no clear difference"
    size = "much" if abs(row["delta"]) >= measures.LARGE_DIF else "somewhat"
    return f"{size} easier for {'teachers' if row['delta'] > 0 else 'officers'}"


def markers(results: Results) -> str:
    """How far markers agree, row by row of the rubric, and whether one is stricter."""
    own = results.marks[results.marks["marker"] != "third"]
    if own["marker"].nunique() < 2:
        return "<p>No written answers were marked by two people.</p>"
    rows, marks = [], []
    for (name, row), part in own.groupby(["item", "row"], sort=False):
        wide = part.pivot(index="text", columns="marker", values="points")
        levels = next(([v["points"] for v in r["levels"]] for f in results.forms.values() for r in f.facts["questions"].get(name, {}).get("rubric", [])
                       if r["id"] == row), None)
        if levels is None:
            continue  # of a form that too few took
        alpha = measures.krippendorff_alpha([wide[m].tolist() for m in wide])
        first, second = list(wide)[:2]
        both = wide[[first, second]].dropna()
        kappa = measures.weighted_kappa(both[first].astype(int), both[second].astype(int), sorted(levels)) if len(both) else None
        stricter = measures.of_numbers(both[second] - both[first]) if len(both) > 1 else None
        same = (both[first] == both[second]).mean() if len(both) else float("nan")
        rows.append([escape(f"{name.replace('_', ' ')}, {row}"), f"{len(both):,}", f"{same:.0%}", number(kappa), "none" if alpha is None else f"{alpha:.2f}", number(stricter)])
        marks.append((f"{name.replace('_', ' ')}, {row}", [Mark("", kappa, number(kappa))]))
    third = results.marks[results.marks["marker"] == "third"]["text"].nunique()
    return chart("How far markers agree", plots.intervals("Weighted kappa of two markers", marks, ticks=(0, 0.25, 0.5, 0.75, 1), shown=lambda t: f"{t:g}"),
                 "kappa and alpha are 1 where markers agree throughout and 0 where they agree no more than chance would. The last column is how many points "
                 f"the second marker gives above the first; a minus means stricter. A third person decided about {third:,} texts.",
                 "that a mark is right. Two markers can agree on too much or too little.",
                 table("Agreement of markers", ["Question and row", "Texts", "The same mark", "Weighted kappa (95% interval)", "Krippendorff's alpha", "Second above first, in points"], rows, "numbers"))


def teach_next(form: Form, link) -> str:
    """The objectives with the lowest results, which way people erred there, and the pages to teach them from."""
    marked, found = form.answers.dropna(subset=["credit"]), []
    for name, own in marked.groupby("objective", sort=False):
        mean = measures.over_people(own["credit"], own["attempt"])
        items = [q for i, q in form.facts["questions"].items() if i in set(own["item"])]
        rates = {d: own[own["item"].isin([i for i, q in form.facts["questions"].items() if d in q["chances"]]) & own["answered"]] for d in DIRECTIONS}
        rates = {d: measures.over_people(part["error_direction"].isin([d, "both"]), part["attempt"]) for d, part in rates.items() if len(part)}
        found.append((mean, name, rates, sorted({r for q in items for r in q["records"]})))
    said = []
    for mean, name, rates, records in sorted(found, key=lambda f: f[0].mean)[:3]:
        errs = " ".join(f"{ERRS[d]}: {share(m)}." for d, m in rates.items())
        to = ", ".join(link(path, title) for path, title in lessons.pages_for(name, records))
        said.append(f"<li><strong>{escape(objective(name).rstrip('.'))}:</strong> earned {share(mean)}. {errs}{f' Teach it from {to}.' if to else ''}</li>")
    return f"<ol>{''.join(said)}</ol>"
