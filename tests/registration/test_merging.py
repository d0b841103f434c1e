"""Two answers of the same people become one, and two again: cards, places, scans and words stay right."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from showcase.accounts.models import Account
from showcase.checkin import services as door
from showcase.checkin.claims import Scanner
from showcase.checkin.models import Gate, Presence, Scan
from showcase.checkin.rules import Row
from showcase.committee.models import Escort, Member, Subcommittee
from showcase.core import clock
from showcase.core.database import db, write
from showcase.registration import answers, consents, duplicates, merging, services, tickets
from showcase.registration.merge_rules import Choices, MergeRefusal, MergeRefused, Side
from showcase.registration.models import Answer, Attendee, Event, Question, Registration
from showcase.registration.rules import Change, Per, Person, QuestionKind, State
from tests.checkin.door import make_gate
from tests.factories import make_account, make_event, make_invitation, make_party, make_session, texts
from tests.registration.books import faults_of

NOW = clock.now
FAMILY = (Person("Đặng Thị Hường", diet="chay", called="Cô"), Person("Trần Văn Bảy"))
AGAIN = (Person("Huong Dang Thi", second_name="Helen Dang", access="xe lăn"), Person("Nguyễn Bảo Trân"))


@pytest.fixture
def officer(app: Flask) -> Account:
    return make_account()


@pytest.fixture
def event(app: Flask) -> Event:
    event = make_event(capacity=4, waiting_list=True, doors_open_at=NOW() - timedelta(hours=1))
    make_session(event, slug="com", capacity=3)
    return event


def noted(event: Event, *people: Person, **changes: Any) -> Registration:
    said = {"processing": True, "sensitive": True, "photo": True}
    party = replace(make_party(event), **{"consents": said, **changes, "people": people})
    registration = services.register(party, NOW())
    db.session.commit()
    return registration


def two(event: Event) -> tuple[Registration, Registration]:
    """The same family twice: one of each is the same person."""
    kept = noted(event, *FAMILY, note="Đi xe nhà")
    again = {"contact_email": "helen@example.org", "contact_phone": "+17145550123", "note": "Cần xe đón"}
    said = {"processing": True, "sensitive": True, "photo": False}
    return kept, noted(event, *AGAIN, **again, consents=said)


def joined(kept: Registration, gone: Registration, officer: Account, **choices: Any) -> merging.Merge:
    pairs = choices.pop("pairs", None) or merging.suggested_pairs(kept, gone)
    record, _new = merging.merge(kept, gone, Choices(pairs, **choices), officer, NOW())
    db.session.commit()
    return record


def scan(person: Attendee, gate: Gate) -> door.Result:
    code = tickets.ticket_code(gate.event_id, person.id, person.ticket_version)
    return shown_code(code, gate)


def shown_code(code: str, gate: Gate) -> door.Result:
    row = Row(id=str(uuid4()), code=code, gate=gate.slug, at=NOW(), client_at=NOW().isoformat())
    result = door.check_in([row], Scanner("account:1"), gate.event_id)[0]
    db.session.commit()
    return result


def picture(*parties: Registration) -> dict[str, Any]:
    """All that is stored of these parties, but when they were changed last and the consents' history."""
    db.session.expire_all()
    ids = [one.id for one in parties]
    found: dict[str, Any] = {}
    for model, column in ((Registration, Registration.id), (Attendee, Attendee.registration_id)):
        for one in db.session.scalars(db.select(model).where(column.in_(ids)).order_by(model.id)):
            values = {c.key: getattr(one, c.key) for c in db.inspect(model).columns if c.key != "changed_at"}
            if isinstance(one, Attendee):
                values |= {"sessions": [s.slug for s in one.sessions], "diet": one.diet, "access": one.access}
            found[f"{model.__tablename__}:{one.id}"] = values
    for answer in db.session.scalars(db.select(Answer).where(Answer.registration_id.in_(ids)).order_by(Answer.id)):
        found[f"answer:{answer.id}"] = (answer.registration_id, answer.attendee_id, answer.kept)
    for party in parties:
        found[f"consents:{party.id}"] = consents.standing(party)
    return found


def test_one_answer_has_what_both_said_and_the_places_of_those_who_come(event: Event, officer: Account) -> None:
    kept, gone = two(event)
    waiting = noted(event, Person("Lâm Tài Em"))
    assert waiting.state == State.WAITLISTED
    record = joined(kept, gone, officer, party={"contact_email": Side.GONE})
    assert (kept.contact_email, kept.contact_phone) == ("helen@example.org", "+17145550123")
    assert kept.note == "Đi xe nhà\nCần xe đón"
    assert [one.name for one in kept.people] == ["Đặng Thị Hường", "Trần Văn Bảy", "Nguyễn Bảo Trân"]
    first = kept.people[0]
    assert (first.second_name, first.diet, first.access, first.called) == ("Helen Dang", "chay", "xe lăn", "Cô")
    assert "helen" in first.folded
    assert consents.standing(kept)["photo"] is False  # the stricter of the two
    assert consents.standing(kept)["sensitive"] is True
    assert gone.state == State.CANCELLED
    assert merging.standing_of(gone) is kept
    assert db.session.get_one(Registration, waiting.id).state == State.CONFIRMED  # the freed place
    assert not faults_of(event)
    assert [pair.codes for pair in duplicates.pairs(event.slug)] == []
    assert record.kept is kept


def test_parted_again_both_are_exactly_as_they_were(event: Event, officer: Account) -> None:
    for per in (Per.PARTY, Per.PERSON):
        question = Question(slug=f"cau-{per}", per=per, kind=QuestionKind.TEXT, kept_days=7)
        texts(question, label="Câu hỏi", reason="Lý do")
        write()
        db.session.get_one(Event, event.id).questions.append(question)
        db.session.commit()
    kept, gone = two(event)
    invitation = make_invitation(event, registration_id=gone.id)
    write()
    party, person = event.questions
    for one, said in ((kept, "đi xe"), (gone, "đi tàu")):
        answers.change(one, {(party.id, None): said, (person.id, one.people[1].id): f"{said} nhỏ"})
    services.change(gone, [Change(gone.people[0].id, sessions=("com",))], NOW(), at_any_time=True)
    committee = Subcommittee(event_id=event.id, name="Lễ tân", members=[Member(name="Sơn Minh Thắng")])
    db.session.add(committee)
    db.session.flush()
    db.session.add(Escort(attendee_id=gone.people[0].id, member_id=committee.members[0].id))
    db.session.commit()
    before, same = picture(kept, gone), gone.people[0].id
    record = joined(kept, gone, officer)
    assert invitation.registration_id == kept.id
    assert db.session.get(Escort, kept.people[0].id) is not None
    assert [session.slug for session in kept.people[0].sessions] == ["com"]
    assert not faults_of(event)
    assert merging.part(record, officer, NOW()) == []
    db.session.commit()
    assert picture(kept, gone) == before
    assert (invitation.registration_id, db.session.get(Escort, same) is not None) == (gone.id, True)
    assert not faults_of(event)
    assert merging.part(record, officer, NOW()) == []  # pressed twice
    again = joined(kept, gone, officer)
    assert again.id != record.id


def test_what_was_changed_since_stays_and_is_told(event: Event, officer: Account) -> None:
    kept, gone = two(event)
    record = joined(kept, gone, officer)
    services.change(kept, [Change(kept.people[0].id, name="Đặng Thu Hường", details={"second_name": "H."})], NOW())
    db.session.commit()
    told = [merging.Left("Đặng Thu Hường", "second_name")]
    assert merging.changed_since(record) == told
    assert merging.part(record, officer, NOW()) == told
    assert kept.people[0].second_name == "H."
    assert [one.name for one in gone.people] == ["Huong Dang Thi", "Nguyễn Bảo Trân"]
    assert not faults_of(event)


def test_either_card_lets_the_person_in_once_and_scans_keep_their_numbers(event: Event, officer: Account) -> None:
    gate = make_gate(event)
    kept, gone = two(event)
    old, moved = gone.people
    first = scan(old, gate)
    assert first.verdict == "admitted"
    record = joined(kept, gone, officer)
    person = kept.people[0]
    again = scan(old, gate)
    assert (again.reason, again.first.id if again.first else "") == ("already_in", first.id)
    assert scan(person, gate).reason == "already_in"
    assert scan(moved, gate).verdict == "admitted"
    inside = db.select(Presence.attendee_id).where(Presence.inside).order_by(Presence.attendee_id)
    assert list(db.session.scalars(inside)) == [person.id, moved.id]
    assert db.session.get_one(Scan, first.id).attendee_id == old.id
    services.reissue_ticket(person, NOW())  # lost: whoever finds either card does not come in by it
    db.session.commit()
    assert shown_code(tickets.ticket_code(event.id, old.id, 1), gate).reason == "revoked"
    merging.part(record, officer, NOW())
    db.session.commit()
    assert list(db.session.scalars(inside)) == [old.id, moved.id]


def test_the_card_of_the_answer_that_went_lets_its_person_in_first(event: Event, officer: Account) -> None:
    gate = make_gate(event)
    kept, gone = two(event)
    joined(kept, gone, officer)
    card = db.session.get_one(Attendee, gone.attendees[0].id)
    result = scan(card, gate)
    assert (result.verdict, result.attendee and result.attendee.id) == ("admitted", kept.people[0].id)
    assert scan(kept.people[0], gate).reason == "already_in"


def test_why_two_answers_stay_two(event: Event, officer: Account) -> None:
    gate = make_gate(event)
    kept, gone = two(event)
    other = noted(make_event(), *AGAIN)
    assert merging.refusal(kept, other) == MergeRefusal.OTHER_EVENT
    assert merging.refusal(kept, kept) == MergeRefusal.SAME
    for party in (kept, gone):
        assert scan(party.people[0], gate).verdict == "admitted"
    assert merging.suggested_pairs(kept, gone) == {}  # nobody is inside twice
    with pytest.raises(MergeRefused) as refused:
        joined(kept, gone, officer, pairs={gone.people[0].id: kept.people[0].id})
    assert (refused.value.refusal, refused.value.names) == (MergeRefusal.BOTH_ENTERED, ("Huong Dang Thi",))
    db.session.rollback()
    with pytest.raises(MergeRefused, match="changed"):
        joined(kept, gone, officer, pairs={gone.people[0].id: other.people[0].id})
    db.session.rollback()
    services.cancel(gone, NOW())
    db.session.commit()
    assert merging.refusal(kept, gone) == MergeRefusal.CANCELLED_BUT_ENTERED


def test_who_waits_is_joined_where_there_is_room(event: Event, officer: Account) -> None:
    kept, gone = noted(event, *FAMILY, Person("A B"), Person("C D")), noted(event, *AGAIN)
    assert gone.state == State.WAITLISTED
    with pytest.raises(MergeRefused, match="no_room"):
        joined(kept, gone, officer)
    db.session.rollback()
    assert not faults_of(event)
    one = noted(event, Person("Đặng Thị Hường"))
    record = joined(kept, one, officer)  # nobody more comes
    assert (kept.state, one.state, len(kept.people)) == (State.CONFIRMED, State.CANCELLED, 4)
    merging.part(record, officer, NOW())
    db.session.commit()
    assert (kept.state, one.state) == (State.CONFIRMED, State.WAITLISTED)
    assert not faults_of(event)


def test_two_people_are_shown_no_more_until_that_is_taken_back(event: Event, officer: Account) -> None:
    kept, gone = two(event)
    third = noted(make_event(), Person("x"))
    assert third
    write()
    db.session.execute(db.update(Registration).values(contact_phone="+17145550123"))
    db.session.commit()
    assert len(duplicates.pairs(event.slug)) == 1
    for _twice in range(2):
        duplicates.tell_apart(gone, kept, officer, NOW())
    db.session.commit()
    assert duplicates.pairs(event.slug) == []
    assert [(one.code, other.code) for _pair, one, other in duplicates.told_apart()] == [(kept.code, gone.code)]
    duplicates.doubt_again(kept, gone)
    db.session.commit()
    assert len(duplicates.pairs(event.slug)) == 1


@pytest.mark.full
def test_two_officers_merge_the_same_pair_once(app: Flask, event: Event, officer: Account) -> None:
    kept, gone = two(event)
    numbers, who = (kept.id, gone.id), officer.id

    def at_work(turned: int) -> bool:
        with app.app_context():
            write()
            one, other = (db.session.get_one(Registration, n) for n in (numbers[::-1] if turned else numbers))
            pairs = merging.suggested_pairs(one, other)
            try:
                _record, new = merging.merge(one, other, Choices(pairs), db.session.get_one(Account, who), NOW())
            except MergeRefused:
                db.session.rollback()
                return False
            db.session.commit()
            return new

    with ThreadPoolExecutor(8) as desk:
        assert sum(desk.map(at_work, [0, 1] * 4)) == 1
    db.session.rollback()
    assert not faults_of(db.session.get_one(Event, event.id))
    states = db.session.scalars(db.select(Registration.state).order_by(Registration.state)).all()
    assert states == ["cancelled", "confirmed"]


@pytest.mark.full
def test_an_answer_that_was_joined_twice_over_is_parted_step_by_step(officer: Account) -> None:
    event = make_event(doors_open_at=NOW() - timedelta(hours=1))
    gate = make_gate(event)
    first, second, third = (noted(event, Person("Đặng Thị Hường"), Person(name)) for name in ("A B", "C D", "E F"))
    before, card = picture(first, second, third), first.people[0]
    one = joined(second, first, officer)
    other = joined(third, second, officer)
    assert [person.name for person in third.people] == ["Đặng Thị Hường", "E F", "C D", "A B"]
    assert merging.standing_of(first) is third
    assert {party.id for party in merging.all_of(third)} == {first.id, second.id, third.id}
    assert scan(card, gate).attendee.id == third.people[0].id
    assert scan(second.attendees[0], gate).reason == "already_in"
    with pytest.raises(MergeRefused, match="later_merge"):
        merging.part(one, officer, NOW())
    db.session.rollback()
    assert [left.field for left in merging.part(other, officer, NOW())] == ["entered_at"]
    db.session.commit()
    assert merging.part(one, officer, NOW()) == []
    db.session.commit()
    assert picture(first, second, third) == before
    assert not faults_of(event)
