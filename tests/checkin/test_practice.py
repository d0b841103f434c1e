"""Pretend tickets bring every answer of the door, and are never taken for real ones."""

import json
import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from showcase.checkin import app_words, practice
from showcase.checkin.rules import Reason
from showcase.core.i18n import use_locale
from showcase.registration import tickets
from tests.checkin.door import make_gate, scan_of, verdict
from tests.factories import make_event


def test_every_answer_can_be_practised() -> None:
    made = practice.tickets()
    assert {ticket.reason for ticket in made} == {None, *Reason}
    assert {ticket.kind for ticket in made} == {"go", "pass", "look", "stop"}
    assert max(len(ticket.people) for ticket in made if not ticket.coach) == 6
    numbers = [person["id"] for ticket in made for person in ticket.people]
    assert len(numbers) == len(set(numbers))


def test_no_pretend_ticket_is_a_ticket_or_a_short_code() -> None:
    for ticket in practice.tickets():
        with pytest.raises(tickets.NotATicket):
            tickets.read_ticket_code(ticket.code)
        assert not list(tickets.attendees_of_short_code(ticket.code))


def test_a_real_desk_knows_no_pretend_ticket(client: FlaskClient) -> None:
    gate = make_gate(make_event())
    code = practice.tickets()[0].code
    assert verdict(code, gate) == "refused unknown"
    assert scan_of(code, gate)["code"] == code


@pytest.mark.parametrize("locale", ["vi", "km"])
def test_the_page_holds_all_that_is_said_and_practised(client: FlaskClient, locale: str) -> None:
    page = client.get(f"/staff/checkin/{locale}/").get_data(as_text=True)
    found = [json.loads(unescape(one)) for one in re.findall(r'data-pretend="([^"]+)"', page)]
    with use_locale(locale):
        assert found == json.loads(json.dumps([ticket.describe() for ticket in practice.tickets()]))
        for reason, sentence in app_words.reasons().items():
            assert f'<li data-say="reason-{reason}">{sentence}</li>' in page


def test_what_is_turned_to_a_guest_is_kind_in_every_language() -> None:
    said = [app_words.to_help_desk(), *app_words.to_help_desk_in_others().values()]
    assert said[0] == "Kính mời {whom} sang Bàn Hỗ trợ bên phải. Xin lỗi đã để {whom} chờ."
    assert len(said) == 4
    assert not any("từ chối" in one.lower() for one in said)
