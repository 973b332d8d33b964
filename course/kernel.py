"""One kernel for all pages of a build: starting one takes a second, running a page a tenth of that.

Each page starts with an empty namespace. That pages do not lean on one another is checked by nbval, which gives each its own.
"""
from __future__ import annotations

import hashlib
import json
import time
import traceback
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from myst_nb.core.execute import direct
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from jupyter_cache.executors.utils import ExecutionResult

from .files import ROOT

EMPTY = "import gc; gc.freeze(); get_ipython().run_line_magic('reset', '-f')"  # reset looks through all memory twice; what is frozen is passed over


class SharedKernel:
    """Runs notebooks one after another in the same Python, emptied between them.

    kept: the outputs of code that this book has run already. The folder goes with everything else that a build from nothing removes.
    """

    def __init__(self, kept: Path):
        self.manager: AsyncKernelManager | None = None
        self.kept = kept

    def run(self, notebook, cwd, timeout, allow_errors, **_) -> ExecutionResult:
        """What myst-nb asks of jupyter-cache: the notebook with its outputs, or with the error."""
        start, error, text = time.perf_counter(), None, None
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        kept = self.kept / f"{hashlib.sha256(json.dumps([cell.source for cell in code]).encode()).hexdigest()}.json"
        if code and kept.exists():
            for cell, outputs in zip(code, json.loads(kept.read_text(encoding="utf-8"))):
                cell.outputs = [nbformat.from_dict(output) for output in outputs]
        elif code:
            try:
                self._client(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(EMPTY)]), timeout, False).execute()
                self._client(notebook, timeout, allow_errors).execute()
                kept.parent.mkdir(parents=True, exist_ok=True)
                kept.write_text(json.dumps([cell.outputs for cell in code]), encoding="utf-8")
            except (CellExecutionError, CellTimeoutError, DeadKernelError) as raised:
                error, text = raised, traceback.format_exc()
                self.close()
        return ExecutionResult(notebook, cwd, time.perf_counter() - start, error, text)

    def _client(self, notebook, timeout, allow_errors) -> NotebookClient:
        if self.manager is None:
            self.manager = AsyncKernelManager(kernel_name="python3")
        return NotebookClient(notebook, km=self.manager, timeout=timeout, allow_errors=allow_errors,
                              resources={"metadata": {"path": str(ROOT)}}, store_widget_state=False,
                              extra_arguments=["--log-level=ERROR"])  # and not that it runs on this computer without encryption

    def close(self) -> None:
        """Ends the kernel; a next run starts another."""
        if self.manager is not None and self.manager.has_kernel:
            from jupyter_core.utils import run_sync
            run_sync(self.manager.shutdown_kernel)(now=True)
        self.manager = None


def share(app) -> None:
    """Lets a build use one kernel, and ends it with the build."""
    kernel = SharedKernel(Path(app.doctreedir) / "outputs")
    direct.single_nb_execution = kernel.run
    app.connect("build-finished", lambda app, error: kernel.close())
