"""Marking written answers: two markers who see no name and not each other's marks, a third opinion where they differ, and final points."""
from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ..files import Mistakes, read_text, shown
from . import sheets, tables
from .keyring import Form
from .responses import Response
from .scoring import from_marks
from .sheets import Text

BAR = 0.25  # by how much of a text's points markers may differ before somebody else looks; this course's own choice
MARKERS = ("1", "2")
NAMES = "text-names.secret"  # what the names of texts are made from; markers never get it
HEADS = (*sheets.COLUMNS[:6], "lower", "higher", "points", "note")
MARKS = ("text", "set", "item", "row", "marker", "points")


@dataclass
class Written:
    """The written answers of a marking: their texts as they are met, the marks that have come back, and what each earns in the end."""
    out: Path
    secret: bytes
    bar: float = BAR
    texts: dict[str, Text] = field(default_factory=dict)
    sets: dict[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.out / "written"

    def text_id(self, attempt: str, item: str) -> str:
        """The name under which a marker sees an answer."""
        return f"t{sheets.chance(self.secret, attempt, item)[:10]}"


def begin(out: Path, seed: int | None = None, bar: float = BAR) -> Written:
    """The written answers of a folder of results. Names of texts come from a secret that is drawn once, or from a seed."""
    kept = Path(out) / NAMES
    if seed is None and kept.is_file():
        secret = _secret(kept)
    else:
        secret = secrets.token_bytes(16) if seed is None else hashlib.blake2b(str(seed).encode(), digest_size=16).digest()
    try:
        Path(out).mkdir(parents=True, exist_ok=True)
        kept.write_text(secret.hex(), encoding="utf-8")
    except OSError as error:
        raise Mistakes([f"{out}: nothing can be written there ({error.strerror}). Name another folder."]) from None
    return Written(Path(out), secret, bar)


def _secret(path: Path) -> bytes:
    try:
        return bytes.fromhex(read_text(path).strip())
    except ValueError:
        raise Mistakes([f"{shown(path)}: this was changed, and the sheets that are out cannot be read without it. Bring it back, or begin in a new folder."]) from None


def meet(written: Written, response: Response, form: Form) -> None:
    """Takes note of the written answers of one attempt; the first file of an attempt counts, as in marking."""
    for question in form.questions.values():
        given = response.answers.get(question.id)
        if question.kind == "written" and given and isinstance(given.answer, str) and given.answer.strip():
            name = written.text_id(response.attempt, question.id)
            written.texts.setdefault(name, Text(name, question.id, question.asks, given.answer, tuple(question.key["rubric"])))
            written.sets.setdefault(name, form.set)


def settle(written: Written, say: Callable[[str], None]) -> dict[str, float]:
    """Reads what markers gave back, writes what they and the third person still have to do, and returns what each settled text earns."""
    rubrics = {name: text.rubric for name, text in written.texts.items()}
    marks, given, wrong = sheets.read(written.folder, rubrics)
    third, asked, more = _third(written.folder, rubrics)
    for sentence in wrong + more:
        say(sentence)
    for who in sorted({*MARKERS, *marks}):
        fresh = [t for t in written.texts.values() if (who, t.id) not in given]
        if fresh:
            paths = sheets.write(written.folder, who, fresh, written.secret)
            say(f"For marker {who}, {len(fresh):,} texts: {', '.join(shown(p) for p in paths)}")
    whole = {t.id: _whole(t, marks) for t in written.texts.values()}
    apart = [t for t in written.texts.values() if len(whole[t.id]) > 1 and difference(t, whole[t.id]) > written.bar + 1e-9]
    _ask(written, [t for t in apart if t.id not in asked], whole, say)
    _keep(written, marks, third)
    finals = {t.id: from_marks(list(t.rubric), _of(t, third)) for t in apart if _complete(t, third)}
    agreed = [t for t in written.texts.values() if len(whole[t.id]) > 1 and t not in apart]
    finals |= {t.id: _mean(t, whole[t.id]) for t in agreed}
    say(f"Written answers: {len(written.texts):,}. Settled: {len(finals):,}. For a third person: {len(apart) - sum(_complete(t, third) for t in apart):,}.")
    return finals


def _mean(text: Text, marks: dict[str, dict]) -> float:
    """What markers who agree well enough give a text: the mean of their points over those that could be given."""
    given = [points for theirs in marks.values() for points in theirs.values()]
    return round(sum(given) / (len(marks) * sum(row["points"] for row in text.rubric)), 4)


def difference(text: Text, marks: dict[str, dict]) -> float:
    """How far markers are apart, as a share of the text's points. Rows are added up without their sign, so that none makes up for another."""
    spread = sum(max(m[row["id"]] for m in marks.values()) - min(m[row["id"]] for m in marks.values()) for row in text.rubric)
    return spread / sum(row["points"] for row in text.rubric)


def _of(text: Text, marks: dict) -> dict:
    return {row["id"]: marks[text.id, row["id"]] for row in text.rubric if (text.id, row["id"]) in marks}


def _complete(text: Text, marks: dict) -> bool:
    return len(_of(text, marks)) == len(text.rubric)


def _whole(text: Text, marks: dict[str, dict]) -> dict[str, dict]:
    """The marks of each marker who gave every row of a text its points."""
    return {who: _of(text, theirs) for who, theirs in marks.items() if _complete(text, theirs)}


# The third person -----------------------------------------------------------------------------------------------------

def _third(folder: Path, rubrics) -> tuple[dict, set[str], list[str]]:
    """(the points that a third person gave, the texts that they were asked about, sentences for all that is amiss)."""
    found, asked, wrong = {}, set(), []
    for path in sorted(folder.glob("adjudicate*.csv")) if folder.is_dir() else []:
        try:
            for entry in sheets.table(path):
                text, row = entry["text"].strip(), entry["row"].strip()
                asked.add(text)
                problem = sheets.take(found, text, row, sheets.number(entry["points"].strip()), rubrics)
                wrong += [f"{shown(path)}, text {text}, row {row}: {problem}"] if problem else []
        except Mistakes as error:
            wrong += error.sentences
    return found, asked, wrong


def _ask(written: Written, fresh: list[Text], whole: dict, say) -> None:
    """Writes the sheet of the third person: both marks of each row, the lower one first, so that it does not say whose is whose."""
    fresh = sorted(fresh, key=lambda t: sheets.chance(written.secret, "third", t.id))
    if not fresh:
        return
    path = written.folder / f"{sheets.free(written.folder, 'adjudicate')}.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = tables.writer(file)
        rows.writerow(HEADS)
        for text in fresh:
            for n, row in enumerate(text.rubric):
                given = [m[row["id"]] for m in whole[text.id].values()]
                rows.writerow([*sheets.line(text, row, first=n == 0)[:6], min(given), max(given), "", ""])
    say(f"For a third person, {len(fresh):,} texts whose marks differ by more than {written.bar:.0%} of their points: {shown(path)}")


def _keep(written: Written, marks: dict[str, dict], third: dict) -> None:
    with (written.out / "marks.csv").open("w", encoding="utf-8", newline="") as file:
        rows = tables.writer(file)
        rows.writerow(MARKS)
        for who, theirs in [*sorted(marks.items()), ("third", third)]:
            rows.writerows([text, written.sets[text], written.texts[text].item, row, who, points] for (text, row), points in sorted(theirs.items()))
