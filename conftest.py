"""Lets `pytest --nbval book exercises` run every page: a page becomes a notebook under _build, which nbval runs."""
from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent
FOLDERS = (ROOT / "book", ROOT / "exercises")


class Page(pytest.File):
    """A text notebook, collected as nbval's own kind of file."""

    def collect(self):
        import nbformat
        from nbval.plugin import IPyNbFile

        from course import front
        target = ROOT / "_build" / "nbval" / self.path.relative_to(ROOT).with_suffix(".ipynb")
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.stat().st_mtime < self.path.stat().st_mtime:
            whole = target.with_suffix(f".{os.getpid()}")  # several processes collect at once, and none may read half a notebook
            nbformat.write(front.notebook(self.path), whole)
            whole.replace(target)
        yield IPyNbFile.from_parent(self, path=target)


def pytest_collect_file(file_path, parent):
    """Takes each page, if notebooks are asked for."""
    is_page = file_path == ROOT / "index.md" or any(folder in file_path.parents for folder in FOLDERS)
    if parent.config.option.nbval and file_path.suffix == ".md" and is_page:
        return Page.from_parent(parent, path=file_path)
    return None
