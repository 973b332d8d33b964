"""The rules of an assessment, from the trainer's key folder: where the pass mark of each form lies, and how it was set."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..files import Mistakes, read_yaml, shown

NAME = "rules.yaml"
NOT_KEYS = (NAME,)


@dataclass(frozen=True)
class Rule:
    """The pass rule of one form: the share of all points that is enough, how that was found, and by whom."""
    method: str
    cut: float
    by: str

    def passes(self, share: float) -> bool:
        return share >= self.cut - 1e-9


def rules(keys: Path) -> dict[str, Rule]:
    """The rule of each form that has one; raises Mistakes with all that is amiss."""
    path = Path(keys) / NAME
    if not path.is_file():
        return {}
    data = read_yaml(path)
    forms = data.get("forms") if isinstance(data, dict) else None
    if not isinstance(forms, dict):
        raise Mistakes([f"{shown(path)}, key forms: write each form with its cut, as form-a: {{cut: 0.7}}."])
    wrong = [f"{shown(path)}, key {name}: write who set the pass mark, and how, in words." for name in ("method", "set_by") if not isinstance(data.get(name), str)]
    cuts = {name: form.get("cut") if isinstance(form, dict) else None for name, form in forms.items()}
    wrong += [f"{shown(path)}, form {name}: the cut is a share from 0 to 1, as {{cut: 0.7}}." for name, cut in cuts.items()
              if isinstance(cut, bool) or not isinstance(cut, (int, float)) or not 0 <= cut <= 1]
    if wrong:
        raise Mistakes(wrong)
    return {name: Rule(data["method"], float(cut), data["set_by"]) for name, cut in cuts.items()}
