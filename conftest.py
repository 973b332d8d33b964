"""Lets `pytest --nbval book exercises` run every page: a page becomes a notebook under _build, which nbval runs."""
from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent
PAGES = (ROOT / "book", ROOT / "exercises")


def pytest_collect_file(file_path, parent):
    """A page as nbval's own kind of file, named after the page."""
    is_page = file_path.suffix == ".md" and (file_path == ROOT / "index.md" or any(p in file_path.parents for p in PAGES))
    if not (is_page and parent.config.option.nbval):
        return None
    import nbformat
    from nbval.plugin import IPyNbFile

    from course import front
    target = ROOT / "_build" / "nbval" / file_path.relative_to(ROOT).with_suffix(".ipynb")
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists() or target.stat().st_mtime < file_path.stat().st_mtime:
        nbformat.write(front.notebook(file_path), target)
    return IPyNbFile.from_parent(parent, path=target, name=file_path.relative_to(ROOT).as_posix())
