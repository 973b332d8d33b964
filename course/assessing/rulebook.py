"""The rules of an assessment, from the trainer's key folder: where the pass mark of each form lies, and how it was set."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..files import read_yaml

NOT_KEYS = ("rules.yaml",)


@dataclass(frozen=True)
class Rule:
    """The pass rule of one form: the share of all points that is enough, how that was found, and by whom."""
    method: str
    cut: float
    by: str

    def passes(self, share: float) -> bool:
        return share >= self.cut - 1e-9


def rules(keys: Path) -> dict[str, Rule]:
    """The rule of each form that has one."""
    path = Path(keys) / "rules.yaml"
    data = read_yaml(path) if path.is_file() else {}
    return {name: Rule(data["method"], float(r["cut"]), data["set_by"]) for name, r in data.get("forms", {}).items()}
