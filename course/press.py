"""jupyter-book as it is, without a grammar of web addresses that takes two seconds to read and that nothing in a build asks for."""
from __future__ import annotations

import sys


def main() -> None:
    """Runs jupyter-book's own command."""
    sys.modules["rfc3987_syntax"] = None  # jsonschema does without it; no notebook is checked for the form of its addresses
    from jupyter_book.cli.main import main as jupyter_book
    jupyter_book()


if __name__ == "__main__":
    main()
