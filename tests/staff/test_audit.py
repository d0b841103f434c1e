"""The log of changes in the console: who may see it, what it says, what it can be narrowed to, and its files."""

import csv
import io
import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.accounts.models import Account
from showcase.accounts.rules import Role
from showcase.core import audit, audit_chain, clock
from showcase.core.audit import AuditEntry
from showcase.core.database import db, write
from showcase.core.i18n import LOCALES
from showcase.packs.folder import PARTS
from showcase.registration.models import Event, Registration
from showcase.staff import audit_log, audit_names, audit_words
from tests.checkin.door import make_gate, make_guest
from tests.factories import make_account, make_edition, make_event, make_host, make_issue, make_session, make_token
from tests.staff.cast import post, sign_in
from tests.test_audited import all_verbs

PAGE = "/staff/audit"


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    sign_in(client, Role.ADMINISTRATOR)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def event() -> Event:
    return make_event()


def note(verb: str, subject: Any, by: str = "command", **changes: tuple[Any, Any]) -> AuditEntry:
    write()
    entry = audit.record(verb, subject, **changes)
    entry.actor = by
    db.session.commit()
    return entry


def text_of(staff: FlaskClient, query: str = "", language: str = "en") -> str:
    """The list alone, its markup taken out."""
    page = staff.get(f"{PAGE}?{query}", headers={"Accept-Language": language}).get_data(as_text=True)
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return " ".join(re.sub("<[^>]+>", " ", table).split())


def exported(staff: FlaskClient, kind: str, **filters: str) -> str:
    response = post(staff, f"{PAGE}/export", page=PAGE, data={"format": kind, **filters})
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_data(as_text=True)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_see_it(role: Role, client: FlaskClient) -> None:
    sign_in(client, role)
    assert client.get(PAGE).status_code == 403
    assert post(client, f"{PAGE}/export", data={"format": "csv"}).status_code == 403


def test_an_entry_reads_as_a_sentence(staff: FlaskClient, event: Event) -> None:
    guest = make_guest(event, "Thạch Thị Sa Ri")
    editor = make_account(Role.EDITOR, name="Lê Thị Mai")
    note("registration.changed", guest.registration, f"account:{editor.id}", state=("waitlisted", "confirmed"))
    shown = text_of(staff, "verb=registration.changed")
    assert shown.startswith(f"Answer of a party changed Thạch Thị Sa Ri · {guest.registration.code} Lê Thị Mai")
    assert shown.endswith("State from on the waiting list → to confirmed")
    code = guest.registration.code
    assert f'href="/staff/guests/{code}/"' in staff.get(f"{PAGE}?about={code}").get_data(as_text=True)
    assert "trong danh sách chờ" in text_of(staff, "verb=registration.changed", "vi")


def test_values_are_said_as_people_say_them(staff: FlaskClient, event: Event) -> None:
    opens = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
    changes = {
        "registration_opens_at": (None, opens),
        "starts_at": ("2027-01-02T08:00", "2027-01-03T08:00"),
        "waiting_list": ("", "y"),
        "title-vi": ("Họp mặt", "Họp mặt đầu xuân"),
        "sessions": ([], ["com", "di"]),
    }
    note("event.changed", event, **changes)
    shown = text_of(staff, "thing=event")
    for part in (
        "Answers are taken from from (empty) → to 08:30, 24 November 2026",
        "Begins from 08:00, 2 January 2027 → to 08:00, 3 January 2027",
        "Waiting list from no → to yes",
        "Title, Tiếng Việt from Họp mặt → to Họp mặt đầu xuân",
        "Sessions from (empty) → to com, di",
    ):
        assert part in shown, part


def test_markup_in_a_value_stays_text(staff: FlaskClient, event: Event) -> None:
    note("event.changed", event, **{"title-vi": ("", "<script>alert(1)</script>")})
    page = staff.get(PAGE).get_data(as_text=True)
    assert "&lt;script&gt;alert(1)" in page


def test_an_erased_value_says_so(staff: FlaskClient, event: Event) -> None:
    guest = make_guest(event)
    note("registration.changed", guest.registration, contact_phone=("+1 714", "+84 294"))
    assert "from +1 714 → to +84 294" in text_of(staff, "thing=registration")
    write()
    audit.erase(guest.registration)
    db.session.commit()
    assert text_of(staff, "thing=registration").endswith("Telephone erased")


def test_what_it_can_be_narrowed_to(staff: FlaskClient, event: Event) -> None:
    guest, other = make_guest(event, "Đặng Thị Hường"), make_guest(event, "Trần Văn Bảy")
    note("registration.changed", guest.registration, "token:3", people=(1, 2))
    note("attendee.changed", guest, "guest", name=("Hường", "Đặng Thị Hường"))
    note("registration.cancelled", other.registration, "guest", state=("confirmed", "cancelled"))
    with clock.frozen(datetime(2026, 1, 31, 17, 30, tzinfo=UTC)):  # 1 February in Viet Nam
        note("event.changed", event, "worker", capacity=(1, 2))
    code, number = guest.registration.code, guest.registration_id
    for query, deeds in {
        "who=token:3": ["Answer of a party changed"],
        "who=guest": ["Answer taken back", "Guest corrected"],
        "thing=registration": ["Answer taken back", "Answer of a party changed"],
        "thing=event": ["Event changed"],
        "verb=attendee.changed": ["Guest corrected"],
        f"about={code.lower()}": ["Guest corrected", "Answer of a party changed"],
        f"about=registration:{number}": ["Guest corrected", "Answer of a party changed"],
        f"about=attendee:{guest.id}": ["Guest corrected"],
        "about=registration:99999999999": [],
        "about=nothing": [],
        "until=2026-02-01": ["Event changed"],
        "since=2026-02-01&until=2026-02-01": ["Event changed"],
        "until=2026-01-31": [],
        "since=soon&who=worker": ["Event changed"],
        "who=guest&verb=registration.cancelled": ["Answer taken back"],
        "who=%00guest&thing=regis%25": [],
    }.items():
        shown = text_of(staff, query)
        found = sorted((shown.index(deed), deed) for deed in deeds_in(shown))
        assert [deed for _place, deed in found] == deeds, query


def deeds_in(shown: str) -> set[str]:
    deeds = ("Answer of a party changed", "Answer taken back", "Guest corrected", "Event changed")
    return {deed for deed in deeds if deed in shown}


def test_the_list_has_pages_and_asks_no_more_for_more(
    staff: FlaskClient, event: Event, query_recorder: list[str]
) -> None:
    guests = [make_guest(event, f"Khách {number:02}") for number in range(60)]
    write()
    for guest in guests:
        audit.record("attendee.changed", guest, name=("Khách", guest.name), diet=("", "chay"))
    db.session.commit()
    query_recorder.clear()
    assert text_of(staff, "thing=attendee").count("Guest corrected") == 50
    assert len(query_recorder) <= 14
    assert text_of(staff, "thing=attendee&page=2").count("Guest corrected") == 10


def test_the_seal_is_shown(staff: FlaskClient) -> None:
    audit_chain.seal_all()
    assert str(audit_chain.head()) in staff.get(PAGE).get_data(as_text=True)


def test_an_export_holds_what_the_filters_leave_and_is_noted(staff: FlaskClient, event: Event) -> None:
    guest = make_guest(event)
    code = guest.registration.code
    note("registration.changed", guest.registration, contact_phone=("+1 714", "+84 294"), people=(1, 2))
    note("event.changed", event, capacity=(1, 2))
    rows = list(csv.DictReader(io.StringIO(exported(staff, "csv", thing="registration").removeprefix("\ufeff"))))
    assert [(row["field"], row["old"], row["new"]) for row in rows] == [
        ("contact_phone", "'+1 714", "'+84 294"),
        ("people", "1", "2"),
    ]
    assert rows[0]["about"] == f"Đặng Thị Hường · {code}"
    entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.verb, entry.actor[:8]) == ("audit.exported", "account:")
    noted = {"format": (None, "csv"), "entries": (None, 1), "narrowed_to": (None, {"thing": "registration"})}
    assert audit.changes_of(entry) == noted


def test_an_export_as_json_lines(staff: FlaskClient, event: Event) -> None:
    guest = make_guest(event)
    note("registration.changed", guest.registration, note=("", "=1+1"))
    note("attendee.changed", guest, name=("Hường", "Đặng Thị Hường"))
    write()
    audit.erase(guest)
    db.session.commit()
    audit_chain.seal_all()
    found = [json.loads(line) for line in exported(staff, "jsonl", about=guest.registration.code).splitlines()]
    assert [entry["changes"] for entry in found] == [{"note": {"old": "", "new": "=1+1"}}, {"name": {"erased": True}}]
    assert found[0]["hash"]
    assert len(exported(staff, "jsonl").splitlines()) == db.session.query(AuditEntry).count() - 1


@pytest.mark.parametrize("cell", ["=1+1", "+84", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", "\n=1"])
def test_a_spreadsheet_computes_nothing(cell: str) -> None:
    assert audit_log._harmless(cell).startswith("'")


def test_harmless_words_stay_as_they_are() -> None:
    assert audit_log._harmless("Đặng Thị Hường") == "Đặng Thị Hường"


def test_a_long_export_is_read_in_pages(
    staff: FlaskClient, event: Event, monkeypatch: pytest.MonkeyPatch, query_recorder: list[str]
) -> None:
    monkeypatch.setattr(audit_log, "PAGE", 7)
    write()
    for number in range(20):
        audit.record("event.changed", event, capacity=(number, number + 1))
    db.session.commit()
    rows = exported(staff, "jsonl", thing="event").splitlines()
    assert [json.loads(row)["changes"]["capacity"]["new"] for row in rows] == list(range(1, 21))


def test_an_unknown_format_is_refused(staff: FlaskClient) -> None:
    assert post(staff, f"{PAGE}/export", page=PAGE, data={"format": "exe"}).status_code == 400


def test_an_export_needs_the_forms_mark(staff: FlaskClient) -> None:
    assert staff.post(f"{PAGE}/export", data={"format": "csv"}).status_code == 403


@pytest.mark.parametrize("language", LOCALES)
def test_every_deed_has_words(app: Flask, language: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}, path="/staff/"):
        verbs = all_verbs() | {f"{part.model.__tablename__}.changed" for part in PARTS}
        assert [verb for verb in sorted(verbs) if audit_words.deed(verb) == verb] == []
        offered = {verb for _thing, choices in audit_words.deeds_by_thing() for verb, _words in choices}
        assert audit_words.deeds().keys() <= offered


def test_things_are_named_and_lead_to_their_pages(app: Flask, event: Event) -> None:
    guest, gate, session = make_guest(event), make_gate(event), make_session(event)
    host = make_host()
    records = [guest, guest.registration, event, gate, session, host, make_edition(host), make_issue(), make_account()]
    make_token()
    labels = [audit.name_of(record) for record in records]
    with app.test_request_context("/staff/"):
        found = audit_names.subjects([*labels, "token:1", "registration:999999", "page:x", "demo", "scan:none"])
        assert set(labels) <= found.keys()
        assert all(found[label].label and found[label].url for label in labels)
        assert "registration:999999" not in found


def test_a_forgotten_guest_is_called_by_the_reference(app: Flask, event: Event) -> None:
    guest = make_guest(event)
    write()
    db.session.execute(db.update(Registration).values(contact_name=""))
    db.session.commit()
    db.session.expire_all()
    with app.test_request_context("/staff/"):
        (named,) = audit_names.subjects([audit.name_of(guest.registration)]).values()
    assert named.label == guest.registration.code


def test_who_did_it_is_named(app: Flask, staff: FlaskClient) -> None:
    number = db.session.scalars(db.select(Account.id)).one()
    with app.test_request_context("/staff/", headers={"Accept-Language": "en"}):
        names = audit_names.actors([f"account:{number}", "guest", "worker", "command", "scans", "account:999"])
    assert names.keys() == {f"account:{number}", "guest", "worker", "command"}


def test_a_value_of_an_old_entry_that_reads_oddly_is_shown_as_it_is(staff: FlaskClient, event: Event) -> None:
    note("event.changed", event, starts_at=("2026-99-99", "2026-02-30T08:00"), other=({"a": [1]}, [{"b": None}]))
    shown = text_of(staff, "thing=event")
    assert "2026-99-99" in shown
    assert "{&#34;a&#34;: [1]}" in shown
