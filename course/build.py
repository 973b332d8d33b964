"""Building the book: everything is checked first, and a warning is an error. Only an edit of sentences keeps what was built before."""
from __future__ import annotations

import contextlib
import gc
import importlib.util
import io
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from . import accessibility, front, language, model, pages, reading, scenario, serve as server, since
from .assessing import gate
from .files import ROOT, Mistakes

OUT = ROOT / "_build"
BOOK = OUT / "html"
LOG = OUT / "build.log"
BUILT, SEARCHED = OUT / "built-from", OUT / "searched-for-keys"
PROGRESS = re.compile(r"^(reading sources|writing output)\.\.\. \[ *(\d+)%\] (\S+)")
COLOUR = re.compile(r"\x1b\[[\d;]*m")


def build(strict: bool = True, again: bool = False) -> Path:
    """Builds the book and returns its folder; raises Mistakes with everything that is wrong.

    strict: also checks the rules, scenarios, exercises and pages first, and lets no warning pass. No key of a test is in it. A book that was built
    from the same files is left as it is. Where only sentences of pages differ, only those pages are made anew; else, and with again, all is.
    """
    start, now = time.perf_counter(), since.state()
    kept = since.read(BUILT) if strict and not again and (BOOK / "index.html").exists() else {}
    if kept == now:
        return BOOK
    edited = since.sentences_only(kept, now)
    if strict:
        _check(edited)
    BUILT.unlink(missing_ok=True)
    accessibility.LOOKED.unlink(missing_ok=True)  # it was about the book before
    if edited is None:
        for old in (BOOK, OUT / ".doctrees", OUT / "jupyter_execute"):
            shutil.rmtree(old, ignore_errors=True)
    OUT.mkdir(exist_ok=True)
    _say("Building the book (minutes the first time) ...")
    with _uncollected() if edited else contextlib.nullcontext():
        warnings = _jupyter_book(strict)
    if warnings is not None:
        raise Mistakes([*warnings, f"The book was not built. The whole log is in {LOG.relative_to(ROOT).as_posix()}."])
    _search_for_keys(since.read(SEARCHED) if edited else {})
    if strict:
        since.write(BUILT, now)
    many = len(pages.page_files(ROOT) if edited is None else edited)
    _say(f"Built {many} {'page' if many == 1 else 'pages'} in {time.perf_counter() - start:.0f} seconds.")
    return BOOK


def some_pages(builder: str, out: Path, toc: Path | None = None, **settings) -> Path:
    """Builds in this process, into another folder than the book's: all pages or those of another table of contents; raises Mistakes."""
    from jupyter_book.config import get_final_config
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils
    found, _ = get_final_config(user_yaml=ROOT / "_config.yml", sourcedir=ROOT, cli_config={"latex_individualpages": False})
    found |= {"external_toc_path": str(toc or ROOT / "_toc.yml"), **settings}
    log = io.StringIO()
    with patch_docutils(), docutils_namespace():
        app = Sphinx(str(ROOT), None, str(out / builder), str(out / ".doctrees"), builder, confoverrides=found, status=None, warning=log, freshenv=True)
        app.build(force_all=True)
    if app.statuscode:
        raise Mistakes(_complaints([COLOUR.sub("", line) for line in log.getvalue().splitlines()]))
    return out / builder


def texts_of_pages() -> Path:
    """Writes the texts of every page for translators, one file a page, and runs none of their programs."""
    return some_pages("gettext", OUT, nb_execution_mode="off", gettext_compact=False)


def serve(host: str = "127.0.0.1", port: int | None = None) -> None:
    """Serves the built book until it is stopped, and says the address; raises Mistakes if the port is busy."""
    server.run(BOOK, host, port)


def lab(port: int | None = None, browser: bool = True) -> None:
    """Writes each page as a notebook into _build/lab and opens JupyterLab there; a notebook that was changed is kept."""
    folder = OUT / "lab"
    names = [path.relative_to(ROOT).with_suffix("").as_posix() for path in pages.page_files(ROOT) if path.exists()]
    front.write_notebooks(folder, names, lambda name: str(ROOT / f"{name}.md"), keep_newer=True)
    found = server.free_port("127.0.0.1", port, first=8888)
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}", "--ip=127.0.0.1", f"--port={found}",
               "--ServerApp.port_retries=0", "--LabApp.news_url=None", "--LabApp.extension_manager=readonly",
               "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]  # JupyterLab asks nothing of other hosts
    if os.name != "nt" and hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    _say(f"The pages are notebooks in {folder.relative_to(ROOT).as_posix()}. JupyterLab starts on port {found}; Ctrl+C stops it.")
    raise SystemExit(subprocess.call([*command, *([] if browser else ["--no-browser"])]))


def _check(edited: list[Path] | None) -> None:
    """Everything; after an edit of sentences only those pages, since all else was well and is the same."""
    if importlib.util.find_spec("course.check") is None:
        return
    if edited is None:
        from . import check
        _say("Checking the rules, scenarios, exercises and pages ...")
        scenario.prepare()
        problems = check.everything()
    else:
        problems = [p for path in edited for p in (*pages.problems(path, model.current()), *reading.problems(path), *gate.problems([path]))]
    if problems:
        raise Mistakes([*problems, f"The book was not built. Mend {'this' if len(problems) == 1 else f'these {len(problems)}'} first."])


def _search_for_keys(searched: dict[str, str]) -> None:
    """Raises Mistakes if the key of a test is in the book. searched: hashes of files in which none of the same keys was found."""
    SEARCHED.unlink(missing_ok=True)
    made = since.hashes(BOOK)
    gate.check(*(BOOK / name for name in made if made[name] != searched.get(name)))
    since.write(SEARCHED, made)


class _Said(io.TextIOBase):
    """Takes what jupyter-book prints: kept without colours, and its progress shown in one line that moves on."""

    def __init__(self):
        self.text, self.terminal = "", sys.stdout

    def write(self, text: str) -> int:
        text = COLOUR.sub("", text)
        self.text += text
        if step := PROGRESS.match(text.lstrip("\r")):
            self.progress(f"{step[1].capitalize()}: {step[2]}% {step[3]}")
        return len(text)

    def progress(self, text: str) -> None:
        """A line that the next one replaces; on anything but a terminal, nothing."""
        if self.terminal.isatty():
            width = shutil.get_terminal_size().columns - 1
            print(f"\r{text[:width]:<{width}}" + ("" if text else "\r"), end="", flush=True, file=self.terminal)


@contextlib.contextmanager
def _uncollected():
    """For the second or two of an edit, without the collector, which takes a sixth of that and finds little."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _jupyter_book(strict: bool) -> list[str] | None:
    """Runs jupyter-book in this process, which has read the rules already; returns None if all was well, else what it complained of."""
    os.environ.update(PYDEVD_DISABLE_FILE_VALIDATION="1", PYTHONUTF8="1", JUPYTER_PLATFORM_DIRS="1")  # for the kernels of notebooks
    sys.modules["rfc3987_syntax"] = None  # a grammar of web addresses that takes two seconds to read and that nothing in a build asks for
    from jupyter_book.sphinx import build_sphinx
    said = _Said()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        done = build_sphinx(ROOT, BOOK, path_config=ROOT / "_config.yml", noconfig=True, builder="html", warningiserror=strict, keep_going=strict,
                            confoverrides={"external_toc_path": str(ROOT / "_toc.yml"), "latex_individualpages": False, **({"nitpicky": True} if strict else {})})
    said.progress("")
    LOG.write_text(said.text, encoding="utf-8")
    if isinstance(done, KeyboardInterrupt):
        raise done
    return None if done == 0 else _complaints(said.text.splitlines())


def _complaints(said: list[str]) -> list[str]:
    """What a failed run said that a person can act on, and the last line of each cell that failed."""
    found = [line.replace(f"{ROOT}{os.sep}", "") for line in said
             if re.search(r"WARNING: |ERROR|\w[Ee]rror: ?\S", line) and "saved in" not in line and not line.startswith(" ")]
    found = [re.sub(r"^(sphinx\.errors\.\w+|ERROR): (Handler .* threw an exception \(exception: (.*)\)$)?", r"\3", line) for line in found]
    for report in sorted((BOOK / "reports").rglob("*.err.log")):
        last = COLOUR.sub("", report.read_text(encoding="utf-8")).strip().splitlines()[-1:]
        found += [f"{report.relative_to(BOOK / 'reports').as_posix().removesuffix('.err.log')}.md: a cell ends with {line}" for line in last]
    return list(dict.fromkeys(found)) or said[-15:]


def _say(text: str) -> None:
    print(text, flush=True)

