"""What guests ask of a commune: noted once, due in working days, answered by who is in charge, then forgotten."""

import io
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from PIL import Image

from showcase.accounts.rules import Role
from showcase.core import clock, mail, outbox, sweeps
from showcase.core.audit import AuditEntry
from showcase.core.database import db, write
from showcase.core.mail import Message
from showcase.editions.models import Holiday, Unit
from showcase.registration import unit_tasks
from showcase.registration.models import UnitTask
from tests.factories import PASSWORD, make_account, make_commune, make_district, make_edition, save
from tests.staff.cast import opened, post, sign_in

VISIT = {"name": "Đặng Bảo Trân", "email": "tran@example.org", "coming": "Tuần trước Tết", "people": "2"}
AGREED = {"processing": "y"}


@pytest.fixture
def commune():
    return make_commune(make_edition(), "Xã Nhị Long")


def marks(client, path):
    page = client.get(path).text
    return {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1] for name in ("key", "born")}


def ask(client, commune, kind="visit", **fields):
    path = f"/vi/communes/{commune.code}/{kind}/"
    base = VISIT if kind == "visit" else {"name": "Đặng Bảo Trân", "words": "Chào bà con"}
    data = {**marks(client, path), **base, **AGREED, **fields}
    return client.post(path, data={name: value for name, value in data.items() if value is not None})


def answer(client, number, text):
    sent = opened(client, f"/staff/requests/{number}/")
    return client.post(f"/staff/requests/{number}/answer", data={**sent, "answer": text})


def tasks():
    return db.session.scalars(db.select(UnitTask).order_by(UnitTask.id)).all()


def picture(size=(120, 90), **options):
    file = io.BytesIO()
    Image.new("RGB", size, "#2B6F86").save(file, "JPEG", **options)
    return file.getvalue()


def test_a_wish_to_visit_becomes_a_task_with_a_day_and_a_receipt(client, commune):
    with clock.frozen(datetime(2026, 12, 1, 3, tzinfo=UTC)):  # a Tuesday
        response = ask(client, commune)
    assert response.status_code == 303
    task = tasks()[0]
    assert (task.kind, task.unit_code, task.name, task.people) == ("visit", commune.code, "Đặng Bảo Trân", 2)
    assert task.due_on == date(2026, 12, 10)
    receipt = client.get(response.location)
    assert "10/12/2026" in receipt.text
    assert "xã Nhị Long" in receipt.text
    assert receipt.headers["Cache-Control"] == "no-store"
    assert "noindex" in receipt.headers["X-Robots-Tag"]


def test_holidays_of_the_host_are_no_working_days(client):
    edition = make_edition()
    for day in (2, 3):
        holiday = Holiday(host_id=edition.host_id, on=date(2026, 12, day))
        save(holiday)
    with clock.frozen(datetime(2026, 12, 1, 3, tzinfo=UTC)):
        ask(client, make_commune(edition, "Xã Nhị Long"))
    assert tasks()[0].due_on == date(2026, 12, 14)


def test_the_same_form_sent_twice_is_one_task_and_other_words_are_another(client, commune):
    path = f"/vi/communes/{commune.code}/visit/"
    data = {**marks(client, path), **VISIT, **AGREED}
    first, again = client.post(path, data=data), client.post(path, data=data)
    assert first.location == again.location
    assert client.post(path, data={**data, "coming": "Mùng Ba Tết"}).location != first.location
    assert len(tasks()) == 2
    assert len(db.session.scalars(db.select(AuditEntry).filter_by(verb="unit_task.created")).all()) == 2


def test_one_form_sent_at_once_from_many_places_is_one_task(app, client, commune):
    path = f"/vi/communes/{commune.code}/visit/"
    data = {**marks(client, path), **VISIT, **AGREED}
    db.session.remove()
    start = threading.Barrier(4)

    def send(_number):
        visitor = app.test_client()
        with app.app_context():
            start.wait()
            response = visitor.post(path, data=data)
            db.session.remove()
        return response.status_code, response.location

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(send, range(4)))
    assert len(answers) == 1
    assert answers.pop()[0] == 303
    assert len(tasks()) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Xin ghi tên của bà con."),
        ({"email": "", "phone": ""}, "Xin cho thư điện tử hoặc số điện thoại"),
        ({"email": "tran@"}, "thư điện tử"),
        ({"phone": "12"}, "Số điện thoại này chưa đúng"),
        ({"coming": ""}, "Xin cho biết khoảng ngày nào."),
        ({"people": "0"}, "từ 1 đến 60"),
        ({"people": "9" * 5000}, "từ 1 đến 60"),
        ({"processing": None}, "Có sự đồng ý này"),
        ({"website": "http://spam.example"}, "máy tự động"),
        ({"born": "1.x"}, "Trang này đã mở khá lâu"),
        ({"key": "x"}, "Trang này đã mở khá lâu"),
        ({"name": "Trân\x00"}, "ký tự"),
        ({"words": "\u202etxt"}, "ký tự"),
        ({"name": "a" * 10_000}, "200"),
    ],
)
def test_what_is_amiss_is_said_and_nothing_typed_is_lost(client, commune, changes, words):
    response = ask(client, commune, **{"words": "Nhà gần chùa", **changes})
    assert response.status_code == 422
    assert words in response.text
    if "words" not in changes:
        assert "Nhà gần chùa" in response.text
    assert tasks() == []


def test_a_form_of_another_site_is_refused(client, commune):
    path = f"/vi/communes/{commune.code}/visit/"
    data = {**marks(client, path), **VISIT, **AGREED}
    assert client.post(path, data=data, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post(path, data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert tasks() == []


def test_whoever_sends_too_much_is_slowed_down(client, commune, monkeypatch):
    monkeypatch.setattr("showcase.registration.unit_task_views.ASKED_AN_HOUR", 2)
    assert [ask(client, commune).status_code for _ in range(3)] == [303, 303, 429]


def test_a_photo_is_kept_without_what_the_camera_wrote_and_is_nobody_elses_to_see(client, commune):
    exif = Image.Exif()
    exif[0x010E] = "house no 9"
    sent = picture(exif=exif)
    assert b"house no 9" in sent
    response = ask(client, commune, "word", photo=(io.BytesIO(sent), "nha.jpg"), words="")
    assert response.status_code == 303
    task = tasks()[0]
    assert task.photo.startswith(b"\xff\xd8")
    assert b"house no 9" not in task.photo
    assert client.get(f"/staff/requests/{task.id}/photo").status_code == 303  # to the sign-in
    sign_in(client, Role.ORGANISER)
    assert client.get(f"/staff/requests/{task.id}/photo").data == task.photo


@pytest.mark.parametrize("content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"\xff\xd8broken"])
def test_what_is_no_photo_is_not_taken(client, commune, content):
    response = ask(client, commune, "word", photo=(io.BytesIO(content), "anh.jpg"))
    assert response.status_code == 422
    assert "Chào bà con" in response.text
    assert tasks() == []


def test_a_word_needs_a_word_or_a_photo_and_no_address(client, commune):
    assert ask(client, commune, "word", words="").status_code == 422
    response = ask(client, commune, "word")
    assert "Câu trả lời sẽ hiện trên trang này" in client.get(response.location).text


def test_an_unknown_receipt_or_commune_is_not_there(client, commune):
    for path in ("/vi/requests/xyz/", "/vi/requests/" + "A" * 27 + "/", "/vi/communes/999/visit/"):
        assert client.get(path).status_code == 404
    assert client.get(f"/vi/communes/{commune.parent.code}/visit/").status_code == 404


def test_the_answer_leaves_by_mail_and_stands_on_the_receipt(client, commune):
    receipt = ask(client, commune).location
    number = tasks()[0].id
    who = sign_in(client, Role.ORGANISER)
    response = answer(client, number, "Mời cô về.\nCó xe.")
    assert response.status_code == 303
    message = db.session.scalars(db.select(Message)).one()
    assert (message.kind, message.recipient, message.locale) == (unit_tasks.ANSWER, "tran@example.org", "vi")
    composed = mail._composers[message.kind](message)
    assert "Mời cô về." in composed.text
    assert "Mời cô về." in composed.html
    assert f"http://localhost{receipt}" in composed.text
    assert "Mời cô về." in client.get(receipt).text
    assert db.session.get_one(UnitTask, number).answered_by_id == who.id
    assert outbox.run_next(outbox.Lane.MAIL)


def test_a_second_answer_is_not_sent_and_its_words_are_still_there(client, commune):
    ask(client, commune)
    number = tasks()[0].id
    sign_in(client, Role.ORGANISER)
    assert answer(client, number, "").status_code == 422
    later = opened(client, f"/staff/requests/{number}/")
    answer(client, number, "Mời cô về.")
    again = client.post(f"/staff/requests/{number}/answer", data={**later, "answer": "Xin hẹn dịp khác."})
    assert again.status_code == 409
    assert "Xin hẹn dịp khác." in again.text
    assert db.session.get_one(UnitTask, number).answer == "Mời cô về."
    assert len(db.session.scalars(db.select(Message)).all()) == 1


def test_a_reporter_answers_for_the_own_unit_and_what_lies_below_it_alone(client):
    edition = make_edition()
    district, other = make_district(edition), make_district(edition)
    own, foreign = make_commune(edition, "Xã Nhị Long", district), make_commune(edition, "Xã Khác", other)
    ask(client, own, name="Cô Trân")
    ask(client, foreign, name="Chú Bảy")
    mine, theirs = (task.id for task in tasks())
    for unit in (own, district):
        account = make_account(Role.REPORTER, unit_code=unit.code)
        visitor = client.application.test_client()
        visitor.post("/staff/sign-in", data={"email": account.email, "password": PASSWORD})
        listed = visitor.get("/staff/requests/").text
        assert "Cô Trân" in listed
        assert "Chú Bảy" not in listed
        assert visitor.get(f"/staff/requests/{mine}/").status_code == 200
        for path in (f"{theirs}/", f"{theirs}/photo"):
            assert visitor.get(f"/staff/requests/{path}").status_code == 403
        refused = post(visitor, f"/staff/requests/{theirs}/answer", f"/staff/requests/{mine}/", data={"answer": "x"})
        assert refused.status_code == 403
    assert db.session.get_one(UnitTask, theirs).is_open


def test_what_is_late_stands_first_and_the_first_page_counts_it(client, commune):
    for name, days in (("Sớm", 30), ("Trễ", 1)):
        with clock.frozen(clock.now() - timedelta(days=31 - days)):
            ask(client, commune, name=name)
    sign_in(client, Role.ORGANISER)
    listed = client.get("/staff/requests/").text
    assert listed.index("Trễ") < listed.index("Sớm")
    assert "trễ hạn" in listed
    first = client.get("/staff/").text
    assert "2 lời nhắn đang chờ trả lời, trong đó 1 trễ hạn" in first


def test_guests_who_asked_are_forgotten_on_the_promised_day(client, commune):
    receipt = ask(client, commune, "word", photo=(io.BytesIO(picture()), "nha.jpg"), email="tran@example.org").location
    ask(client, commune)
    answered, _never = tasks()
    number, who = answered.id, make_account()
    write()
    unit_tasks.answer(db.session.get_one(UnitTask, number), "Cảm ơn cô.", who, clock.now())
    db.session.commit()
    for days, kept in ((89, (True, True)), (91, (False, True)), (181, (False, False))):
        with clock.frozen(clock.now() + timedelta(days=days)):
            sweeps.sweep_all()
        db.session.expire_all()
        assert tuple(bool(task.name) for task in tasks()) == kept
    forgotten = db.session.get_one(UnitTask, number)
    assert (forgotten.photo, forgotten.email, forgotten.answer, forgotten.words) == (None, "", "", "")
    assert db.session.scalars(db.select(Message.recipient)).one() == ""
    assert "đã được xóa" in client.get(receipt).text


def test_a_list_of_requests_asks_few_queries(client, query_recorder):
    number = make_commune(make_edition(), "Xã Nhị Long").id
    sign_in(client, Role.ORGANISER)

    def asked():
        db.session.expunge_all()
        query_recorder.clear()
        client.get("/staff/requests/")
        return len(query_recorder)

    ask(client, db.session.get_one(Unit, number))
    first = asked()
    for name in ("Hai", "Ba", "Tư"):
        ask(client, db.session.get_one(Unit, number), name=name)
    assert asked() == first
