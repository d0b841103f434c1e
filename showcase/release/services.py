"""Verbs of the way to the readers: steps, deposit, signed proofs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from ..accounts.models import Account
from ..core import audit, clock
from ..core.database import db
from ..editions import officials
from ..editions.models import Edition, Host
from ..publication.models import Issue
from ..registration import deadlines
from ..registration.deadlines import Due
from . import rules
from .models import DepositRule, Proof, ReleaseStep
from .rules import CALENDAR, Refused, Step


@dataclass(frozen=True)
class Deposit:
    """Where copies are deposited, and how many days pass before release."""

    places: list[dict[str, Any]]
    days: int

    @property
    def copies(self) -> int:
        return sum(place["copies"] for place in self.places)


def today(issue: Issue) -> date:
    """The day at the host's place."""
    return officials.today_of(issue.publication.edition.host)


def steps_of(issue: Issue) -> dict[Step, ReleaseStep]:
    found = db.session.scalars(db.select(ReleaseStep).filter_by(issue_id=issue.id))
    by_step = {one.kind: one for one in found}
    return {step: by_step[step] for step in rules.ORDER if step in by_step}


def days_of(issue: Issue) -> dict[Step, date]:
    return {step: one.done_on for step, one in steps_of(issue).items()}


def deposit_of(host: Host) -> Deposit:
    found = db.session.scalar(db.select(DepositRule).filter_by(host_id=host.id))
    return Deposit(found.places, found.days) if found else Deposit([], rules.DEPOSIT_DAYS)


def due_days(issue: Issue) -> dict[Step, Due]:
    """What the reverse calendar says of the steps; empty while the edition has no event."""
    found = deadlines.of(issue.publication.edition, clock.now())
    by_key = {due.step.key: due for due in found.steps} if found else {}
    return {step: by_key[key] for step, key in CALENDAR.items() if key in by_key}


def record(issue: Issue, step: Step, day: date, note: str, imprint: dict[str, str], who: Account) -> Refused | None:
    """Note that a step is done; the reverse calendar and the imprint learn of it. The issue is locked by the caller."""
    edition = issue.publication.edition
    refused = rules.refusal(
        step, day, days_of(issue), today(issue), issue.frozen_at is not None, deposit_of(edition.host).days
    )
    if refused is not None:
        return refused
    db.session.add(ReleaseStep(issue_id=issue.id, step=step, done_on=day, note=note, recorded_by_id=who.id))
    changed = {name: (issue.imprint.get(name) or "", value) for name, value in imprint.items() if value}
    issue.imprint = {**issue.imprint, **{name: new for name, (_old, new) in changed.items()}}
    _tell_calendar(edition, step, day, who.name)
    audit.record("release.step_done", issue, step=(None, step), day=(None, day), **changed)
    return None


def take_back(issue: Issue, step: Step) -> Refused | None:
    """The last step was not done after all."""
    found = steps_of(issue)
    if step is not rules.last_of(days_of(issue)):
        return Refused(rules.Refusal.NOT_LAST)
    audit.record("release.step_taken_back", issue, step=(step, None), day=(found[step].done_on, None))
    db.session.delete(found[step])
    _tell_calendar(issue.publication.edition, step, None, "")
    return None


def _tell_calendar(edition: Edition, step: Step, day: date | None, name: str) -> None:
    if step in CALENDAR:
        kept = deadlines.record_of(edition, CALENDAR[step])
        kept.done_on, kept.done_by = day, name


def keep_deposit(host: Host, places: list[dict[str, Any]], days: int) -> None:
    found = db.session.scalar(db.select(DepositRule).filter_by(host_id=host.id))
    if found is None:
        found = DepositRule(host_id=host.id, places=[], days=rules.DEPOSIT_DAYS)
        db.session.add(found)
    before = _deposit_words(found.places), found.days
    found.places, found.days = places, days
    db.session.flush()
    audit.record("deposit_rule.changed", host, places=(before[0], _deposit_words(places)), days=(before[1], days))


def _deposit_words(places: list[dict[str, Any]]) -> str:
    return "; ".join(f"{place['name']}: {place['copies']}" for place in places)


# Proofs


def keep_proof(issue: Issue, content: bytes, kind: str, sheets: str, signer: str, day: date, who: Account) -> Proof:
    proof = Proof(
        issue_id=issue.id,
        sheets=sheets,
        signer=signer,
        signed_on=day,
        content=content,
        content_type=kind,
        kept_by_id=who.id,
    )
    db.session.add(proof)
    db.session.flush()
    audit.record("proof.kept", issue, proof=(None, proof.id), sheets=(None, sheets))
    return proof


def remove_proof(issue: Issue, proof: Proof) -> None:
    audit.record("proof.removed", issue, proof=(proof.id, None), sheets=(proof.sheets, None))
    db.session.delete(proof)


def proofs_of(issue: Issue) -> list[Proof]:
    query = db.select(Proof).filter_by(issue_id=issue.id).order_by(Proof.signed_on, Proof.id)
    return list(db.session.scalars(query.options(db.joinedload(Proof.kept_by))))
