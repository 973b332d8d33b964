"""One kernel for all pages of a build: starting one takes a second, running a page a tenth of that.

Each page starts with an empty namespace. That pages do not lean on one another is checked by nbval, which gives each its own.
"""
from __future__ import annotations

import time
import traceback

import nbformat
from jupyter_client.manager import AsyncKernelManager
from myst_nb.core.execute import direct
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from jupyter_cache.executors.utils import ExecutionResult

from .files import ROOT


class SharedKernel:
    """Runs notebooks one after another in the same Python, emptied between them."""

    def __init__(self):
        self.manager: AsyncKernelManager | None = None

    def run(self, notebook, cwd, timeout, allow_errors, **_) -> ExecutionResult:
        """What myst-nb asks of jupyter-cache: the notebook with its outputs, or with the error."""
        start, error, text = time.perf_counter(), None, None
        if any(cell.cell_type == "code" for cell in notebook.cells):
            try:
                self._client(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("%reset -f")]), timeout, False).execute()
                self._client(notebook, timeout, allow_errors).execute()
            except (CellExecutionError, CellTimeoutError, DeadKernelError) as raised:
                error, text = raised, traceback.format_exc()
                self.close()
        return ExecutionResult(notebook, cwd, time.perf_counter() - start, error, text)

    def _client(self, notebook, timeout, allow_errors) -> NotebookClient:
        if self.manager is None:
            self.manager = AsyncKernelManager(kernel_name="python3")
        return NotebookClient(notebook, km=self.manager, timeout=timeout, allow_errors=allow_errors,
                              resources={"metadata": {"path": str(ROOT)}}, store_widget_state=False)

    def close(self) -> None:
        """Ends the kernel; a next run starts another."""
        if self.manager is not None and self.manager.has_kernel:
            from jupyter_core.utils import run_sync
            run_sync(self.manager.shutdown_kernel)(now=True)
        self.manager = None


def share(app) -> None:
    """Lets a build use one kernel, and ends it with the build."""
    kernel = SharedKernel()
    direct.single_nb_execution = kernel.run
    app.connect("build-finished", lambda app, error: kernel.close())
