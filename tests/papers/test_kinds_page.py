"""What a host lays down for its kinds of papers, and how that stands on them."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from showcase.core.database import db
from showcase.core.i18n import use_locale
from showcase.editions.models import Host, Signer
from showcase.papers import host_lines
from showcase.papers.models import kinds_of
from showcase.papers.rules import Kind
from tests.factories import make_edition, make_office, make_official, save
from tests.staff.cast import fill, mark_of, post, sign_in

PAGE = "/staff/host/paper-kinds/"
DAY = date(2024, 2, 5)


@pytest.fixture
def host() -> Host:
    return make_edition().host


@pytest.fixture
def signers(host: Host) -> list[Signer]:
    found = []
    for slug, person in (("chu-tich", "Lê Văn Một"), ("pho-chu-tich", "Trần Thị Hai")):
        make_official(office := make_office(host, slug=slug), person=person, begins_on=date(2019, 1, 1))
        found.append(save(Signer(host_id=host.id, office_id=office.id, slug=slug)))
    return found


@pytest.fixture
def staff(client: FlaskClient, host: Host) -> FlaskClient:
    sign_in(client)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def frame_of(host: Host, kind: Kind) -> host_lines.Frame:
    with use_locale("vi"):
        return host_lines.frame(host, kind, DAY, host_lines.usual_signer(host, kind), "7")


def test_what_is_laid_down_stands_on_the_papers_of_that_kind(
    staff: FlaskClient, host: Host, signers: list[Signer]
) -> None:
    values = {"symbol_GM": "GM-BTC", "signer_GM": "pho-chu-tich", "files_GM": "Lưu: VT, BTC"}
    answer = fill(staff, PAGE, **values)
    assert answer.status_code == 303
    invitation, letter = frame_of(host, Kind.INVITATION), frame_of(host, Kind.LETTER)
    assert (invitation.number, invitation.files) == ("Số: 07/GM-BTC", "Lưu: VT, BTC")
    assert invitation.signature
    assert invitation.signature.name == "Trần Thị Hai"
    assert (letter.number, letter.files) == ("Số: 07", "Lưu: VT")
    assert letter.signature
    assert letter.signature.name == "Lê Văn Một", "the first who signs, where nobody is chosen"
    assert set(kinds_of(host)) == {Kind.INVITATION}, "nothing is stored for the others"


def test_it_can_be_taken_back(staff: FlaskClient, host: Host) -> None:
    answer = fill(staff, PAGE, symbol_CV="MTTQ")
    page = staff.get(answer.location)
    number = answer.location.split("saved=")[1]
    assert staff.post(PAGE, data={"csrf_token": mark_of(page), "undo": number}).status_code == 303
    assert frame_of(host, Kind.LETTER).number == "Số: 07"


def test_a_symbol_with_a_slash_is_said_beside_its_field(staff: FlaskClient, host: Host) -> None:
    answer = fill(staff, PAGE, symbol_CV="05/MTTQ", files_BC="Lưu: VT, VP")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="symbol_CV-error"' in page
    assert 'value="Lưu: VT, VP"' in page
    assert not kinds_of(host)


def test_a_signer_who_is_taken_away_leaves_the_choice_open(
    staff: FlaskClient, host: Host, signers: list[Signer]
) -> None:
    fill(staff, PAGE, signer_GM="pho-chu-tich")
    page = "/staff/host/papers/signers/pho-chu-tich/"
    assert post(staff, f"{page}removal", page).status_code == 303
    db.session.expire_all()
    assert host_lines.usual_signer(host, Kind.INVITATION) == signers[0]
