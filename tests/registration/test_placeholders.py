"""What the host's own words may refer to."""

import pytest

from showcase.registration.placeholders import ALLOWED, KINDS, Fault, fields_of, filled, finding, required


@pytest.mark.parametrize(
    ("kind", "field", "text", "fault", "names"),
    [
        ("confirmed", "subject", "Thẻ: {event}", None, ()),
        ("confirmed", "subject", "Thẻ của bà con", Fault.MISSING, ("event",)),
        ("confirmed", "opening", "Thưa {person}, {ten} {ten}", Fault.UNKNOWN, ("ten",)),
        ("confirmed", "opening", "Thưa {person}, {position}", Fault.UNKNOWN, ("position",)),
        ("waitlisted", "opening", "Thưa {person}", Fault.MISSING, ("position",)),
        ("waitlisted", "opening", "Thưa {person}, số {position}", None, ()),
        ("card", "opening", "Mời {person}", Fault.MISSING, ("event",)),
        ("confirmed", "closing", "{phone", Fault.STRAY, ()),
        ("confirmed", "closing", "{}", Fault.STRAY, ()),
        ("confirmed", "closing", "{{phone}}", Fault.STRAY, ()),
        ("confirmed", "closing", "{person.email}", Fault.STRAY, ()),
        ("confirmed", "signature", "Ban Tổ chức", None, ()),
        ("card", "signature", "TM. Ban Thường trực\nChủ tịch\nNguyễn Văn A", None, ()),
        ("card", "signature", "a\nb\nc\nd", Fault.TOO_LONG, ()),
        ("card", "opening", "{person} {event} " + "về quê ăn Tết " * 30, Fault.TOO_LONG, ()),
        ("card", "closing", "về quê ăn Tết " * 13, Fault.TOO_LONG, ()),
        ("confirmed", "closing", "về quê ăn Tết " * 13, None, ()),
    ],
)
def test_placeholders_are_checked(
    kind: str, field: str, text: str, fault: Fault | None, names: tuple[str, ...]
) -> None:
    found = finding(kind, field, text)
    assert (found.fault if found else None) == fault
    assert (found.names if found else ()) == names


def test_what_is_required_is_allowed() -> None:
    for kind in KINDS:
        for field in fields_of(kind):
            assert set(required(kind, field)) <= set(ALLOWED[kind])


def test_braces_in_a_guests_name_stay_what_they_are() -> None:
    assert filled("Thưa {person}: {event}", {"person": "{event}", "event": "Họp mặt"}) == "Thưa {event}: Họp mặt"
