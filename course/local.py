"""An organisation's own names and numbers, from local.yaml; without them the pages say whom to ask."""
from __future__ import annotations

import functools

from .files import ROOT, Mistakes, nearest, read_yaml
from .language import say, unknown

FILE = ROOT / "local.yaml"
ASK = {  # what the {local} role says where nothing is filled in: fits into a sentence
    "front_door": say("your local children's social care front door (ask your designated safeguarding lead for the number)"),
    "designated_officer": say("your local authority designated officer (ask your designated safeguarding lead for the number)"),
    "force_contact": say("your local police contact (ask your designated safeguarding lead; 101 if you have none, 999 in danger)"),
    "policy_link": say("your organisation's own policy (ask your designated safeguarding lead)"),
    "review_owner": say("whoever runs this course for you"),
    "report_errors_to": say("whoever runs this course for you"),
    "accessibility_contact": say("whoever runs this course for you"),
    "accessibility_complaints": say("the organisation that hosts this course"),
}
FILES = {"logo": "the picture", "assessment_key": "the public key that course seal-key has written"}  # beside local.yaml
LINKS = ("policy_link", "organisation_link")
KEYS = (*ASK, *FILES, "assessment_keys", "organisation", "organisation_link", "language")  # the organisation stands on certificates and badges


@functools.cache
def values() -> dict[str, str]:
    """What local.yaml fills in, by key; nothing if there is no such file; raises Mistakes."""
    if not FILE.exists():
        return {}
    data = read_yaml(FILE) or {}
    if not isinstance(data, dict):
        raise Mistakes(["local.yaml: this file has lines like front_door: \"...\". See local.example.yaml."])
    wrong = [f"local.yaml: there is no key {key!r}. {nearest(key, KEYS)}" for key in data if key not in KEYS]
    wrong += [f"local.yaml, key {key}: write the text in quotes." for key, value in data.items()
              if key in KEYS and not (isinstance(value, str) and value.strip())]
    wrong += [f"local.yaml, key {key}: write a web address that starts with https://." for key in LINKS
              if isinstance(data.get(key), str) and not data[key].startswith("https://")]
    wrong += [f"local.yaml, key {key}: there is no file {data[key]}. Put {what} beside local.yaml." for key, what in FILES.items()
              if isinstance(data.get(key), str) and not (ROOT / data[key]).is_file()]
    if isinstance(keys := data.get("assessment_keys"), str) and not (ROOT / keys).is_dir():
        wrong.append(f"local.yaml, key assessment_keys: there is no folder {keys}. Name the folder of your own keys, outside the book.")
    if isinstance(asked := data.get("language"), str) and (sentence := unknown(asked)):
        wrong.append(f"local.yaml, key language: {sentence}")
    if wrong:
        raise Mistakes(wrong)
    return data


def words(key: str) -> str:
    """What is filled in for a key, or whom to ask; raises Mistakes for a key that does not exist."""
    if key not in ASK:
        raise Mistakes([f"there is no local value {key!r}. {nearest(key, ASK)}"])
    return values().get(key, ASK[key])


def own_keys() -> list[Path]:
    """The files of the organisation's own secret keys; nothing if it has none."""
    folder = values().get("assessment_keys")
    return sorted((ROOT / folder).glob("*.yaml")) if folder else []


def report_link() -> str | None:
    """The address behind report_errors_to, if it is an e-mail or a web address."""
    to = values().get("report_errors_to", "")
    if to.startswith("https://"):
        return to
    return f"mailto:{to}" if "@" in to and " " not in to else None
