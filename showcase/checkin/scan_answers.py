"""What the API answers to scans, as the contract words it."""

from typing import Any

from ..core.api import rfc3339
from . import door_facts, rules
from .models import Conflict
from .records import CaseRecord
from .services import Result


def described(results: list[Result]) -> list[dict[str, Any]]:
    """The results, and what the volunteer should know of those let in."""
    answers = [describe(result) for result in results]
    admitted = {r.attendee for r in results if r.attendee and r.verdict == rules.Verdict.ADMITTED}
    told = door_facts.facts_of({guest.id for guest in admitted if guest.is_noted})
    for answer in answers:
        facts = told.get(answer["attendee"]["id"]) if "attendee" in answer else None
        if facts and answer["verdict"] == rules.Verdict.ADMITTED:
            answer["attendee"]["facts"] = [fact.describe() for fact in facts]
    return answers


def describe(result: Result) -> dict[str, Any]:
    """A result as the contract words it: what does not apply is left out."""
    answer: dict[str, Any] = {"id": result.id, "verdict": result.verdict}
    if result.reason:
        answer["reason"] = result.reason
    if result.attendee:
        answer["attendee"] = {"id": result.attendee.id, "name": result.attendee.name}
    if result.first:
        first = result.first
        answer["first"] = {"at": rfc3339(first.at), "gate": first.gate, "device": first.device}
    if result.forced:
        answer["forced"] = True
    if result.conflict:
        answer["conflict"] = describe_conflict(result.conflict)
    if result.replay:
        answer["replay"] = True
    return answer


def describe_conflict(conflict: Conflict | CaseRecord) -> dict[str, Any]:
    return {
        "id": conflict.id,
        "reason": conflict.reason,
        "attendee": conflict.attendee_id,
        "scan": conflict.scan_id,
        "other_scan": conflict.other_scan_id,
        "opened_at": rfc3339(conflict.opened_at),
        "settled_at": rfc3339(conflict.settled_at),
        "note": conflict.note,
    }
