"""Next year's edition from last year's: what the steps ask, what is made, and that nothing is made twice."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import html5lib
import pytest
from flask.testing import FlaskClient

from showcase.checkin import gates
from showcase.content.models import edition_indicator
from showcase.core import clock, slugs
from showcase.core.audit import AuditEntry
from showcase.core.copies import twin
from showcase.core.database import db, write
from showcase.core.slugs import TakenSlug
from showcase.editions.models import Edition
from showcase.registration.models import Consent, Event, Hold, Registration
from showcase.staff import succession
from tests.checkin.door import make_gate
from tests.factories import (
    at,
    make_edition,
    make_event,
    make_hold,
    make_indicator,
    make_project,
    make_registration,
    make_session,
)
from tests.factories import texts as with_texts
from tests.pages import HTML
from tests.registration.asking import make_question
from tests.staff.cast import fields_of, mark_of, post, sign_in

PAGE = "/staff/editions/que-minh-2023/successor"
NOW = at("2024-03-01T09:00+07:00")
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def event(client: FlaskClient) -> Event:
    """Last year's gathering, held on the 26th of the twelfth month, with everything that belongs to it."""
    edition = make_edition(
        slug="que-minh-2023",
        palette={"ink": {"light": "#123456"}},
        front_projects=["khu-du-lich"],
        year_in_figures=[{"indicator": "grdp", "period": "2023"}],
    )
    make_indicator(edition, key="grdp")
    make_project(edition, slug="khu-du-lich")
    write()
    slugs.take("edition", edition.slug)
    db.session.commit()
    starts = at("2024-02-05T08:00+07:00")
    event = make_event(
        edition,
        slug="hop-mat-2023",
        starts_at=starts,
        ends_at=at("2024-02-05T17:00+07:00"),
        registration_closes_at=at("2024-02-02T17:00+07:00"),
        doors_open_at=at("2024-02-05T06:30+07:00"),
        capacity=400,
        waiting_list=True,
    )
    write()
    with_texts(event, title={"vi": "Họp mặt mừng Xuân Giáp Thìn 2024", "en": "Gathering, Year of the Dragon"})
    db.session.commit()
    visit = make_session(event, slug="tham-ao", capacity=16, starts_at=at("2024-02-05T14:30+07:00"))
    gate = make_gate(event, slug="ban-1", any_time=True)
    write()
    gate.sessions = [visit]
    gate.entries, gate.entries_limit, gate.pin, gate.opens_at = "per_day", 2, "123456", at("2024-02-05T06:00+07:00")
    db.session.commit()
    make_hold(event, name="Đại biểu", places=40, note="Văn phòng")
    registration = make_registration(make_event(edition, slug="cua-kieu-bao", starts_at=starts + timedelta(days=1)))
    write()
    db.session.add(Consent(registration_id=registration.id, purpose="contact_later", given=True, text_version="1",
                           locale="vi", channel="web"))  # fmt: skip
    db.session.commit()
    return event


@pytest.fixture
def staff(client: FlaskClient, event: Event):
    sign_in(client)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    with clock.frozen(NOW):
        yield client


def step_of(client: FlaskClient, number: int, **answers: str | None) -> dict[str, str]:
    """Walk from the first step to the asked one as a visitor does, changing these answers on their pages."""
    changes = {name.replace("__", "-"): value for name, value in answers.items()}
    sent: dict[str, str] = {}
    for step in range(1, number + 1):
        page = client.get(PAGE, query_string={**sent, "step": step})
        assert page.status_code == 200, page.get_data(as_text=True)
        fields = {name: value for name, value in _get_fields(page).items() if changes.get(name, "") is not None}
        sent = {**fields, **{name: value for name, value in changes.items() if name in fields}}
    return sent


def _get_fields(page) -> dict[str, str]:
    """What the page's main form would send; on the last step it is posted."""
    tree = html5lib.parse(page.get_data(as_text=True))
    forms = [form for form in tree.iter(f"{HTML}form") if form.get("class") == "form"]
    if forms[0].get("method") == "post":
        return {name: value for name, value in fields_of(page).items() if name != "csrf_token"}
    found = {}
    for element in forms[0].iter():
        is_box = element.get("type") == "checkbox"
        if (
            element.get("name")
            and element.tag != f"{HTML}button"
            and (not is_box or element.get("checked") is not None)
        ):
            found[str(element.get("name"))] = str(element.text or element.get("value", ""))
    return found


def made(client: FlaskClient, **answers: str | None) -> Edition:
    sent = step_of(client, 4, **answers)
    answer = client.post(PAGE, data={**sent, "csrf_token": mark_of(client.get("/staff/"))})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    db.session.expire_all()
    slug = answer.location.split("/")[3]
    return db.session.scalars(db.select(Edition).filter_by(slug=slug)).one()


def events_of(edition: Edition) -> list[Event]:
    return succession.events_of(edition)


def test_year_title_address_and_the_same_lunar_day_are_suggested(staff: FlaskClient) -> None:
    first = staff.get(PAGE).get_data(as_text=True)
    assert 'value="2024"' in first
    assert "Homeland spring 2024" in first
    assert "que-minh-2024" in first
    second = staff.get(PAGE, query_string=step_of(staff, 1) | {"step": 2}).get_data(as_text=True).replace("\xa0", " ")
    assert 'value="2025-01-25"' in second
    assert "Saturday, 25 January 2025" in second
    assert "day 26 of the lunar month 12, year of the Dragon" in second


def test_all_is_taken_over_and_moved_to_the_new_day(staff: FlaskClient, event: Event) -> None:
    edition = made(staff)
    assert (edition.slug, edition.year, edition.published_at) == ("que-minh-2024", 2024, None)
    assert edition.palette == {"ink": {"light": "#123456"}}
    assert (edition.year_in_figures, edition.front_projects) == ([], ["khu-du-lich"])
    assert str(edition.text_in("title", "en")) == "Homeland spring 2024"
    gathering, second = events_of(edition)
    assert (gathering.slug, second.slug) == ("hop-mat-2024", "cua-kieu-bao-2024")
    local = {name: getattr(gathering, name).astimezone(ZONE).isoformat()[:16]
             for name in ("starts_at", "ends_at", "registration_closes_at", "doors_open_at")}  # fmt: skip
    assert local == {
        "starts_at": "2025-01-25T08:00",
        "ends_at": "2025-01-25T17:00",
        "registration_closes_at": "2025-01-22T17:00",
        "doors_open_at": "2025-01-25T06:30",
    }
    assert second.starts_at.astimezone(ZONE).isoformat()[:16] == "2025-01-26T08:00"
    assert (gathering.capacity, gathering.waiting_list, gathering.taken) == (400, True, 0)
    assert str(gathering.text_in("title", "vi")) == "Họp mặt mừng Xuân Ất Tỵ 2025"
    assert str(gathering.text_in("title", "en")) == "Gathering, Year of the Snake"
    (visit,) = gathering.sessions
    assert (visit.slug, visit.capacity, visit.taken) == ("tham-ao", 16, 0)
    assert visit.starts_at is not None
    assert visit.starts_at.astimezone(ZONE).isoformat()[:16] == "2025-01-25T14:30"
    (gate,) = gates.of_event(gathering)
    assert (gate.slug, gate.any_time, [session.id for session in gate.sessions]) == ("ban-1-2024", True, [visit.id])
    assert gate.opens_at is not None
    assert gate.opens_at.astimezone(ZONE).isoformat()[:16] == "2025-01-25T06:00"
    assert (gate.entries, gate.entries_limit, gate.pin_version) == ("per_day", 2, 1)
    assert gate.pin != "123456", "last year's volunteers know the old one"
    (hold,) = db.session.scalars(db.select(Hold).filter_by(event_id=gathering.id))
    assert (hold.name, hold.places, hold.note) == ("Đại biểu", 40, "Văn phòng")
    assert gathering.held == 40
    assert db.session.query(edition_indicator).filter_by(edition_id=edition.id).count() == 1
    assert second.taken == 0
    assert db.session.query(Registration).count() == 1, "guests stay with last year"


def test_questions_are_taken_over_with_their_options_and_without_answers(staff: FlaskClient, event: Event) -> None:
    options = [{"key": "mung-hai", "words": {"vi": "Mùng Hai Tết 2024"}}, {"key": "khac", "words": {"vi": "Khác"}}]
    make_question(event, label="Năm 2024 về ngày nào?", kind="one", options=options, asked=False, required=False)
    gathering = events_of(made(staff))[0]
    (question,) = gathering.questions
    assert str(question.text_in("label", "vi")) == "Năm 2025 về ngày nào?"
    assert [option["words"]["vi"] for option in question.options] == ["Mùng Hai Tết 2025", "Khác"]
    assert (question.slug, question.kind, question.asked, question.kept_days) == ("cau-1", "one", False, 30)
    db.session.expire_all()
    assert event.questions[0].options == options


def test_last_years_edition_stays_as_it_was(staff: FlaskClient, event: Event) -> None:
    made(staff)
    db.session.refresh(event)
    assert (event.slug, event.starts_at) == ("hop-mat-2023", at("2024-02-05T08:00+07:00"))
    assert str(event.text_in("title", "vi")) == "Họp mặt mừng Xuân Giáp Thìn 2024"
    assert [gate.slug for gate in gates.of_event(event)] == ["ban-1"]
    assert event.edition.year_in_figures == [{"indicator": "grdp", "period": "2023"}]


def test_every_column_of_an_event_is_taken_over(event: Event) -> None:
    copy = twin(event, slug="khac")
    for column in Event.__table__.columns:
        if column.key not in ("id", "slug"):
            assert getattr(copy, column.key) == getattr(event, column.key), column.key


def test_what_is_not_ticked_stays_behind(staff: FlaskClient) -> None:
    edition = made(
        staff,
        **{"event_cua-kieu-bao": None},
        with_gates=None,
        with_holds=None,
        with_lists=None,
        gathers_on="2025-01-26",
    )
    (gathering,) = events_of(edition)
    assert gathering.starts_at.astimezone(ZONE).date().isoformat() == "2025-01-26"
    assert [gate.slug for gate in gates.of_event(gathering)] == ["hop-mat-2024-gate"], "every event has one"
    assert db.session.query(Hold).filter_by(event_id=gathering.id).count() == gathering.held == 0
    assert db.session.query(edition_indicator).filter_by(edition_id=edition.id).count() == 0
    assert edition.front_projects == []


def test_nothing_is_lost_when_going_back(staff: FlaskClient) -> None:
    sent = step_of(staff, 4, slug="xuan-que", title__en="Come home", with_holds=None, gathers_on="2025-01-24")
    for step, wanted in ((1, ("xuan-que", "Come home")), (2, ("2025-01-24",))):
        page = staff.get(PAGE, query_string={**sent, "step": step}).get_data(as_text=True)
        for words in wanted:
            assert f'value="{words}"' in page
    third = _get_fields(staff.get(PAGE, query_string={**sent, "step": 3}))
    assert "with_holds" not in third
    assert third["with_gates"] == "y"
    assert third["title-en"] == "Come home"


def test_pressing_twice_makes_one_edition(staff: FlaskClient) -> None:
    sent = step_of(staff, 4)
    data = {**sent, "csrf_token": mark_of(staff.get("/staff/"))}
    first, second = (staff.post(PAGE, data=data) for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert db.session.query(Edition).count() == 2
    assert db.session.query(AuditEntry).filter_by(verb=succession.MADE).count() == 1
    another = {**data, "key": "another press"}
    again = staff.post(PAGE, data=another)
    assert again.status_code == 303
    assert again.location != first.location
    assert {event.slug for event in db.session.scalars(db.select(Event))} >= {"hop-mat-2024", "hop-mat-2024-2"}


@pytest.mark.parametrize(
    ("step", "field", "value", "words"),
    [
        (2, "year", "", "Please fill in this line."),
        (2, "year", "3000", "A year such as 2024"),
        (2, "slug", "Họp Mặt", "Small letters a to z"),
        (2, "slug", "que-minh-2023", "never used again"),
        (2, "slug", "x" * 121, "At most 120"),
        (2, "title-vi", "", "Please fill in this line."),
        (3, "gathers_on", "2024-02-05", "This day is over"),
        (3, "gathers_on", "2024-03-01", "This day is over"),
        (3, "gathers_on", "2031-01-01", "more than three years away"),
        (3, "gathers_on", "0001-01-01", "This day is over"),
        (3, "gathers_on", "9999-12-31", "more than three years away"),
        (3, "gathers_on", "30/02/2025", "Not a valid date value."),
        (3, "gathers_on", "", "Please choose a day."),
    ],
)
def test_a_faulty_answer_is_said_on_its_own_step(
    step: int, field: str, value: str, words: str, staff: FlaskClient
) -> None:
    sent = {**step_of(staff, step - 1), field: value}
    answer = staff.get(PAGE, query_string={**sent, "step": 4})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert words in page
    assert f"Step {step - 1} of 4" in page
    data = {**step_of(staff, 4), field: value, "csrf_token": mark_of(staff.get("/staff/"))}
    assert staff.post(PAGE, data=data).status_code == 422
    assert db.session.query(Edition).count() == 1


@pytest.mark.parametrize("step", ["0", "-3", "99", "x", ""])
def test_a_step_that_does_not_exist_leads_to_one_that_does(step: str, staff: FlaskClient) -> None:
    assert staff.get(f"{PAGE}?step={step}").status_code == 200


def test_a_public_holiday_and_a_second_edition_of_the_year_are_said(staff: FlaskClient, event: Event) -> None:
    make_edition(event.edition.host, slug="mot-lan-nua", year=2024, published_at=None)
    assert "an edition of this year already" in staff.get(
        PAGE, query_string={**step_of(staff, 3), "step": 4}
    ).get_data(as_text=True)  # fmt: skip


def test_those_who_wish_to_be_written_to_are_a_filtered_list(staff: FlaskClient) -> None:
    page = staff.get(PAGE, query_string={**step_of(staff, 3), "step": 4}).get_data(as_text=True)
    assert "1 family of" in page
    assert "/staff/guests/?event=cua-kieu-bao&amp;later=yes" in page
    assert "Đặng Thị Hường" in staff.get("/staff/guests/?event=cua-kieu-bao&later=yes").get_data(as_text=True)
    write()
    registration = db.session.scalars(db.select(Registration)).one()
    db.session.add(Consent(registration_id=registration.id, purpose="contact_later", given=False, text_version="1",
                           locale="vi", channel="web"))  # fmt: skip
    db.session.commit()
    assert "Đặng Thị Hường" not in staff.get("/staff/guests/?later=yes").get_data(as_text=True)


def test_a_new_edition_can_be_taken_away_until_somebody_has_answered(staff: FlaskClient) -> None:
    edition = made(staff)
    before = db.session.query(Event).count()
    path = f"/staff/editions/{edition.slug}/removal"
    answer = post(staff, path, page=path)
    assert answer.status_code == 303
    assert db.session.query(Edition).count() == 1
    assert db.session.query(Event).count() == before - 2
    taken = db.session.scalars(db.select(TakenSlug.slug).filter_by(kind="event")).all()
    assert "hop-mat-2024" in taken
    assert made(staff).slug == "que-minh-2024-2", "a name is never used again"


def test_an_edition_without_events_is_followed_by_one_without(staff: FlaskClient) -> None:
    make_edition(slug="khong-su-kien", year=2022)
    page = "/staff/editions/khong-su-kien/successor"
    assert "no day to move" in staff.get(f"{page}?step=2").get_data(as_text=True)
    sent = _get_fields(staff.get(f"{page}?step=4"))
    answer = staff.post(page, data={**sent, "csrf_token": mark_of(staff.get("/staff/"))})
    assert answer.location.startswith("/staff/editions/khong-su-kien-2023/")
