"""The host's own list becomes invitations: read as people keep it, every fault named, all of it kept or nothing."""

import io
import json
import re
from datetime import timedelta

import pytest
from openpyxl import Workbook

from showcase.accounts.rules import Role
from showcase.core import clock, outbox
from showcase.core.audit import AuditEntry
from showcase.core.database import db, write
from showcase.core.outbox import Lane
from showcase.invitations.import_columns import Column, guess
from showcase.invitations.kept_sheets import KeptSheet
from showcase.invitations.models import Invitation
from tests.factories import make_commune, make_district, make_edition, make_event, make_invitation
from tests.staff.cast import fields_of, post, sign_in

COLUMNS = ["external_id", "name", "honorific", "guest_kind", "country", "email", "phone", "unit", "note"]
HEAD = "Mã,Họ tên,Kính xưng,Loại khách,Nước,Email,Điện thoại,Xã,Ghi chú"


@pytest.fixture
def event(client):
    edition = make_edition()
    make_commune(edition, "Xã Nhị Long")
    sign_in(client)
    return make_event(edition)


def address(event):
    return f"/staff/invitations/{event.slug}/import/"


def send(client, event, content, name="danh-sach.csv"):
    sent = content.encode() if isinstance(content, str) else content
    file = {"list": (io.BytesIO(sent), name)}
    return post(client, address(event), data=file, content_type="multipart/form-data")


def looked_over(client, event, *lines, head=HEAD):
    """The page on which a list is looked over."""
    sent = send(client, event, "\n".join([head, *lines]))
    assert sent.status_code == 303, sent.status
    return client.get(sent.location), sent.location


def keep(client, event, *lines, head=HEAD):
    page, where = looked_over(client, event, *lines, head=head)
    assert page.status_code == 200, page.status
    return client.post(where, data=fields_of(page))


def invitations():
    return db.session.scalars(db.select(Invitation).order_by(Invitation.id)).all()


def counts(page):
    return [int(number) for number in re.findall(r"<dd>(\d+)</dd>", page.text)]


def test_a_list_becomes_invitations_exactly_as_written(client, event):
    kept = keep(
        client,
        event,
        "KB-1,đặng thị HƯỜNG,Bà,kiều bào,Mỹ,Huong@Example.ORG,714 555 0123,Nhị Long,thích ăn chay",
        "KB-2,Nguye\u0302\u0303n An,,đại biểu,Campuchia,,85512345678,,",
    )
    assert kept.status_code == 303
    first, second = invitations()
    assert (first.name, first.honorific, first.guest_kind, first.country) == ("đặng thị HƯỜNG", "Bà", "overseas", "US")
    assert (first.email, first.phone, first.unit_code != "") == ("Huong@example.org", "+17145550123", True)
    assert (second.name, second.guest_kind, second.country, second.phone) == (
        *("Nguyễn An", "official", "KH"),
        "+85512345678",
    )
    assert first.code != second.code
    assert first.stage == "noted"
    assert "2 mới" in client.get(kept.location).text
    listed = client.get(f"/staff/invitations/{event.slug}/?q=huong").text
    assert "đặng thị HƯỜNG" in listed


def test_the_same_list_again_changes_nothing_and_a_corrected_one_updates(client, event):
    lines = [
        "KB-1,Đặng Thị Hường,Bà,,Mỹ,h@example.org,,,cũ",
        ",Trần Văn Bảy,Ông,,Úc,,0412 345 678,,",
        ",Lý Sa Rương,,,,,,,",
    ]
    keep(client, event, *lines)
    first = invitations()[0]
    write()
    first.reply, first.replied_at, first.sent_at = "coming", clock.now(), clock.now()
    db.session.commit()
    entries = db.session.query(AuditEntry).filter_by(verb="invitation.created").count()
    page, _where = looked_over(client, event, *lines)
    assert counts(page) == [0, 0, 3, 0]
    keep(client, event, *lines)
    assert len(invitations()) == 3
    assert db.session.query(AuditEntry).filter_by(verb="invitation.created").count() == entries

    changed = ["KB-1,Đặng Thị Thu Hường,,,Mỹ,h@example.org,714 555 0123,,", ",TRAN VAN BAY,,,,,+61 412 345 678,,mới"]
    page, _where = looked_over(client, event, *changed)
    assert counts(page) == [0, 2, 0, 0]
    keep(client, event, *changed)
    first, second, third = invitations()
    assert (first.name, first.honorific, first.note, first.phone) == ("Đặng Thị Thu Hường", "Bà", "cũ", "+17145550123")
    assert first.reply == "coming", "an answer is never touched"
    assert first.sent_at is not None
    assert (second.name, second.note, second.country) == ("TRAN VAN BAY", "mới", "AU")
    assert third.name == "Lý Sa Rương"


def test_confirming_twice_keeps_the_list_once(client, event):
    page, where = looked_over(client, event, ",Trần Văn Bảy,,,,,,,")
    fields = fields_of(page)
    answers = [client.post(where, data=fields) for _time in range(2)]
    assert [answer.location for answer in answers] == [answers[0].location] * 2
    assert len(invitations()) == 1


FAULTS = {
    "no name": (",,,,,a@example.org,,,", "B2", "Thiếu tên."),
    "no letter": (",123,,,,,,,", "B2", "không có chữ cái"),
    "a long title": (f",An,{'a' * 41},,,,,,", "C2", "Tối đa 40"),
    "no kind": (",An,,bạn cũ,,,,,", "D2", "báo chí"),
    "no country": (",An,,,Sao Hỏa,,,,", "E2", "US, KH"),
    "no e-mail": (",An,,,,a@b@c,,,", "F2", "thư điện tử"),
    "two telephones": (",An,,,Mỹ,,714 555 0123 / 0901234567,,", "G2", "điện thoại"),
    "no commune": (",An,,,,,,Xã Lạ,", "H2", "không có xã"),
    "a control character": (",A\x07n,,,,,,,", "B2", "ký tự"),
    "the same number": ("K1,An,,,,,,,\nK1,Bình,,,,,,,", "Dòng 3", "dòng 2"),
    "the same guest": (",An,,,Mỹ,a@example.org,,,\n,an,,,,a@example.org,,,", "Dòng 3", "dòng 2"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_by_its_cell_and_nothing_is_kept(name, client, event):
    lines, place, words = FAULTS[name]
    page, where = looked_over(client, event, lines, ",Trần Văn Bảy,,,,,,,")
    assert f">{place}</th>" in page.text
    assert words in page.text
    refused = post(client, where, data={"columns": json.dumps(COLUMNS)})
    assert refused.status_code == 422
    assert not invitations()


def test_communes_of_one_name_are_told_apart_by_their_district(client, event):
    other = make_district(event.edition, short_name="Cầu Ngang")
    make_commune(event.edition, "Xã Nhị Long", other)
    page, _where = looked_over(client, event, ",An,,,,,,Nhị Long,")
    assert "Nhiều xã cùng tên" in page.text
    keep(client, event, ',An,,,,,,"Nhị Long, Cầu Ngang",')
    assert invitations()[0].unit_code


def test_a_namesake_is_pointed_out_and_becomes_one_more(client, event):
    make_invitation(event, name="Trần Văn Bảy", email="bay@example.org")
    page, _where = looked_over(client, event, ",Trần Văn Bảy,,,Mỹ,khac@example.org,,,")
    assert "cùng tên" in page.text
    assert counts(page) == [1, 0, 0, 0]


def test_columns_can_be_set_by_hand(client, event):
    page, where = looked_over(client, event, "Đặng Thị Hường,h@example.org", head="A,B")
    assert "cột nào là tên" in page.text
    chosen = client.get(where + "?column-0=name&column-1=email")
    client.post(where, data=fields_of(chosen))
    assert (invitations()[0].name, invitations()[0].email) == ("Đặng Thị Hường", "h@example.org")
    twice = client.get(where + "?column-0=name&column-1=name")
    assert twice.status_code == 410, "the list is gone once it is kept"


def test_titles_above_the_table_are_passed_over_and_formulas_named(client, event):
    book = Workbook()
    for row in (["ỦY BAN MẶT TRẬN"], ["DANH SÁCH KHÁCH MỜI"], [], ["STT", "Họ và tên", "Số ĐT"]):
        book.active.append(row)
    book.active.append([1, "Bảy", 84901234567.0])
    book.active.append([2, '=HYPERLINK("http://x","Hường")', ""])
    output = io.BytesIO()
    book.save(output)
    page = client.get(send(client, event, output.getvalue(), "a.xlsx").location)
    assert ">B6</th>" in page.text
    assert "HYPERLINK" not in page.text
    assert "+84901234567" in page.text


@pytest.mark.parametrize(("content", "words"), [(b"", "chọn một tệp"), (b"%PDF-1.7", "không phải danh sách")])
def test_what_is_no_list_is_refused_beside_the_field(client, event, content, words):
    refused = send(client, event, content)
    assert refused.status_code == 422
    assert words in refused.text


def test_words_in_the_place_of_a_file_are_no_file(client, event):
    assert post(client, address(event), data={"list": "An,Bình"}).status_code == 422


def test_fifty_megabytes_are_refused_before_they_are_read(client, event):
    class Unread(io.BytesIO):
        def read(self, _size=-1):
            raise AssertionError("somebody reads it")

    size = {"CONTENT_LENGTH": str(50 * 1024**2), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    answer = client.post(address(event), input_stream=Unread(), environ_overrides=size)
    assert answer.status_code == 413


def test_a_list_is_sealed_for_its_sender_and_gone_after_an_hour(client, event, app):
    _page, where = looked_over(client, event, ",Trần Văn Bảy,,,,,,,")
    kept = db.session.scalars(db.select(KeptSheet)).one()
    assert "Bảy" not in kept.sealed
    other = app.test_client()
    sign_in(other, Role.ADMINISTRATOR)
    assert other.get(where).status_code == 410
    with clock.frozen(clock.now() + timedelta(minutes=61)):
        assert client.get(where).status_code == 410
        while outbox.run_next(Lane.PRINT):
            pass
    assert db.session.scalar(db.select(db.func.count(KeptSheet.id))) == 0


def test_the_template_is_a_list_that_can_be_sent_back(client, event):
    template = client.get(address(event) + "template.xlsx")
    page = client.get(send(client, event, template.data, "mau.xlsx").location)
    assert counts(page) == [1, 0, 0, 0]
    assert "Đặng Thị Hường" in page.text


def test_whoever_may_not_invite_may_not_import(client, event, app):
    other = app.test_client()
    sign_in(other, Role.EDITOR)
    assert other.get(address(event)).status_code == 403


@pytest.mark.parametrize(
    ("heads", "columns"),
    [
        (["stt", "ho va ten", "so dien thoai", "dia chi email"], [None, Column.NAME, Column.PHONE, Column.EMAIL]),
        (["full name", "telephone in viet nam", "country"], [Column.NAME, Column.HOME_PHONE, Column.COUNTRY]),
        (["ho ten khach moi co dau", "ho ten"], [None, Column.NAME]),
        (["", "ten", "que quan o xa"], [None, Column.NAME, Column.UNIT]),
    ],
)
def test_columns_are_guessed_by_their_heads(heads, columns):
    assert list(guess(heads)) == columns
