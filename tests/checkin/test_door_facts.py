"""What later features add to a verdict, and what they hear of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role, Scope
from showcase.checkin import door_facts, greetings, services, signals
from showcase.checkin.door_facts import DoorFact
from showcase.checkin.models import Scan
from showcase.core.database import db, write
from showcase.core.i18n import use_locale
from tests.checkin.door import TOKEN, check_in, code_of, make_gate, make_guest, minutes, scan_of
from tests.checkin.test_door_page import scan, text_of
from tests.factories import make_event, make_token
from tests.staff.cast import sign_in


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Two features that know something of everybody; the list grows with each question they are asked."""
    asked: list[int] = []

    def table(ids: Any) -> dict[int, list[DoorFact]]:
        asked.append(len(ids))
        return {one: [DoorFact("table", "Bàn 12", towards="bàn 12")] for one in ids}

    def gifts(ids: Any) -> dict[int, list[DoorFact]]:
        return {one: [DoorFact("gift", "Quà: 1 phần")] for one in ids}

    monkeypatch.setattr(door_facts, "_sources", [])
    door_facts.offer(gifts, 20)
    door_facts.offer(table, 10)
    return asked


def test_the_greeting_leads_to_the_table_and_the_facts_follow(client: FlaskClient, tables: list[int]) -> None:
    sign_in(client, Role.GATE)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "vi"
    gate = make_gate(make_event())
    guest = make_guest(gate.event, called="Bà")
    page = text_of(scan(client, gate, code=code_of(guest)))
    assert "“Dạ, con chào bà Hường, mời bà vào bàn 12.”" in page
    assert page.index("Bàn 12") < page.index("Quà: 1 phần")
    again = text_of(scan(client, gate, code=code_of(guest)))
    assert "Quà" not in again, "the gift has been given"


def test_devices_learn_the_facts_with_one_question_a_page(client: FlaskClient, tables: list[int]) -> None:
    gate = make_gate(make_event())
    guest = make_guest(gate.event, "Đặng Thị Hường", "Kevin Đặng")
    headers = {"Authorization": f"Bearer {make_token(Scope.CHECKIN)}"}
    listed = client.get(f"/api/v1/checkin/list?event={gate.event.slug}", headers=headers).json["items"]
    assert tables == [2]
    wanted = [{"kind": "table", "text": "Bàn 12"}, {"kind": "gift", "text": "Quà: 1 phần"}]
    assert [item["facts"] for item in listed] == [wanted, wanted]
    body = {"scans": [scan_of(guest, gate), scan_of(guest, gate)]}
    first, second = client.post("/api/v1/checkin/scans", json=body, headers=headers).json["results"]
    assert first["attendee"]["facts"] == wanted
    assert "facts" not in second["attendee"]


def test_who_comes_in_is_told_once_in_the_order_of_the_door(heard: list[signals.Admission]) -> None:
    gate = make_gate(make_event())
    early, late = make_guest(gate.event), make_guest(gate.event, "Trần Văn Bảy")
    rows = [
        scan_of(late, gate, offline=True, at=minutes(-1).isoformat()),
        scan_of(early, gate, offline=True, at=minutes(-2).isoformat()),
    ]
    check_in(*rows)
    assert [one.attendee.id for one in heard] == [early.id, late.id]
    assert heard[0].gate.id == gate.id
    assert abs(heard[0].at - minutes(-2)).total_seconds() < 5
    check_in(*rows, scan_of(early, gate))
    check_in(scan_of(early, gate, direction="exit"))
    assert len(heard) == 2, "repeats, second entries and exits are no news"
    check_in(scan_of(early, gate))
    assert heard[2].attendee.id == early.id


def test_a_scan_taken_back_is_told() -> None:
    gate = make_gate(make_event())
    (result,) = check_in(scan_of(make_guest(gate.event), gate))
    told: list[Scan] = []
    with signals.annulled.connected_to(told.append):
        write()
        services.annul(db.session.get_one(Scan, result.id), TOKEN)
        db.session.commit()
    assert [one.id for one in told] == [result.id]


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        ("vi", "“Kính chào Hòa thượng Thạch Sok Xane, kính mời Hòa thượng vào bàn 3.”"),
        ("en", "“Welcome home, Thạch Sok Xane. Please come in, to table 3.”"),
    ],
)
def test_the_greeting_of_a_monk(locale: str, sentence: str) -> None:
    guest = make_guest(make_event(), "Thạch Sok Xane", honorific="Hòa thượng")
    with use_locale(locale):
        assert greetings.welcome(guest, "bàn 3" if locale == "vi" else "table 3") == sentence


@pytest.fixture
def heard() -> Iterator[list[signals.Admission]]:
    found: list[signals.Admission] = []
    listener = found.extend
    with signals.admitted.connected_to(listener):
        yield found
