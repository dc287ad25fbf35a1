"""A roadmap as iCalendar (RFC 5545), for the calendars of those who follow it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pandas as pd

from hubplanner.programme.schedule import MILESTONES, PHASES, Schedule, span_and_money
from hubplanner.report.words import Speaker

_WRITTEN = datetime(2000, 1, 1, tzinfo=UTC)
"""Instead of now, so that the same plan gives the same bytes."""


def as_calendar(plan: Schedule, names: pd.Series[str], scenario: str, say: Speaker) -> bytes:
    """Each phase as an event of whole days, each milestone as one of its day.

    Parameters
    ----------
    names
        By hub id: how it is called.
    scenario
        Name of the scenario; ids of events are the same again for it, so that a calendar replaces
        what it knows.
    say
        In which language.

    Raises
    ------
    ExtraError
        From :func:`hubplanner.report.need_extra`, when ``icalendar`` is not installed.
    """
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", f"-//hubplanner//roadmap//{say.language.upper()}")
    calendar.add("version", "2.0")

    def event(uid: str, words: str, start: date, end: date, more: str = "") -> None:
        one = Event()
        one.add("uid", f"{uid}@{scenario}.hubplanner")
        one.add("dtstamp", _WRITTEN)
        one.add("summary", words)
        one.add("dtstart", start)
        one.add("dtend", end)  # the day after the last
        if more:
            one.add("description", more)
        calendar.add_component(one)

    for task, row in zip(plan.tasks.index, plan.tasks.to_dict("records"), strict=True):
        words = f"{names[row['hub_id']]}: {say(PHASES[row['phase']])}"
        start, end = date(row["start"], 1, 1), date(row["end"] + 1, 1, 1)
        more = span_and_money(row["start"], row["end"], row["public"])
        event(str(task), words, start, end, say(more))
    for row in plan.milestones.dropna().to_dict("records"):
        words = f"{names[row['hub_id']]}: {say(MILESTONES[row['milestone']])}"
        day = date.fromisoformat(row["date"])
        event(f"{row['hub_id']}/{row['milestone']}", words, day, day + timedelta(days=1))
    content: bytes = calendar.to_ical()
    return content
