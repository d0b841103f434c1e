"""The duplicates desk: pairs that may be one, compared side by side, joined, parted again, or found to be two."""

from typing import Any

from flask import Response, abort, g, make_response, redirect, render_template, request, url_for

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb
from ..core import clock
from ..core.database import db, write
from ..registration import duplicates as possible
from ..registration import merging
from ..registration.merge_rules import Choices, MergeRefusal, MergeRefused, Side
from ..registration.models import Merge, Registration
from . import comparing, parts, party_facts, wording
from .views import blueprint, every_event

MOST_CHOICES = 2000  # of a form: two delegations have fewer fields


@blueprint.get("/twice/")
@requires(Verb.SEE_GUESTS)
def duplicates() -> str:
    """Answers that may be the same people twice; organisers look at both and settle it."""
    event = request.args.get("event", "")
    return render_template(
        "guests/duplicates.html",
        pairs=possible.pairs(event),
        most=possible.MOST,
        event=event,
        reasons=wording.duplicate_reasons(),
        events=every_event(),
    )


@blueprint.get("/twice/settled")
@requires(Verb.SEE_GUESTS)
def settled() -> str:
    """What officers have found of pairs: joined, or of two people; either can be taken back."""
    return render_template("guests/settled.html", apart=possible.told_apart(), joined=merging.latest())


@blueprint.get("/twice/look")
@requires(Verb.SEE_GUESTS)
def look() -> Response:
    """From two references that somebody has typed to the page that compares them."""
    one, other = (request.args.get(name, "").strip().upper() for name in ("one", "other"))
    if None in party_facts.two_registrations_of(one, other):
        return make_response(redirect(url_for(".duplicates", unknown=1, _anchor="look"), 303))
    return make_response(redirect(url_for(".compare", code=one, other=other), 303))


@blueprint.get("/twice/<code>/<other>/")
@requires(Verb.SEE_GUESTS)
def compare(code: str, other: str) -> str:
    kept, gone = _two(code, other)
    if (done := merging.between(kept, gone)) is not None:
        return _page(kept, gone, done=done)
    refusal = merging.refusal(kept, gone)
    problem = comparing.refusal_words(refusal) if refusal else None
    pairs = _pairs(kept, gone) if "again" in request.args else merging.suggested_pairs(kept, gone)
    return _page(kept, gone, Choices(pairs), problem=problem, refused=refusal is not None)


@blueprint.post("/twice/<code>/<other>/")
@requires(Verb.CHANGE_GUESTS)
def merge(code: str, other: str) -> Response:
    """Join them as chosen; what has changed since the page was made is shown first."""
    write()
    kept, gone = _two(code, other)
    choices = _choices(kept, gone)
    try:
        if merging.between(kept, gone) is None and request.form.get("seen") != comparing.seen(kept, gone):
            raise MergeRefused(MergeRefusal.CHANGED)
        notify = "notify" in request.form
        merging.merge(kept, gone, choices, signed_in(), clock.now(), notify=notify)
    except MergeRefused as refused:
        db.session.rollback()
        kept, gone = _two(code, other)
        problem = comparing.refusal_words(refused.refusal, refused.names)
        if refused.refusal == MergeRefusal.CHANGED:
            choices = Choices(merging.suggested_pairs(kept, gone))
        again = merging.refusal(kept, gone) is not None
        return make_response(_page(kept, gone, choices, problem=problem, refused=again), 409)
    db.session.commit()
    return make_response(redirect(url_for(".compare", code=code, other=other), 303))


@blueprint.post("/twice/<code>/<other>/two-people")
@requires(Verb.CHANGE_GUESTS)
def tell_apart(code: str, other: str) -> Response:
    write()
    possible.tell_apart(*_two(code, other), signed_in(), clock.now())
    db.session.commit()
    return make_response(redirect(url_for(".duplicates", event=request.args.get("event") or None, apart=1), 303))


@blueprint.post("/twice/<code>/<other>/doubt")
@requires(Verb.CHANGE_GUESTS)
def doubt_again(code: str, other: str) -> Response:
    write()
    possible.doubt_again(*_two(code, other))
    db.session.commit()
    return make_response(redirect(url_for(".compare", code=code, other=other), 303))


@blueprint.get("/twice/joined/<int(max=2147483647):number>/")
@requires(Verb.SEE_GUESTS)
def parting(number: int) -> str:
    """Asks once more, and says what would stay as it is now."""
    return _parting_page(_merge(number))


@blueprint.post("/twice/joined/<int(max=2147483647):number>/")
@requires(Verb.CHANGE_GUESTS)
def part(number: int) -> Response:
    write()
    record = _merge(number)
    kept, gone = record.kept.code, record.gone.code
    try:
        left = merging.part(record, signed_in(), clock.now(), notify="notify" in request.form)
    except MergeRefused as refused:
        db.session.rollback()
        return make_response(_parting_page(_merge(number), comparing.refusal_words(refused.refusal)), 409)
    told = [comparing.field_words(one) for one in left]
    db.session.commit()
    if told:  # names stay out of addresses
        return make_response(render_template("guests/parted.html", left=told, codes=(kept, gone)))
    return make_response(redirect(url_for(".compare", code=kept, other=gone, parted=1), 303))


def _page(
    kept: Registration,
    gone: Registration,
    choices: Choices | None = None,
    *,
    done: Merge | None = None,
    problem: tuple[str, str] | None = None,
    refused: bool = False,
) -> str:
    g.timezone = kept.event.timezone
    pairs = choices.pairs if choices else {}
    return render_template(
        "guests/compare.html",
        kept=kept,
        gone=gone,
        comparison=comparing.compare(kept, gone, pairs, choices),
        done=done,
        problem=problem,
        refused=refused,
        apart=possible.are_told_apart(kept, gone),
        states=wording.states(),
        tones=wording.tones(),
    )


def _parting_page(record: Merge, problem: tuple[str, str] | None = None) -> str:
    g.timezone = record.kept.event.timezone
    refusal = merging.may_be_parted(record) if record.undone_at is None else None
    return render_template(
        "guests/parting.html",
        record=record,
        problem=problem or (comparing.refusal_words(refusal) if refusal else None),
        refused=refusal is not None,
        left=[comparing.field_words(one) for one in merging.changed_since(record)] if refusal is None else [],
    )


def _two(code: str, other: str) -> tuple[Registration, Registration]:
    """The one that stays, and the one that goes."""
    kept, gone = party_facts.two_registrations_of(code, other)
    return (kept, gone) if kept and gone else abort(404)


def _merge(number: int) -> Merge:
    return db.session.get(Merge, number) or abort(404)


def _pairs(kept: Registration, gone: Registration) -> dict[int, int]:
    """Who is who, as it was chosen; what is no number of theirs is left out."""
    ours = {str(person.id): person.id for person in kept.people}
    chosen = ((person.id, request.values.get(f"pair-{person.id}", "")) for person in gone.people)
    return {number: ours[value] for number, value in chosen if value in ours}


def _choices(kept: Registration, gone: Registration) -> Choices:
    found: dict[str, dict[Any, Side]] = {"party": {}, "person": {}, "answer": {}}
    for name, value in list(request.form.items())[:MOST_CHOICES]:
        kind, _dash, rest = name.partition("-")
        if kind not in found or value not in list(Side):
            continue
        number, _dash, field = rest.partition("-")
        if kind == "party":
            found[kind][rest] = Side(value)
        elif kind == "person" and number.isdecimal():
            found[kind][int(number), field] = Side(value)
        elif kind == "answer" and number.isdecimal() and field.isdecimal():
            found[kind][int(number), int(field) or None] = Side(value)
    return Choices(_pairs(kept, gone), found["party"], found["person"], found["answer"])


@parts.part("joined", 90)
def joined_answers(registration: Registration) -> str:
    """On a party's page: which answers it was made of, or in which one it stands."""
    of = merging.of_kept(registration)
    into = merging.of_gone(registration)
    if not of and into is None:
        return ""
    return render_template("guests/_joined.html", of=of, into=into)
