"""A giver promises, reads what became of it, and decides what may be told."""

import io
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from PIL import Image

from showcase.contributions import mails, retention, rules, services  # noqa: F401 - letters have composers
from showcase.contributions.models import Cause, Contribution
from showcase.contributions.rules import Publicity, State
from showcase.core import clock
from showcase.core.database import db, write
from showcase.core.mail import Message
from showcase.core.uploads import photo
from showcase.editions.models import Edition
from showcase.registration import services as registrations
from showcase.registration import signals
from tests.contributions.gifts import make_cause, make_gift, promise
from tests.factories import make_commune, make_edition, make_event, make_registration
from tests.staff.cast import fields_of


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def cause(edition: Edition) -> Cause:
    return make_cause(edition)


def gift() -> Contribution:
    db.session.expire_all()
    return db.session.scalars(db.select(Contribution)).one()


def finish(found: Contribution) -> None:
    """It is received, and the work stands with a photo."""
    write()
    found = db.session.get_one(Contribution, found.id)
    services.receive(found, clock.now().date(), 20_000_000, "VND", "")
    picture = io.BytesIO()
    Image.new("RGB", (80, 80), "green").save(picture, "JPEG")
    words = {"vi": "20 suất học bổng đã trao.", "en": "20 scholarships were given."}
    services.finish(found, clock.now().date(), words, photo(picture.getvalue(), 2000), clock.now())
    db.session.commit()


def test_a_promise_is_noted_once_and_told_by_mail(client: FlaskClient, cause: Cause) -> None:
    first = promise(client)
    assert first.status_code == 303
    page = client.get(first.location).get_data(as_text=True)
    assert "20.000.000 đồng" in page
    assert "Trang này không nhận tiền" in page
    found = gift()
    assert (found.amount, found.state, found.code) == (20_000_000, State.PROMISED, f"DG{found.id:05}")
    assert db.session.scalars(db.select(Message.kind)).all() == ["contribution-noted"]


def test_the_same_form_sent_again_leads_to_the_same_promise(client: FlaskClient, cause: Cause) -> None:
    path = "/vi/contributions/new/"
    typed = {"cause": "hoc-bong", "kind": "goods", "what": "20 xe đạp", "name": "Lan", "email": "lan@example.org"}
    sent = fields_of(client.get(path)) | typed | {"publicity": "none", "processing": "y"}
    first, second = (client.post(path, data=sent) for _ in range(2))
    assert first.location == second.location
    assert gift().what == "20 xe đạp"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"amount": "hai mươi triệu"}, "Xin ghi số nguyên"),
        ({"amount": "8,25"}, "Xin ghi số nguyên"),
        ({"amount": "9" * 29}, "Xin ghi số nguyên"),
        ({"amount": ""}, "Xin ghi số tiền"),
        ({"kind": "goods", "amount": ""}, "Xin ghi vài lời"),
        ({"email": ""}, "Xin cho thư điện tử hoặc số điện thoại"),
        ({"name": "x" * 10_000}, "200"),
        ({"name": "\0‮", "what": "🎁 \0"}, ""),
        ({"cause": "khong-co"}, ""),
        ({"unit_code": "99999"}, ""),
        ({"processing": None}, "Chúng tôi chỉ được ghi nhận khi quý vị đồng ý"),
        ({"website": "http://spam.example"}, ""),
    ],
)
def test_what_is_amiss_is_said_beside_the_field_and_nothing_is_lost(
    client: FlaskClient, cause: Cause, fields: dict[str, str], said: str
) -> None:
    answer = promise(client, words="Xin giúp các cháu", **fields)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert said in page
    assert "Xin giúp các cháu" in page
    assert db.session.query(Contribution).count() == 0


def test_a_party_promises_on_its_own_page_and_reads_it_among_its_data(client: FlaskClient, edition: Edition) -> None:
    make_cause(edition)
    registration = make_registration(make_event(edition))
    token = registrations.private_token(registration)
    answer = promise(client, f"/vi/r/{token}/contributions/")
    assert answer.status_code == 303
    assert gift().registration_id == registration.id
    assert "20.000.000 đồng" in client.get(f"/vi/r/{token}/contributions/").get_data(as_text=True)
    assert "Đóng góp của quý vị" in client.get(f"/vi/r/{token}/").get_data(as_text=True)
    data = client.get(f"/vi/r/{token}/data").get_data(as_text=True)
    assert "20.000.000 đồng" in data
    write()
    signals.erased.send(registration)
    db.session.commit()
    assert (gift().name, gift().email, gift().amount) == ("", "", 20_000_000)


def test_what_is_done_is_told_as_the_giver_wishes_and_no_longer(client: FlaskClient, edition: Edition) -> None:
    commune = make_commune(edition, "Nhị Long")
    found = make_gift(edition, make_cause(edition), unit_code=commune.code, publicity=Publicity.NONE)
    finish(found)
    number = found.id
    places = ("/vi/contributions/", f"/vi/communes/{commune.code}/")

    def told() -> list[str]:
        return [client.get(place).get_data(as_text=True) for place in places]

    assert not any("20 suất" in page for page in told())
    assert client.get(f"/vi/contributions/{number}/photo").status_code == 404
    own = f"/vi/contributions/of/{services.private_token(gift())}/"
    assert "20 suất" in client.get(own).get_data(as_text=True)

    client.post(own + "publicity", data={"publicity": "named", "named_as": "Gia đình bà Hường"})
    assert all("20 suất" in page and "Gia đình bà Hường" in page for page in told())
    assert not any("20.000.000" in page for page in told()), "the sum is the giver's own"
    assert client.get(f"/vi/contributions/{number}/photo").mimetype == "image/jpeg"

    client.post(own + "publicity", data={"publicity": "unnamed", "named_as": "Gia đình bà Hường"})
    assert all("20 suất" in page and "bà Hường" not in page for page in told())
    assert gift().named_as == ""
    client.post(own + "publicity", data={"publicity": "none"})
    assert not any("20 suất" in page for page in told())


def test_a_promise_is_taken_back_until_it_is_handed_over(client: FlaskClient, edition: Edition, cause: Cause) -> None:
    found = make_gift(edition, cause)
    own = f"/vi/contributions/of/{services.private_token(found)}/"
    assert client.get(own + "receipt.pdf").status_code == 404
    client.post(own + "withdrawal")
    assert gift().state == State.WITHDRAWN
    write()
    found = gift()
    services.reopen(found)
    services.receive(found, clock.now().date(), 1, "VND", "")
    db.session.commit()
    client.post(own + "withdrawal")
    assert gift().state == State.RECEIVED
    assert client.get("/vi/contributions/of/khong-phai/").status_code == 404


def test_givers_are_forgotten_a_year_after_and_the_sums_stay(edition: Edition, cause: Cause) -> None:
    named = make_gift(edition, cause, publicity=Publicity.NAMED, named_as="Gia đình bà Hường")
    finish(named)
    now = clock.now()
    write()
    assert retention.forget(now + rules.KEPT - timedelta(days=1))["givers"] == 0
    assert retention.forget(now + rules.KEPT + timedelta(days=1))["givers"] == 1
    db.session.commit()
    assert (gift().name, gift().email, gift().phone, gift().amount) == ("", "", "", 20_000_000)
    assert gift().shown_name == "Gia đình bà Hường", "the name in public stays as long as its consent"


def test_amounts_are_read_as_people_group_them() -> None:
    assert [rules.amount(text) for text in ("20000000", "20.000.000", "20,000,000", "20 000 000", " 5 ")] == [
        *(20_000_000, 20_000_000, 20_000_000, 20_000_000),
        5,
    ]
    assert [rules.amount(text) for text in ("", "0", "1.5", "2.00", "-3", "٣", "1e9", "9" * 13)] == [None] * 8


def test_no_page_ranks_givers_by_their_sums(client: FlaskClient, edition: Edition, cause: Cause) -> None:
    for amount in (1_000_000, 9_000_000, 5_000_000):
        make_gift(edition, cause, amount=amount, name=f"Người {amount}")
    page = client.get("/vi/contributions/").get_data(as_text=True)
    assert not re.search(r"Người \d", page)
