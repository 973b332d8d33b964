"""What the tests of taking an assessment share: a small form with all six kinds, and a page with it that needs no built book."""
from course import policy, widgets
from course.assessing import taking
from course.items import QuestionSet

ITEMS = [
    {"id": "one", "kind": "single", "objective": "o", "stem": "Mina tells her tutor.\nWhat should he do first?",
     "options": [{"id": "tell", "says": "Tell the lead."}, {"id": "wait", "says": "Wait until Friday."}]},
    {"id": "some", "kind": "several", "objective": "o", "stem": "Which of these help?",
     "options": [{"id": "listen", "says": "Listen."}, {"id": "write", "says": "Write it down."}, {"id": "promise", "says": "Promise secrecy."}]},
    {"id": "line", "kind": "order", "objective": "o", "stem": "Put these in order.",
     "options": [{"id": "b", "says": "Second thing."}, {"id": "a", "says": "First thing."}, {"id": "c", "says": "Third thing."}]},
    {"id": "heaps", "kind": "sort", "objective": "o", "stem": "Sort these.", "groups": [{"id": "in", "says": "In school"}, {"id": "out", "says": "Refer"}],
     "options": [{"id": "x", "says": "A threat was made."}, {"id": "y", "says": "Two friends, nothing more."}, {"id": "z", "says": "An adult is involved."}]},
    {"id": "text", "kind": "written", "objective": "o", "stem": "Write the first lines of the note.", "words": 60},
    {"id": "way", "kind": "path", "objective": "o", "stem": "Take the school's chair.", "scenario": "passed-on", "chair": "school"},
]
SET = {"id": "form-a", "title": "A small form", "use": "summative", "form": "a", "nation": "england", "on": "2026-11-21", "items": ITEMS}
PAGE = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Form</title><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">{styles}<link rel="icon" href="blank.svg"></head>
<body><main><h1>An assessment</h1>{widget}</main>{scripts}</body></html>"""


def form_page(folder, seal=None, **change):
    """Writes a page with the form as the book would, and returns its path; change: what is different in the set."""
    data = taking.delivered(QuestionSet.model_validate({**SET, **change}))
    made = widgets.Widget("attempt", data["form"]["id"], {**data, **({"seal": seal} if seal else {})}, taking.twin(data["form"]))
    for name in ("site.css", "widgets.css", "attempt.css"):
        (folder / name).write_text((widgets.JS.parent / "css" / name).read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "widgets.js").write_text(widgets.classic_script("attempt"), encoding="utf-8")
    (folder / "blank.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    styles = "".join(f'<link rel="stylesheet" href="{n}">' for n in ("site.css", "widgets.css", "attempt.css"))
    page = folder / "form.html"
    page.write_text(PAGE.format(policy=policy.PAGE, styles=styles, widget=made.static_html(), scripts='<script defer src="widgets.js"></script>'), encoding="utf-8")
    return page
