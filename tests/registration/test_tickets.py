import pytest

from showcase.core import keys, qr
from showcase.registration.tickets import (
    BadSignature,
    NotATicket,
    Signed,
    attendees_of_short_code,
    read_ticket_code,
    short_code,
    short_code_is,
    ticket_code,
)


def test_a_ticket_reads_back_what_it_was_made_of() -> None:
    assert read_ticket_code(ticket_code(3, 70_001, 2)) == Signed(event_id=3, attendee_id=70_001, version=2)


def test_the_same_ticket_has_the_same_code_and_a_new_version_another() -> None:
    assert ticket_code(1, 5, 1) == ticket_code(1, 5, 1) != ticket_code(1, 5, 2)


def test_the_code_fits_a_version_5_symbol() -> None:
    assert len(qr.matrix(ticket_code(9999, 999_999, 40))) == 37


@pytest.mark.parametrize("place", [0, 20, 60, 120, 190])
def test_a_changed_digit_is_no_longer_ours(place: int) -> None:
    code = ticket_code(1, 5, 1)
    changed = code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1 :]
    with pytest.raises((BadSignature, NotATicket)):
        read_ticket_code(changed)


@pytest.mark.parametrize("text", ["", "12", "9" * 191, "1" * 192, "１" * 191, "x" * 191])
def test_other_texts_are_no_tickets(text: str) -> None:
    with pytest.raises((BadSignature, NotATicket)):
        read_ticket_code(text)


def test_an_older_key_is_still_accepted_and_never_used_anew(app, monkeypatch: pytest.MonkeyPatch) -> None:
    old, old_short = ticket_code(1, 5, 1), short_code(5, 1)
    monkeypatch.setitem(app.config, "SECRET_KEY", "a-new-key,a-key-for-tests")
    assert read_ticket_code(old).attendee_id == 5
    assert short_code_is(old_short, 5, 1)
    assert ticket_code(1, 5, 1) != old
    monkeypatch.setitem(app.config, "SECRET_KEY", "a-new-key")
    with pytest.raises(BadSignature):
        read_ticket_code(old)


def test_a_short_code_leads_back_to_its_attendee_only() -> None:
    code = short_code(12_345, 1)
    assert len(code) == 8
    assert attendees_of_short_code(code) == [12_345]
    assert short_code_is(code.lower(), 12_345, 1)
    assert not short_code_is(code, 12_345, 2)
    assert not short_code_is(code, 12_346, 1)


def test_a_private_link_dies_with_its_version() -> None:
    token = keys.link_token("registration", 42, 1)
    assert keys.link_number("registration", token) == [42]
    assert keys.link_is("registration", 42, 1, token)
    assert not keys.link_is("registration", 42, 2, token)
    assert keys.link_number("registration", "öäü") == []
    made_up = keys.link_token("registration", 2**32 - 1, 1)
    assert keys.link_number("registration", made_up) == [], "no database is asked for a number that no row can have"


def test_a_wrong_private_address_costs_one_look_as_a_right_one_does() -> None:
    looked: list[int] = []

    def find(number: int) -> str | None:
        looked.append(number)
        return "the party" if number == 42 else None

    right = keys.link_token("registration", 42, 3)
    assert keys.owner_of_link("registration", right, find, lambda found: 3) == "the party"
    assert keys.owner_of_link("registration", right, find, lambda found: 4) is None
    assert keys.owner_of_link("registration", "no token at all", find) is None
    assert looked == [42, 42, 0]
