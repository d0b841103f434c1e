"""Officers look after promises: receipts in order, work, photo, sums; and keep the purposes."""

import io

import pypdfium2
import pytest
from flask.testing import FlaskClient
from PIL import Image

from showcase.accounts.rules import Role
from showcase.contributions import desk, services
from showcase.contributions.models import Cause, Contribution
from showcase.contributions.rules import Kind, State
from showcase.core import clock
from showcase.core.database import db, write
from showcase.core.mail import Message
from showcase.editions.models import Edition
from tests.contributions.gifts import make_cause, make_gift
from tests.factories import make_edition
from tests.staff.cast import fill, opened, post, sign_in

LIST = "/staff/contributions/"


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def cause(edition: Edition) -> Cause:
    return make_cause(edition)


@pytest.fixture
def officer(client: FlaskClient) -> FlaskClient:
    sign_in(client, Role.ORGANISER)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "vi"
    return client


def of(number: int) -> Contribution:
    db.session.expire_all()
    return db.session.get_one(Contribution, number)


def test_from_the_promise_to_the_photo(officer: FlaskClient, edition: Edition, cause: Cause) -> None:
    number = make_gift(edition, cause).id
    page = f"{LIST}{number}/"
    today = clock.in_zone(clock.now(), edition.host.timezone).date().isoformat()
    handed = {"amount": "19.500.000", "currency": "VND", "on": today}
    for _ in range(2):
        assert post(officer, page + "receipt", page=page, data=handed).status_code == 303
    assert (of(number).state, of(number).received_amount, of(number).receipt_number) == ("received", 19_500_000, 1)
    picture = io.BytesIO()
    Image.new("RGB", (80, 80), "green").save(picture, "JPEG")
    done = {"result-vi": "20 suất học bổng đã trao.", "on": today, "photo": (io.BytesIO(picture.getvalue()), "a.jpg")}
    assert post(officer, page + "work", page=page, data=done).status_code == 303
    assert officer.get(page + "photo").mimetype == "image/jpeg"
    for _ in range(2):
        post(officer, page + "word", page=page)
    kinds = db.session.scalars(db.select(Message.kind).order_by(Message.id)).all()
    assert kinds == ["contribution-noted", "contribution-received", "contribution-done"]
    assert of(number).told_at is not None


@pytest.mark.full
def test_the_receipt_is_one_sheet_of_either_size(officer: FlaskClient, edition: Edition, cause: Cause) -> None:
    found = make_gift(edition, cause, name="Hòa thượng Kiên Sơnê Bhikkhu Somatirācāriya Thạch Sóc Sane ថាច់ សុខសាន")
    write()
    services.receive(of(found.id), clock.now().date(), 1, "VND", "20 xe đạp, mũ bảo hiểm và sách giáo khoa " * 4)
    db.session.commit()
    for paper, width in (("a5", 595), ("a4", 595), ("../x", 595)):
        document = pypdfium2.PdfDocument(officer.get(f"{LIST}{found.id}/receipt.pdf?paper={paper}").data)
        assert (len(document), round(document[0].get_width())) == (1, width)
        document.close()


@pytest.mark.parametrize(
    ("handed", "said"),
    [
        ({"amount": "", "what": ""}, "Xin ghi số tiền"),
        ({"amount": "2,5"}, "Xin ghi số nguyên"),
        ({"on": "2099-01-01"}, "Ngày này chưa tới"),
        ({"on": "hôm qua"}, ""),
    ],
)
def test_a_receipt_needs_an_amount_and_a_day(
    officer: FlaskClient, edition: Edition, cause: Cause, handed: dict[str, str], said: str
) -> None:
    number = make_gift(edition, cause).id
    page = f"{LIST}{number}/"
    sent = {"amount": "5", "currency": "VND", "on": "2024-01-05"} | handed
    answer = post(officer, page + "receipt", page=page, data=sent)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert of(number).receipt_number is None


def test_receipts_count_on_and_a_number_is_never_used_again(edition: Edition, cause: Cause) -> None:
    write()
    numbers = []
    for _ in range(3):
        gift = services.promise(services.Promise(cause, Kind.GOODS, "Lan", "vi", what="gạo"), edition, clock.now())
        services.receive(gift, clock.now().date(), None, "VND", "gạo")
        numbers.append(gift.receipt_number)
    db.session.commit()
    assert numbers == [1, 2, 3]


def test_sums_are_told_by_purpose_and_currency(officer: FlaskClient, edition: Edition, cause: Cause) -> None:
    make_gift(edition, cause)
    other = make_gift(edition, cause, amount=3_000, currency="USD")
    taken_back = make_gift(edition, cause, amount=7)
    write()
    services.receive(of(other.id), clock.now().date(), 70_000_000, "VND", "")
    services.withdraw(of(taken_back.id), clock.now())
    db.session.commit()
    (total,) = desk.totals(edition.host, [cause])
    assert (total.promised, total.received) == (2, 1)
    assert total.sums == (("USD", 3_000, 0), ("VND", 20_000_000, 70_000_000))
    assert "70.000.000 đồng" in officer.get(LIST).get_data(as_text=True)


def test_the_list_reminds_of_what_is_due_and_finds_a_giver(
    officer: FlaskClient, edition: Edition, cause: Cause
) -> None:
    today = clock.in_zone(clock.now(), edition.host.timezone).date()
    make_gift(edition, cause, name="Kevin Trần", due_on=today)
    make_gift(edition, cause, name="Sơn Thị Sa Vương")
    due = officer.get(f"{LIST}?view=due").get_data(as_text=True)
    assert "Kevin Trần" in due
    assert "Sa Vương" not in due
    found = officer.get(f"{LIST}?q=vuong+son").get_data(as_text=True)
    assert "Sa Vương" in found
    assert "Kevin" not in found
    for odd in ("?state=x&kind=%00&cause=../&view=é&page=-1", "?q=%ED%A0%80", "?q=%00&page=99999999"):
        assert officer.get(LIST + odd).status_code == 200


def test_a_promise_by_telephone_is_noted_and_corrected_by_two(
    officer: FlaskClient, edition: Edition, cause: Cause
) -> None:
    made = fill(officer, f"{LIST}new", name="Bác Tư", kind="work", what="Trông coi xây cầu", phone="0912 345 678")
    number = db.session.scalars(db.select(Contribution.id)).one()
    assert made.location == f"{LIST}{number}/"
    assert (of(number).phone, of(number).state) == ("+84912345678", State.PROMISED)
    page = f"{LIST}{number}/change"
    mine = opened(officer, page)
    assert fill(officer, page, name="Bác Tư Lành").status_code == 303
    assert officer.post(page, data=mine | {"what": "Trông coi xây hai cây cầu"}).status_code == 303
    assert (of(number).name, of(number).what) == ("Bác Tư Lành", "Trông coi xây hai cây cầu")
    assert officer.post(page, data=mine | {"name": "Chú Tư"}).status_code == 409


def test_purposes_are_kept_and_closed(officer: FlaskClient, client: FlaskClient, edition: Edition) -> None:
    path = f"{LIST}purposes/"
    fill(officer, path + "new", title__vi="Cầu, đường nông thôn", title__en="Roads")
    assert "Cầu, đường nông thôn" in client.get("/vi/contributions/").get_data(as_text=True)
    fill(officer, path + "cau-duong-nong-thon/", is_open=None)
    assert "Cầu, đường nông thôn" not in client.get("/vi/contributions/").get_data(as_text=True)
    post(officer, path + "cau-duong-nong-thon/removal", page=path + "cau-duong-nong-thon/")
    assert db.session.query(Cause).count() == 0
    cause = make_cause(edition)
    make_gift(edition, cause)
    assert post(officer, path + f"{cause.slug}/removal", page=path).status_code == 409


def test_the_list_costs_few_queries(officer: FlaskClient, edition: Edition, cause: Cause, query_recorder) -> None:  # type: ignore[no-untyped-def]
    for number in range(12):
        make_gift(edition, cause, name=f"Người {number}")
    officer.get(LIST)
    query_recorder.clear()
    officer.get(LIST)
    assert len(query_recorder) <= 14, "\n".join(query_recorder)
