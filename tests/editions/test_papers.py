"""The head of the host's papers and who signs them: the lines, the register behind the names, and the sheet."""

import io
import json
from datetime import date

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core.audit import AuditEntry
from showcase.core.database import db
from showcase.core.i18n import use_locale
from showcase.editions import papers
from showcase.editions.models import Host, Office, Signer
from tests.factories import make_edition, make_office, make_official, save, texts
from tests.staff.cast import fields_of, fill, mark_of, opened, post, sign_in

PAGE = "/staff/host/papers/"
HEAD = {
    "paper_superior__vi": "Tỉnh Mẫu",
    "paper_motto__vi": "Cộng hòa xã hội chủ nghĩa Việt Nam\nĐộc lập – Tự do – Hạnh phúc",
    "paper_symbol": "MTTQ-BTT",
}


@pytest.fixture
def host() -> Host:
    return make_edition().host


@pytest.fixture
def chair(host: Host) -> Office:
    office = make_office(host, slug="chu-tich")
    make_official(office, person="Lê Văn Một", begins_on=date(2019, 1, 1), ends_on=date(2024, 3, 15))
    make_official(office, person="Trần Thị Hai", begins_on=date(2024, 3, 15))
    return office


@pytest.fixture
def staff(client: FlaskClient, host: Host) -> FlaskClient:
    sign_in(client)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def make_signer(office: Office, capacity: str = "", **words: str) -> Signer:
    signer = Signer(host_id=office.host_id, office_id=office.id, slug=office.slug, capacity=capacity)
    return save(texts(signer, **words))


def signed(signer: Signer, day: date, language: str = "vi") -> tuple[tuple[str, ...], str]:
    with use_locale(language):
        found = papers.signature(signer, day)
    return found.lines, found.holder.person if found.holder else ""


def test_the_lines_are_stored_and_stand_on_the_sheet(staff: FlaskClient, host: Host) -> None:
    answer = fill(staff, PAGE, **HEAD)
    assert answer.status_code == 303
    page = staff.get(answer.location).get_data(as_text=True)
    assert '<p class="paper__superior">Tỉnh Mẫu</p>' in page
    assert '<p class="paper__issuer paper__ruled">Ủy ban Mặt trận tỉnh Mẫu</p>' in page, (
        "the official name, if none is typed"
    )
    assert "<span>Độc lập – Tự do – Hạnh phúc</span>" in page
    assert "Số: ……/MTTQ-BTT" in page
    entry = db.session.scalars(db.select(AuditEntry).filter_by(verb="host.changed")).one()
    assert json.loads(entry.changes)["paper_symbol"] == ["", "MTTQ-BTT"]


def test_without_lines_the_sheet_invents_none(staff: FlaskClient) -> None:
    page = staff.get(PAGE).get_data(as_text=True)
    assert "paper__superior" not in page
    assert "paper__nation" not in page


def test_the_lines_can_be_taken_back(staff: FlaskClient, host: Host) -> None:
    answer = fill(staff, PAGE, **HEAD)
    page = staff.get(answer.location)
    number = answer.location.split("saved=")[1]
    assert staff.post(PAGE, data={"csrf_token": mark_of(page), "undo": number}).status_code == 303
    db.session.expire_all()
    assert (host.paper_symbol, host.texts_of("paper_superior").get("vi", "")) == ("", "")


def test_two_people_who_change_the_same_line_see_both_words(staff: FlaskClient, host: Host) -> None:
    mine = opened(staff, PAGE)
    fill(staff, PAGE, paper_symbol="MTTQ")
    fill(staff, "/staff/host/", phone="+84 1")
    answer = staff.post(PAGE, data={**mine, "paper_symbol": "BTT", "paper_superior-vi": "Tỉnh Mẫu"})
    assert answer.status_code == 409
    assert "MTTQ" in answer.get_data(as_text=True)
    assert staff.post(PAGE, data=fields_of(answer)).status_code == 303
    db.session.expire_all()
    assert (host.paper_symbol, host.phone) == ("BTT", "+84 1")


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("paper_symbol", "MTTQ BTT", "A symbol has no spaces"),
        ("paper_symbol", "05/MTTQ", "A symbol has no spaces"),
        ("paper_symbol", "M" * 41, "At most 40"),
        ("paper_motto__vi", "a\nb\nc\nd", "At most three lines"),
        ("paper_superior__vi", "\u202eab", "cannot be stored"),
    ],
)
def test_what_does_not_fit_is_said_beside_the_line(staff: FlaskClient, field: str, value: str, says: str) -> None:
    answer = fill(staff, PAGE, **{field: value})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{field.replace("__", "-")}-error"' in page
    assert says in page


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2024, 2, 5), "Huế, ngày 05 tháng 02 năm 2024"),
        (date(2024, 3, 9), "Huế, ngày 09 tháng 3 năm 2024"),
        (date(2024, 12, 31), "Huế, ngày 31 tháng 12 năm 2024"),
    ],
)
def test_place_and_day_are_written_as_papers_have_them(day: date, written: str) -> None:
    with use_locale("vi"):
        assert papers.place_and_day("Huế", day) == written
    with use_locale("en"):
        assert papers.place_and_day("Huế", date(2024, 2, 5)).replace("\xa0", " ") == "Huế, 5 February 2024"


def test_who_signs_comes_from_the_register_by_the_day(chair: Office) -> None:
    signer = make_signer(chair, on_behalf_of="Ban Thường trực")
    lines = ("TM. Ban Thường trực", "Chủ tịch")
    assert signed(signer, date(2024, 3, 14)) == (lines, "Lê Văn Một")
    assert signed(signer, date(2024, 3, 15)) == (lines, "Trần Thị Hai")
    assert signed(signer, date(2018, 1, 1)) == (lines, "")
    assert signed(signer, date(2024, 3, 15), "en")[0] == ("On behalf of Ban Thường trực", "Chair")


@pytest.mark.parametrize(
    ("capacity", "words", "lines"),
    [
        ("KT", {"in_place_of": "Chủ tịch", "post": "Phó Chủ tịch"}, ("KT. Chủ tịch", "Phó Chủ tịch")),
        ("TL", {"in_place_of": "Chủ tịch", "post": "Chánh Văn phòng"}, ("TL. Chủ tịch", "Chánh Văn phòng")),
        ("TUQ", {"in_place_of": "Chủ tịch"}, ("TUQ. Chủ tịch", "Chủ tịch")),
        ("Q", {}, ("Q. Chủ tịch",)),
        (
            "KT",
            {"on_behalf_of": "Ban Thường trực", "in_place_of": "Chủ tịch", "post": "Phó Chủ tịch"},
            ("TM. Ban Thường trực", "KT. Chủ tịch", "Phó Chủ tịch"),
        ),
    ],
)
def test_the_forms_of_signing(chair: Office, capacity: str, words: dict[str, str], lines: tuple[str, ...]) -> None:
    assert signed(make_signer(chair, capacity, **words), date(2024, 3, 15))[0] == lines


def test_a_signer_is_added_changed_and_removed(staff: FlaskClient, chair: Office) -> None:
    answer = fill(staff, f"{PAGE}signers/new", office_slug=chair.slug, on_behalf_of__vi="Ban Thường trực")
    assert answer.location == f"{PAGE}?signer=chu-tich#signers"
    page = staff.get(f"{PAGE}?on=2020-01-01").get_data(as_text=True)
    assert '<p class="paper__name">Lê Văn Một</p>' in page
    where = f"{PAGE}signers/chu-tich/"
    assert fill(staff, where, capacity="Q").status_code == 303
    assert "<p>Q. Chủ tịch</p>" in staff.get(PAGE).get_data(as_text=True)
    assert post(staff, f"{where}removal", PAGE).status_code == 303
    assert staff.get(where).status_code == 404
    verbs = db.session.scalars(
        db.select(AuditEntry.verb).where(AuditEntry.verb.like("signer.%")).order_by(AuditEntry.id)
    )
    assert list(verbs) == ["signer.added", "signer.changed", "signer.removed"]


def test_the_same_office_may_sign_in_two_ways(staff: FlaskClient, chair: Office) -> None:
    for number, slug in ((1, "chu-tich"), (2, "chu-tich-2")):
        answer = fill(staff, f"{PAGE}signers/new", office_slug=chair.slug, on_behalf_of__vi=f"Ban {number}")
        assert f"signer={slug}#" in answer.location


@pytest.mark.parametrize(
    ("fields", "faulty"),
    [
        ({}, "office_slug"),
        ({"office_slug": "chu-tich-khac"}, "office_slug"),
        ({"office_slug": "1"}, "office_slug"),
        ({"capacity": "XX"}, "capacity"),
        ({"capacity": "KT"}, "in_place_of-vi"),
        ({"in_place_of__vi": "Chủ tịch"}, "in_place_of-vi"),
        ({"post__vi": "P" * 201}, "post-vi"),
    ],
)
def test_a_faulty_signer_is_refused(staff: FlaskClient, chair: Office, fields: dict[str, str], faulty: str) -> None:
    usual = {} if not fields else {"office_slug": chair.slug}
    answer = fill(staff, f"{PAGE}signers/new", **(usual | fields))
    assert answer.status_code == 422
    assert f'id="{faulty}-error"' in answer.get_data(as_text=True)
    assert db.session.scalar(db.select(db.func.count(Signer.id))) == 0


def test_an_office_of_another_host_cannot_sign(staff: FlaskClient) -> None:
    foreign = make_office(make_edition(year=2020).host)
    assert fill(staff, f"{PAGE}signers/new", office_slug=foreign.slug).status_code == 422


def test_an_office_that_signs_stays(staff: FlaskClient, host: Host) -> None:
    office = make_office(host, slug="pho")
    make_signer(office)
    assert "so it cannot be removed" in staff.get("/staff/officials/pho/").get_data(as_text=True)
    assert post(staff, "/staff/officials/pho/removal").status_code == 409


def test_the_sheet_prints(staff: FlaskClient, chair: Office) -> None:
    make_signer(chair, "KT", in_place_of="Chủ tịch", post="Phó Chủ tịch")
    fill(staff, PAGE, **HEAD)
    for query in ("?on=2024-02-05&language=vi", "?language=en&signer=none", "?on=never&language=xx"):
        answer = staff.get(f"{PAGE}sample.pdf{query}")
        assert answer.mimetype == "application/pdf"
        assert answer.headers["Cache-Control"] == "no-store"
        assert io.BytesIO(answer.data).read(5) == b"%PDF-"


@pytest.mark.parametrize("role", [Role.GATE, Role.EDITOR, Role.TRANSLATOR, Role.REPORTER])
def test_others_neither_see_nor_change_papers(role: Role, client: FlaskClient, chair: Office) -> None:
    sign_in(client, role)
    for path in (PAGE, f"{PAGE}sample.pdf", f"{PAGE}signers/new"):
        assert client.get(path).status_code == 403
    assert post(client, PAGE, data={"paper_symbol": "X"}).status_code == 403
