"""Copies under a number: fixed for good, compared with each other, printed for each role; and the guests' sheet."""

import io
from typing import Any

import pypdfium2
import pytest
from flask.testing import FlaskClient

from showcase.committee.models import Member, Subcommittee
from showcase.core.database import db, write
from showcase.core.pdf_imposing import two_up
from showcase.programme import copies
from showcase.programme.models import Duty, ProgrammeItem, RunCopy
from showcase.programme.rules import Difference, Role
from showcase.registration.models import Event
from tests.factories import at, make_event, make_item, save, texts
from tests.staff.cast import mark_of

LONG_NAME = "Thạch Thị Ngọc Hoàng Anh Bảo Trân Khánh Vy Phương"


@pytest.fixture
def event(app: Any) -> Event:
    return make_event(starts_at=at("2030-02-01T08:00+07:00"), ends_at=at("2030-02-01T12:00+07:00"))


def text_of(content: bytes) -> list[str]:
    """The words of each page, in one line."""
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def make_copy(client: FlaskClient, event: Event) -> RunCopy:
    page = f"/staff/programme/{event.slug}/papers/"
    assert client.post(page, data={"csrf_token": mark_of(client.get(page))}).status_code == 303
    return copies.of_event(event)[0][0]


def test_a_copy_is_fixed_and_a_later_one_says_what_is_new_changed_and_gone(staff: FlaskClient, event: Event) -> None:
    first, second, third = (make_item(event, title) for title in ("Đón khách", "Lời chào", "Chụp ảnh"))
    copy = make_copy(staff, event)
    assert make_copy(staff, event).number == 1, "what says the same is no new copy"
    write()
    db.session.get_one(ProgrammeItem, first.id).minutes = 25
    db.session.get_one(ProgrammeItem, third.id).removed_at = at("2030-01-31T21:40+07:00")
    db.session.commit()
    make_item(event, "Trao quà", slide="Ảnh cũ")
    assert make_copy(staff, event).number == 2
    old, new = (copies.content_of(copies.of_number(event, number)) for number in (1, 2))  # type: ignore[arg-type]
    assert old is not None
    assert new is not None
    assert [(line.row["title"]["vi"], line.difference) for line in copies.lines(Role.SOUND, new, old)] == [
        ("Đón khách", Difference.CHANGED),
        ("Lời chào", Difference.CHANGED),
        ("Chụp ảnh", Difference.REMOVED),
        ("Trao quà", Difference.NEW),
    ]
    first_of_mc = next(iter(copies.lines(Role.MC, new, old)))
    assert first_of_mc.difference == Difference.SAME, "its minutes do not stand on that paper"
    page = staff.get(f"/staff/programme/{event.slug}/papers/").get_data(as_text=True)
    assert "1 new, 2 changed, 1 taken out" in page
    assert copy.number == 1
    assert second.id != first.id


@pytest.mark.full
def test_every_role_gets_a_paper_with_the_marks_of_what_changed(staff: FlaskClient, event: Event) -> None:
    who = Member(name=LONG_NAME, phone="+84900000101")
    part = save(Subcommittee(event_id=event.id, name="Lễ tân", members=[who]))
    item = make_item(event, "Lời chào", 10, mc="bà con " * 1400, in_charge="Ông Ba", slide="Phông")
    duty = save(Duty(event_id=event.id, subcommittee_id=part.id, member_id=who.id, item_id=item.id, what="Hoa"))
    make_copy(staff, event)
    write()
    db.session.get_one(ProgrammeItem, item.id).fixed_at = at("2030-02-01T08:15+07:00")
    texts(db.session.get_one(ProgrammeItem, item.id), title="Lời chào mừng")
    db.session.commit()
    make_copy(staff, event)
    for role in Role:
        answer = staff.get(f"/staff/programme/{event.slug}/papers/2/{role}.pdf?since=1")
        assert answer.mimetype == "application/pdf"
        pages = text_of(answer.data)
        assert "08:15" in pages[0]
        assert "08:00" in " ".join(pages), "what it was before"
        if role is Role.MC:
            assert " ".join(pages).split().count("con") == 1400, "a long text goes on over as many pages as it needs"
        if role in (Role.DIRECTOR, Role.RECEPTION, Role.COMMITTEE):
            assert LONG_NAME in " ".join(pages)
    assert staff.get(f"/staff/programme/{event.slug}/papers/3/mc.pdf").status_code == 404
    assert duty.id


@pytest.mark.full
def test_the_guests_sheet_has_four_pages_and_a_hundred_items_go_on_over_more(staff: FlaskClient, event: Event) -> None:
    page = f"/staff/programme/{event.slug}/programme-"
    assert staff.get(f"{page}folded.pdf").status_code == 404, "guests see no item yet"
    make_item(event, {"vi": "Lời chào", "en": "Welcome"}, public=True, mc="bí mật")
    make_item(event, "Thử micro")
    pages = text_of(staff.get(f"{page}folded.pdf").data)
    assert len(pages) == 4
    assert "08:00 Lời chào" in pages[1]
    assert "08:00 Welcome" in pages[2]
    assert "Thử micro" not in " ".join(pages)
    assert len(text_of(staff.get(f"{page}leaf.pdf").data)) == 2
    (outside, inside) = text_of(staff.get(f"{page}folded.pdf?imposed=1").data)
    assert "Lời chào" in inside
    assert "Welcome" in inside
    assert "Welcome" not in outside
    for number in range(100):
        save(texts(ProgrammeItem(event_id=event.id, position=number, minutes=1, public=True), title=f"Mục số {number}"))
    pages = text_of(staff.get(f"{page}folded.pdf").data)
    assert "Mục số 99" in " ".join(pages)


def test_pages_are_paired_so_that_the_folded_sheet_reads_in_order() -> None:
    document = pypdfium2.PdfDocument.new()
    for _ in range(6):
        document.new_page(420, 595)
    output = io.BytesIO()
    document.save(output)
    assert len(pypdfium2.PdfDocument(two_up(output.getvalue(), folded=True))) == 4
    assert len(pypdfium2.PdfDocument(two_up(output.getvalue(), folded=False))) == 6
