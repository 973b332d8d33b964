"""One invented question of each kind with its key, for the tests of what is exported."""
from course.assessing.exports.bank import Bank, Choice, Question

REASON = "<p>Because 5 &lt; 6 &amp; so on.</p><ul><li>SCH-010: a source</li></ul>"


def _question(name, kind, options="", into=(), words=None, **key):
    choices = [Choice(o, f"Says {o} & <more>", REASON) for o in options]
    return Question(name, kind, ["A story & more."], "What is to be done?", choices, list(into), key, words, REASON)


BANK = Bank("trial", "Trial set", "England, 21 November 2026. Key: invented. For trainers only.", [
    _question("one", "single", "abcd", credit={"a": 1, "b": .3333, "c": 0, "d": None}),
    _question("many", "several", "abcd", credit={"a": .5, "b": .5, "c": -.25, "d": 0}),
    _question("line", "order", "cab", order=["a", "b", "c"]),
    _question("heap", "sort", "abc", [("left", "Left"), ("right", "Right"), ("a", "Neither")], group={"a": "left", "b": "right", "c": "left"}, groups=["left", "right", "a"]),
    _question("text", "written", words=120, worked="They are thirteen.",
              rubric=[{"id": "danger", "says": "Names the danger", "points": 2, "levels": [{"points": 0, "says": "not"}, {"points": 2, "says": "names it"}]}]),
    _question("way", "path", path={}),
])
