"""What goes to the MC: fixed with its time, marked where it changed, on a telephone by a secret address, on paper."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from showcase.core import clock
from showcase.core.database import db, write
from showcase.programme.models import ProgrammeItem
from showcase.protocol import copies
from showcase.protocol.models import HandOver, Introduction, McCopy
from showcase.registration import own_data
from showcase.registration.models import Event, Registration
from tests.factories import make_event, save, texts
from tests.protocol.making import let_in, make_group, make_guest, make_line, order
from tests.staff.cast import fill, post


@pytest.fixture
def event() -> Event:
    return make_event()


def here(event: Event, more: str = "") -> str:
    return f"/staff/protocol/{event.slug}/{more}"


def send(staff: FlaskClient, event: Event, after: int) -> str:
    answer = post(staff, here(event, "copies/"), data={"after": str(after)})
    assert answer.status_code == 303
    return answer.location


def contents(event: Event) -> list[copies.Content]:
    """The newest first."""
    return [copies.Content.of(copy) for copy in copies.of_event(event)]


def address_of(event: Event, number: int = 1) -> str:
    copy = copies.of_number(event, number)
    assert copy is not None
    return copies.url_of(copy).removeprefix("http://localhost")


def test_a_copy_stays_as_it_was_and_two_presses_make_one(staff: FlaskClient, event: Event) -> None:
    line = make_line(event, "An", title="Hội trưởng", honorific="Ông", spoken="An")
    assert send(staff, event, 0).endswith("/copies/1/")
    assert send(staff, event, 0).endswith("/copies/1/"), "pressed twice"
    fill(staff, here(event, f"lines/{line.id}/"), title="Hội phó")
    assert [(one.who, one.title, one.says) for one in contents(event)[0].lines] == [
        ("Ông An", "Hội trưởng", "Xin trân trọng giới thiệu Ông An, Hội trưởng.")
    ]
    assert "Hội phó" not in staff.get(here(event, "copies/1/")).get_data(as_text=True)
    assert staff.get(here(event, "copies/9/")).status_code == 404


@pytest.mark.full
def test_lines_that_changed_since_the_last_copy_are_marked(staff: FlaskClient, event: Event) -> None:
    a, b, c, d = (make_line(event, name, rank=rank) for rank, name in enumerate(("An", "Bình", "Chi", "Dũng"), 1))
    send(staff, event, 0)
    assert "Nothing has changed since." in staff.get(here(event)).get_data(as_text=True)
    fill(staff, here(event, f"lines/{b.id}/"), title="Hội phó")
    post(staff, here(event, f"lines/{a.id}/removal"))
    post(staff, here(event, f"lines/{d.id}/place"), data={"above": str(c.id), "after": "0"})
    make_line(event, "Em", rank=5)
    page = staff.get(here(event)).get_data(as_text=True)
    assert "Since then 4 lines have changed." in page
    send(staff, event, 1)
    newest, oldest = contents(event)
    assert [(one.who, one.mark) for one in newest.lines] == [
        ("Dũng", "moved"),
        ("Bình", "changed"),
        ("Chi", ""),
        ("Em", "new"),
    ]
    assert newest.gone == ["An"]
    assert [one.mark for one in oldest.lines] == ["", "", "", ""]


def test_the_mc_reads_it_without_signing_in_until_the_event_is_over(staff: FlaskClient, event: Event) -> None:
    group = make_group(event, "Mặt trận")
    guest = make_guest(event, "An")
    let_in(guest)
    make_line(event, attendee_id=guest.id, group_id=group.id, title="Hội trưởng")
    make_line(event, "Chưa Đến", group_id=group.id, rank=5)
    send(staff, event, 0)
    address = address_of(event)
    mc = staff.application.test_client()
    answer = mc.get(address)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers
    assert 'lang="vi"' in page
    assert page.count("mc__line--absent") == 1
    assert mc.get(f"{address}newest").json == {}
    send(staff, event, 1)
    assert "Đã có bản mới hơn, lúc" in mc.get(address).get_data(as_text=True)
    assert mc.get(f"{address}newest").json["url"].endswith(address_of(event, 2))
    for wrong in (address[:-3] + "aa/", "/mc/x/", "/mc/%00/", f"/mc/{'a' * 27}/", address[:-1] + "newest/"):
        assert mc.get(wrong).status_code == 404, wrong
    with clock.frozen(event.ends_at + timedelta(minutes=1)):
        assert [mc.get(f"{address}{more}").status_code for more in ("", "list.pdf")] == [410, 410]


@pytest.mark.full
def test_hand_overs_name_who_comes_instead_and_go_to_the_mc(staff: FlaskClient, event: Event) -> None:
    chair = make_line(event, "Lê Một", title="Chủ tịch", substitute_name="Phan Ba", substitute_title="Phó Chủ tịch")
    fill(staff, here(event, "hand-overs/new"), what="Hoa", giver_line=str(chair.id), receiver="Đoàn A\nĐoàn B")
    paper = {"what": "Bằng khen", "kind": "certificate", "carrier": "Cô Tư", "item": "Khen thưởng"}
    fill(staff, here(event, "hand-overs/new"), **paper)
    flowers, certificate = db.session.scalars(db.select(HandOver).order_by(HandOver.id))
    post(staff, here(event, f"hand-overs/{certificate.id}/move"), data={"step": "up"})
    send(staff, event, 0)
    (content,) = contents(event)
    assert [(one.what, one.giver, one.receiver, one.carrier, one.item) for one in content.hand_overs] == [
        ("Bằng khen", "", "", "Cô Tư", "Khen thưởng"),
        ("Hoa", "Phan Ba, Phó Chủ tịch", "Đoàn A; Đoàn B", "", ""),
    ]
    assert "in place of: Chủ tịch" in staff.get(here(event, "hand-overs/")).get_data(as_text=True)
    for fields in ({"what": ""}, {"what": "x" * 201}, {"what": "A", "giver_line": "999"}, {"what": "A", "kind": "x"}):
        assert fill(staff, here(event, "hand-overs/new"), **fields).status_code == 422
    post(staff, here(event, f"hand-overs/{flowers.id}/removal"))
    assert db.session.scalars(db.select(HandOver.what)).all() == ["Bằng khen"]


@pytest.mark.full
def test_a_guest_of_honour_is_made_on_the_partys_page(staff: FlaskClient, event: Event) -> None:
    guest = make_guest(event, "An")
    page = f"/staff/guests/{guest.registration.code}/"
    assert "Make a guest of honour" in staff.get(page).get_data(as_text=True)
    answer = post(staff, here(event, f"guests-of-honour/{guest.id}"), data={"vip": "yes", "next": page})
    assert answer.location == page
    shown = staff.get(here(event, "guests-of-honour")).get_data(as_text=True)
    assert "Add to the order" in shown
    assert fill(staff, here(event, f"new?guest={guest.id}")).status_code == 303
    assert "line 1" in staff.get(page).get_data(as_text=True)
    shown = staff.get(f"/staff/guests/?event={event.slug}&introduced=yes").get_data(as_text=True)
    assert "An</a>" in shown


@pytest.mark.full
def test_groups_are_the_hosts_own_and_stay_while_somebody_stands_in_one(staff: FlaskClient, event: Event) -> None:
    first, second = make_group(event, "Đảng"), make_group(event, "Mặt trận", 1)
    make_line(event, "An", group_id=first.id)
    make_line(event, "Bình", group_id=second.id)
    post(staff, here(event, f"groups/{second.id}/move"), data={"step": "up"})
    assert order(event) == ["Bình", "An"]
    assert post(staff, here(event, f"groups/{first.id}/removal")).status_code == 409
    assert fill(staff, here(event, "groups/new"), name__vi="Kiều bào", words="Hội đồng hương").status_code == 303
    assert fill(staff, here(event, f"groups/{first.id}/"), name__vi="").status_code == 422
    assert staff.get(here(make_event(), f"groups/{first.id}/")).status_code == 404


@pytest.mark.full
def test_a_party_that_wants_to_be_forgotten_is_in_no_line_and_no_copy(staff: FlaskClient, event: Event) -> None:
    guest = make_guest(event, "Zyngva Thị Uất")
    make_line(event, attendee_id=guest.id, title="Hội trưởng Xqz")
    send(staff, event, 0)
    party = db.session.get_one(Registration, guest.registration_id)
    told: Any = next(part for part in own_data.parts(party) if part.key == "introduction")
    assert told.rows[0]["title"] == "Hội trưởng Xqz"
    address = address_of(event)
    write()
    own_data.erase(party, clock.now())
    db.session.commit()
    assert db.session.scalars(db.select(McCopy.content)).all() == [""]
    assert db.session.scalars(db.select(Introduction.title)).all() == [""]
    assert staff.get(address).status_code == 404
    assert staff.get(here(event)).status_code == 200
    assert staff.get(here(event, "copies/1/")).status_code == 200


@pytest.mark.full
def test_the_paper_holds_every_name_whole(staff: FlaskClient, event: Event) -> None:
    make_line(event, "Nguyễn Phúc Lâm Hoàng Thiên Bảo Đăng Khoa", title="Trưởng ban " * 20)
    make_line(event, "ថាច់ សុខសាន", honorific="Hòa thượng")
    send(staff, event, 0)
    answer = staff.get(here(event, "copies/1/list.pdf"))
    assert (answer.content_type, answer.data[:4]) == ("application/pdf", b"%PDF")
    assert staff.get(f"{address_of(event)}list.pdf").data[:4] == b"%PDF"


@pytest.mark.full
def test_an_address_in_wrong_hands_is_changed_and_the_old_one_is_dead(staff: FlaskClient, event: Event) -> None:
    make_line(event, "An")
    send(staff, event, 0)
    old = address_of(event)
    for _press in range(2):
        assert post(staff, here(event, "copies/1/address"), data={"seen": "1"}).status_code == 303
    assert [staff.get(address).status_code for address in (old, address_of(event))] == [404, 200]


@pytest.mark.full
def test_items_of_the_run_of_show_are_offered_for_a_hand_over(staff: FlaskClient, event: Event) -> None:
    for position, title in enumerate(("Khai mạc", "Khen thưởng", "Khen thưởng")):
        item = ProgrammeItem(event_id=event.id, position=position)
        save(texts(item, title=title))
    page = staff.get(here(event, "hand-overs/new")).get_data(as_text=True)
    assert page.count('<option value="Khen thưởng">') == 1
    assert 'list="items-of-show"' in page
