"""A plan as a calendar file: four weeks and the day to answer again, each for the whole day.

It holds no token and leads nowhere: a calendar is seen by more people than its owner.
"""

import hashlib
from datetime import date, timedelta

from django.utils import timezone
from icalendar import Calendar, Event

from rubric.results.plan import Outline, Week

BACK = "Open your private link to tick off what is done."


def write(plan: Outline, *, seed: str) -> bytes:
    """Write a running plan; the same `seed` gives the same events, so importing twice moves them.

    Raises ValueError for a plan that has no first day.
    """
    if plan.retake_on is None:
        raise ValueError("a plan without a first day has no calendar")
    calendar = Calendar()
    calendar.add("prodid", "-//careerfit//30 days//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for week in plan.weeks:
        if week.starts_on and week.ends_on:
            summary = f"Week {week.number}: {week.aim}"
            name = f"week-{week.number}"
            event = _event(seed, name, week.starts_on, week.ends_on, summary, _text(week))
            calendar.add_component(event)
    again = _event(seed, "again", plan.retake_on, plan.retake_on, "Day 30: answer again", BACK)
    calendar.add_component(again)
    text: bytes = calendar.to_ical()
    return text


def _event(seed: str, name: str, first: date, last: date, summary: str, description: str) -> Event:
    event = Event()
    event.add("uid", f"{hashlib.sha256(f'{seed} {name}'.encode()).hexdigest()[:32]}@careerfit")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", first)
    # The day after the last one: the end of an event does not belong to it.
    event.add("dtend", last + timedelta(days=1))
    event.add("summary", summary)
    event.add("description", description)
    event.add("transp", "TRANSPARENT")
    return event


def _text(week: Week) -> str:
    tasks = "\n".join(f"- {task.text}" for task in week.tasks)
    return f"{tasks}\nProof to keep: {week.proof}\n{BACK}"
