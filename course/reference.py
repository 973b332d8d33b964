"""The pages that are made from records: services by need, every source, and what could not be verified."""
from __future__ import annotations

import re
from html import escape

from . import local, sources
from .language import say
from .model import current
from .passage import Passage, cite, table
from .sources import day_in_words
from .words import NATION

NEED = {"talk": say("To talk"), "remove_image": say("To have an image taken down"), "report": say("To report"), "own_behaviour": say("Worry about one's own thoughts or behaviour"),
        "staff_advice": say("Advice for staff"), "adult_image": say("An image of an adult")}
FOR = {"children": say("For children and young people"), "everyone": say("For anyone, children too"), "adults": say("For adults who worry about a child"),
       "professionals": say("For people who work with children, not for children"), "adults_only": say("For people of 18 and over only")}
PARTS = {"SCH": "Schools", "POL": "Police, prosecution and records", "OFF": "The law on offences", "LAN": "Words", "MSG": "Messages to the public",
         "SVC": "Services", "STA": "Figures", "TIM": "Dated events", "CAS": "Published cases and reviews", "SEED": "The five public messages"}
DOUBT = re.compile(r"not (?:read|verified|seen|found|checked|visited|reached)|unverified|\bcheck\b|\bconfirm\b|disagree|inference|compiler", re.I)


def found_services() -> list:
    """The services that may be shown: none whose contact was not read anywhere."""
    return [record for record in current().records.values() if record.service and record.grade != "C"]


def services() -> Passage:
    """Every service by audience, the local ones first; services for adults only stand last and apart."""
    parts = [f"<h3>{say('Where you are')}</h3><ul>{''.join(f'<li>{escape(_capital(local.words(key)))}.</li>' for key in ('front_door', 'force_contact', 'designated_officer'))}</ul>"]
    for audience, title in FOR.items():
        listed = [record for record in found_services() if _audience(record) == audience]
        parts.append(f"<h3>{title}</h3><ul class=\"services\">{''.join(map(_service, listed))}</ul>")
    return Passage("services()", "".join(parts + [_by_nation()]))


def _audience(record) -> str:
    return "adults_only" if record.need == ["adult_image"] else record.audience


def _service(record) -> str:
    hours = say("hours not known to us") if record.hours in (None, "not known") else record.hours
    contact = escape(record.contact or say("no contact held; look it up by its name"))
    return (f"<li><p><strong>{escape(record.service)}</strong>: {contact}; {escape(hours)}.</p>"
            f"<p>{escape('; '.join(NEED[need] for need in record.need))}. {escape(_capital(_where(record)))}. "
            f"{say('Last seen {day}, {how}.').format(day=day_in_words(record.seen.day), how=sources.SEEN[record.seen.how])} {cite(record.id)}</p></li>")


def _where(record) -> str:
    return record.area or (say("all of the UK") if len(record.nations) == len(NATION) else ", ".join(NATION[n] for n in record.nations))


def _by_nation() -> str:
    own = {nation: [r.service for r in found_services() if r.nations == [nation]] for nation in NATION}
    rows = [[NATION[nation], escape(", ".join(names)) if names else say("We hold no service for this nation alone. Those for all of the UK apply.")] for nation, names in own.items()]
    return f"<h3>{say('By nation')}</h3>{table(say('Services for one nation alone'), [say('Nation'), say('Service')], rows)}"


def all_sources() -> Passage:
    """Every record with its source, by subject."""
    parts = []
    for prefix, title in PARTS.items():
        listed = [record for record in current().records.values() if record.id.split("-")[0] == prefix]
        parts.append(f"<h3>{title}</h3><ul class=\"records\">{''.join(map(_record, listed))}</ul>")
    return Passage("all_sources()", "".join(parts))


def _record(record) -> str:
    entry = sources.entry(record)
    title = f'<a rel="external noreferrer" href="{escape(entry["url"])}">{escape(entry["title"])}</a>' if entry["url"] else escape(entry["title"])
    rows = "; ".join(escape(value) for name, value in entry["rows"] if name not in (say("Note"), say("Contact")))
    note = f" Note: {escape(record.note)}" if record.note else ""
    return (f'<li id="record-{record.id}" class="source grade-{record.grade}"><p><b>{record.id}</b> {escape(sources.says(record))}</p>'
            f"<p>{title}, {escape(entry['locator'])}. {rows}.{note}</p></li>")


def unverified() -> Passage:
    """What was not verified: whole records, and what the notes of others say must be checked."""
    records = current().records.values()
    whole = [record for record in records if record.grade == "C" or record.seen.how == "not_read"]
    noted = [record for record in records if record not in whole and record.note and DOUBT.search(record.note)]
    html = (f"<h3>Statements that were not verified at all: {len(whole)}</h3><ul class=\"records\">{''.join(map(_doubt, whole))}</ul>"
            f"<h3>Statements with a part still to be checked: {len(noted)}</h3><ul class=\"records\">{''.join(map(_doubt, noted))}</ul>")
    return Passage("unverified()", html)


def _doubt(record) -> str:
    where = f'<p>Where to look: <a rel="external noreferrer" href="{escape(record.url)}">{escape(record.url)}</a></p>' if record.url else ""
    note = f"<p>{escape(record.note)}</p>" if record.note else ""
    return f'<li class="source grade-{record.grade}"><p><b>{record.id}</b> {escape(sources.says(record))}</p>{note}{where}</li>'


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
