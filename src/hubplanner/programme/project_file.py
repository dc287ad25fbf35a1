"""A roadmap as XML that Microsoft Project opens (MSPDI, Project 2007 XML Data Interchange Schema).

Elements stand in the order of Microsoft's published schema (learn.microsoft.com, 'Task Elements and
XML Structure'), which Project insists on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from xml.etree import ElementTree

import pandas as pd

from hubplanner.language import Text
from hubplanner.programme.schedule import BEGINNING, MILESTONES, PHASES, Schedule, span_and_money
from hubplanner.report.words import Speaker, clean

NAMESPACE = "http://schemas.microsoft.com/project"
_ALWAYS = 1
"""The one calendar: every hour of every day, so that a year's task is as long as the year."""
_EVERY_HOUR = Text("Every hour of every day")
_FINISH_TO_START, _NO_EARLIER = "1", "4"
_IN_DAYS = "7"
_HUNDREDTHS = 100
"""Project keeps amounts in hundredths of its currency."""
Fields = Iterator[tuple[str, str]]


def as_project(plan: Schedule, names: pd.Series[str], title: str, say: Speaker) -> bytes:
    """Hubs as summary tasks, phases and milestones below them, with predecessors and costs.

    Parameters
    ----------
    names
        By hub id: how it is called.
    title
        Of the project.
    say
        In which language.
    """
    root = ElementTree.Element("Project", xmlns=NAMESPACE)
    first, last = int(plan.tasks["start"].min()), int(plan.tasks["end"].max())
    for name, text in (
        ("Name", clean(title)),
        ("Title", clean(title)),
        ("Author", "hubplanner"),
        ("ScheduleFromStart", "1"),
        ("StartDate", _begin(first)),
        ("FinishDate", _begin(last + 1)),
        ("CurrencyDigits", "2"),
        ("CurrencySymbol", say("KRW 100 million")),
        ("CalendarUID", str(_ALWAYS)),
        ("DefaultStartTime", "00:00:00"),
        ("DefaultFinishTime", "00:00:00"),
        ("MinutesPerDay", "1440"),
        ("MinutesPerWeek", "10080"),
        ("DaysPerMonth", "30"),
    ):
        _add(root, name, text)
    _add_calendar(_add(root, "Calendars"), say(_EVERY_HOUR))
    tasks = _add(root, "Tasks")
    for fields in _tasks(plan, names, say):
        _add_task(tasks, fields)
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _tasks(plan: Schedule, names: pd.Series[str], say: Speaker) -> Iterator[Fields]:
    number = count(1)
    uids: dict[str, str] = {}
    hubs = list(plan.tasks["hub_id"].unique())
    for hub in hubs:  # numbers first: a task may depend on one that stands below it
        parts = plan.tasks.index[plan.tasks["hub_id"] == hub]
        uids |= {key: str(next(number)) for key in (hub, *parts)}
        uids |= {f"{hub}/{name}": str(next(number)) for name in _due(plan, hub)}
    for place, hub in enumerate(hubs, 1):
        parts = plan.tasks[plan.tasks["hub_id"] == hub]
        span = int(parts["start"].min()), int(parts["end"].max())
        yield _fields(uids[hub], names[hub], str(place), span, summary=True)
        outline = (f"{place}.{inner}" for inner in count(1))
        for key, row in zip(parts.index, parts.to_dict("records"), strict=True):
            yield _fields(
                uids[key],
                say(PHASES[row["phase"]]),
                next(outline),
                (row["start"], row["end"]),
                critical=row["critical"],
                cost=row["public"],
                notes=say(span_and_money(row["start"], row["end"], row["public"])),
                after=[uids[one] for one in row["after"].split(";") if one],
            )
        for name, year in _due(plan, hub).items():
            moment = _begin(year if name in BEGINNING else year + 1)
            yield _milestone(uids[f"{hub}/{name}"], say(MILESTONES[name]), next(outline), moment)


def _due(plan: Schedule, hub: str) -> dict[str, int]:
    """The milestones of a hub that are reached, by their year."""
    own = plan.milestones[plan.milestones["hub_id"] == hub].dropna()
    return {str(name): int(year) for name, year in zip(own["milestone"], own["year"], strict=True)}


def _fields(
    uid: str,
    name: str,
    outline: str,
    years: tuple[int, int],
    *,
    summary: bool = False,
    critical: bool = False,
    cost: float = 0.0,
    notes: str = "",
    after: list[str] | None = None,
) -> Fields:
    start, end = _begin(years[0]), _begin(years[1] + 1)
    hours = (date(years[1] + 1, 1, 1) - date(years[0], 1, 1)) // timedelta(hours=1)
    yield from _head(uid, name, outline)
    yield from (("Start", start), ("Finish", end))
    yield from (("Duration", f"PT{hours}H0M0S"), ("DurationFormat", _IN_DAYS))
    yield from (("Milestone", "0"), ("Summary", _flag(summary)), ("Critical", _flag(critical)))
    if not summary:
        yield ("FixedCost", f"{cost * _HUNDREDTHS:.2f}")
        yield from (("ConstraintType", _NO_EARLIER), ("CalendarUID", str(_ALWAYS)))
        yield from (("ConstraintDate", start), ("Notes", notes))
    yield from (("PredecessorLink", one) for one in after or [])


def _milestone(uid: str, name: str, outline: str, when: str) -> Fields:
    yield from _head(uid, name, outline)
    yield from (("Start", when), ("Finish", when))
    yield from (("Duration", "PT0H0M0S"), ("DurationFormat", _IN_DAYS))
    yield from (("Milestone", "1"), ("Summary", "0"), ("Critical", "0"))
    yield from (("ConstraintType", _NO_EARLIER), ("CalendarUID", str(_ALWAYS)))
    yield ("ConstraintDate", when)


def _head(uid: str, name: str, outline: str) -> Fields:
    yield from (("UID", uid), ("ID", uid), ("Name", clean(name)), ("Type", "1"), ("IsNull", "0"))
    yield from (("WBS", outline), ("OutlineNumber", outline))
    yield ("OutlineLevel", str(outline.count(".") + 1))


def _add_task(tasks: ElementTree.Element, fields: Fields) -> None:
    task = _add(tasks, "Task")
    for name, text in fields:
        if name != "PredecessorLink":
            _add(task, name, text)
            continue
        link = _add(task, name)
        for part, value in (
            ("PredecessorUID", text),
            ("Type", _FINISH_TO_START),
            ("CrossProject", "0"),
            ("LinkLag", "0"),
            ("LagFormat", _IN_DAYS),
        ):
            _add(link, part, value)


def _add_calendar(calendars: ElementTree.Element, title: str) -> None:
    calendar = _add(calendars, "Calendar")
    for name, text in (("UID", str(_ALWAYS)), ("Name", title), ("IsBaseCalendar", "1")):
        _add(calendar, name, text)
    days = _add(calendar, "WeekDays")
    for day in range(1, 8):
        one = _add(days, "WeekDay")
        _add(one, "DayType", str(day))
        _add(one, "DayWorking", "1")
        hours = _add(_add(one, "WorkingTimes"), "WorkingTime")
        _add(hours, "FromTime", "00:00:00")
        _add(hours, "ToTime", "00:00:00")


def _add(parent: ElementTree.Element, name: str, text: str | None = None) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name)
    element.text = text
    return element


def _begin(year: int) -> str:
    return f"{year}-01-01T00:00:00"


def _flag(value: bool) -> str:
    return "1" if value else "0"
