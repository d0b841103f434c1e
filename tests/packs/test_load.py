"""Loading is all or nothing, may be repeated, and never takes away what somebody has edited."""

import io
import shutil
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from showcase.accounts.rules import Role
from showcase.checkin.models import Gate, Presence, Scan
from showcase.content.models import Article, GuideEntry, Indicator
from showcase.core import audit, clock, media, uploads
from showcase.core.audit import AuditEntry
from showcase.core.database import db, write
from showcase.core.editing import texts_of
from showcase.core.mail import Message
from showcase.editions import drawings
from showcase.editions import pack as editions
from showcase.editions.models import Edition, Holiday, Host, Office, Unit
from showcase.editions.parts import Part, Scope
from showcase.investment.models import Project
from showcase.invitations.models import Invitation, Proposal
from showcase.packs import services
from showcase.packs.folder import PARTS
from showcase.registration.models import Attendee, Event, Hold, Question, Registration
from showcase.staff import demo
from tests.factories import make_host, make_official
from tests.guards import unguarded
from tests.staff.cast import fill, sign_in

ROOT = Path(__file__).parents[2]
PROVINCE, SAMPLE = Path(__file__).parent / "another-province", ROOT / "editions/tra-vinh-2023"
NOW = datetime(2024, 11, 1, 9, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROVINCE, tmp_path / "edition"))


def load(path: Path, now: datetime = NOW) -> services.Outcome:
    outcome = services.load(path, now)
    if outcome.findings:
        db.session.rollback()
    else:
        db.session.commit()
    db.session.expire_all()
    return outcome


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def one(model: Any, slug: str) -> Any:
    return db.session.scalars(db.select(model).filter_by(slug=slug)).one()


def state_of(slug: str) -> dict[str, Any]:
    """Everything that an edition says, as entries; nothing of it depends on numbers of rows."""
    edition = one(Edition, slug)
    scope = Scope(None, NOW, edition.host, edition, editions.stored_pictures(edition))
    parts: tuple[Part, ...] = (editions.HostPart(), editions.EditionPart(), *PARTS)
    found = {}
    for part in parts:
        records = part.records(scope)
        found[f"{type(part).__name__} {part.file} {part.path} {part.kind}"] = [part.read(scope, r) for r in records]
    found["pictures"] = [(entry, files) for entry, files in editions.export_pictures(scope)]
    asked = db.session.scalars(db.select(Question).order_by(Question.event_id, Question.position))
    found["questions"] = [
        (one.slug, one.per, one.kind, one.required, one.asked, one.kept_days, one.options, texts_of(one, *one.FIELDS))
        for one in asked
    ]
    found["holds"] = [(hold.name, hold.places) for hold in db.session.scalars(db.select(Hold).order_by(Hold.id))]
    return found


def test_a_folder_becomes_records() -> None:
    outcome = load(PROVINCE)
    assert not outcome.findings
    assert not outcome.kept
    indicator = one(Indicator, "san-luong-muoi")
    assert [(o.period, o.variant, o.value) for o in indicator.observations] == [
        ("2024-Q1", 0, 0.0),
        ("2024", 0, 1200.5),
        ("2024", 1, 1190.0),
    ]
    assert indicator.observations[1].note == {"vi": "số mẫu", "en": "a sample figure"}
    assert indicator.texts["name", "en"].state == "unreviewed"
    assert one(Project, "ben-ca-mau").units[0].code == "97101"
    assert one(Article, "chuyen-que").text_in("title", "en").text == "A story from home"
    commune = one(Unit, "xa-hoa-bien")
    assert (commune.official_name, commune.parent.code) == ("Xã Hoà Biển", "971")
    assert one(Unit, "huyen-con-cat").outline["type"] == "MultiPolygon"


def test_the_day_of_an_event_is_worked_out_once_from_the_lunar_calendar(folder: Path) -> None:
    load(folder)
    event = one(Event, "hop-mat-cua-song")
    assert event.starts_at == datetime(2025, 1, 19, 2, tzinfo=UTC)  # 20 tháng Chạp, 09:00 there
    assert event.text_in("title", "vi").text == "Họp mặt Xuân Ất Tỵ"
    assert event.text_in("title", "en").text == "Gathering, Year of the Snake 2025"
    assert event.registration_closes_at == datetime(2025, 1, 17, 10, tzinfo=UTC)
    again = load(folder, datetime(2026, 6, 1, tzinfo=UTC))
    assert not again.updated
    assert not again.kept
    assert one(Event, "hop-mat-cua-song").starts_at == datetime(2025, 1, 19, 2, tzinfo=UTC)


def test_gates_and_sessions_come_with_their_event() -> None:
    load(PROVINCE)
    gates = db.session.scalars(db.select(Gate).order_by(Gate.position)).all()
    assert [(g.slug, g.any_time, [s.slug for s in g.sessions]) for g in gates] == [
        ("cua-song-ban-1", True, []),
        ("cua-song-ban-2", False, ["com"]),
    ]
    event = gates[1].event
    zone = ZoneInfo(event.timezone)
    assert [(g.kind, g.entries, g.entries_limit) for g in gates] == [
        ("reception", "reentry", 1),
        ("help_desk", "per_day", 2),
    ]
    day = event.starts_at.astimezone(zone).date()
    opens, closes = gates[1].opens_at, gates[1].closes_at
    assert opens is not None
    assert closes is not None
    assert opens.astimezone(zone).isoformat()[:16] == f"{day}T07:10"
    assert closes.astimezone(zone).isoformat()[:16] == f"{day - timedelta(days=1)}T09:00"
    assert all(len(gate.pin) == 6 for gate in gates)
    assert [s.slug for s in one(Event, "hop-mat-cua-song").sessions] == ["gap", "com"]


def test_rehearsal_guests_are_made_once_with_their_event(folder: Path) -> None:
    load(folder, clock.now())
    registrations = db.session.scalars(db.select(Registration).order_by(Registration.id)).all()
    assert [(r.contact_name, r.state, r.demo, len(r.people)) for r in registrations] == [
        ("Bà Mười", "confirmed", True, 2),
        ("Ông Năm", "cancelled", True, 1),
        ("Cô Sáu", "pending", True, 1),
    ]
    event = one(Event, "hop-mat-cua-song")
    assert event.taken == 2
    assert [scan.verdict for scan in db.session.scalars(db.select(Scan))] == ["admitted"]
    assert db.session.scalar(db.select(db.func.count(Message.id))) == 0
    write()
    for registration in registrations:
        db.session.delete(registration)
    db.session.commit()
    load(folder, clock.now())
    assert db.session.scalar(db.select(db.func.count(Registration.id))) == 0


def test_loading_never_touches_registrations(folder: Path) -> None:
    load(folder, clock.now())
    write()
    guest = db.session.scalars(db.select(Attendee).filter_by(name="Trần Thị Mười")).one()
    guest.diet = "không ăn chay nữa"
    db.session.commit()
    change(folder, "guests.yaml", "diet: chay", "diet: kiêng đường")
    change(folder, "events.yaml", "capacity: 50", "capacity: 60")
    assert load(folder, clock.now()).updated == ["event hop-mat-cua-song"]
    assert db.session.get_one(Attendee, guest.id).diet == "không ăn chay nữa"
    assert [s.slug for s in db.session.get_one(Attendee, guest.id).sessions] == ["gap", "com"]


def test_a_capacity_below_what_is_taken_stops_the_load(folder: Path) -> None:
    load(folder, clock.now())
    change(folder, "events.yaml", "capacity: 50", "capacity: 6")
    outcome = load(folder, clock.now())
    said = "event hop-mat-cua-song: capacity below the 7 places taken or kept back"
    assert [f.message for f in outcome.findings] == [said]


def test_the_sample_guests_fill_every_screen() -> None:
    assert not load(SAMPLE, clock.now()).findings
    registrations = db.session.scalars(db.select(Registration)).all()
    states = Counter(registration.state for registration in registrations)
    assert states == {"confirmed": len(registrations) - 6, "cancelled": 3, "waitlisted": 2, "pending": 1}
    attendees = db.session.scalars(db.select(Attendee)).all()
    assert 170 <= len(attendees) <= 190
    assert all(registration.demo for registration in registrations)
    inside = db.session.scalars(db.select(Presence).filter_by(inside=True)).all()
    assert len(inside) == 29
    assert {scan.verdict for scan in db.session.scalars(db.select(Scan))} == {"admitted"}
    invitations = db.session.scalars(db.select(Invitation).order_by(Invitation.id)).all()
    assert {invitation.stage for invitation in invitations} >= {"noted", "sent", "coming", "not_this_year"}
    answered = invitations[0].registration
    assert answered is not None
    assert answered.contact_name == invitations[0].name
    demo.purge()
    left = [db.session.scalar(db.select(db.func.count(model.id))) for model in (Registration, Invitation, Proposal)]
    assert left == [0, 0, 0]


def test_holidays_become_days() -> None:
    load(PROVINCE)
    days = db.session.scalars(db.select(Holiday.on).order_by(Holiday.on)).all()
    assert date(2024, 2, 9) in days
    assert date(2024, 2, 11) in days
    assert date(2025, 1, 28) in days
    assert date(2024, 9, 3) in days
    assert len(days) == 9


def test_loading_again_changes_nothing(folder: Path) -> None:
    first = load(folder)
    second = load(folder)
    assert (second.created, second.updated, second.kept, second.missing) == ([], [], [], [])
    assert second.unchanged == len(first.created)


def test_an_unedited_record_follows_the_folder(folder: Path) -> None:
    load(folder)
    change(folder, "indicators.yaml", "value: 1200.5", "value: 1250")
    change(folder, "articles/chuyen-que.en.md", "A story from home", "Home again")
    outcome = load(folder)
    assert outcome.updated == ["indicator san-luong-muoi", "article chuyen-que"]
    assert one(Indicator, "san-luong-muoi").observations[1].value == 1250
    assert one(Article, "chuyen-que").text_in("title", "en").text == "Home again"


def test_a_text_that_left_the_folder_leaves_the_record(folder: Path) -> None:
    load(folder)
    change(folder, "themes.yaml", "{vi: Quê hương, en: Home}", "{vi: Quê hương}")
    assert load(folder).updated == ["theme que-huong"]
    assert load(folder).unchanged


def test_what_a_folder_changes_is_noted_with_its_old_value(folder: Path) -> None:
    load(folder)
    change(folder, "themes.yaml", "{vi: Quê hương, en: Home}", "{vi: Quê mình, en: Home}")
    load(folder)
    entry = db.session.scalars(db.select(AuditEntry).where(AuditEntry.verb == "theme.changed")).one()
    assert audit.changes_of(entry) == {"name-vi": ("Quê hương", "Quê mình")}
    assert entry.actor == "command"


def test_a_figure_corrected_at_the_desk_stays_when_the_folder_is_loaded_again(
    client: FlaskClient, folder: Path
) -> None:
    load(folder)
    sign_in(client, Role.EDITOR)
    value = one(Indicator, "san-luong-muoi").observations[-1]
    page = f"/staff/content/figures/san-luong-muoi/values/{value.id}/"
    assert fill(client, page, review_on="2025-06-30").status_code == 303
    change(folder, "indicators.yaml", "1190", "1191")
    assert load(folder).kept == ["indicator san-luong-muoi"]
    db.session.rollback()
    assert one(Indicator, "san-luong-muoi").observations[-1].review_on == date(2025, 6, 30)
    services.export(one(Edition, "cua-song-2024"), folder.parent / "out", NOW)
    assert "review_on: 2025-06-30" in (folder.parent / "out/indicators.yaml").read_text(encoding="utf-8")


def test_what_was_corrected_at_the_desk_is_kept(client: FlaskClient, folder: Path) -> None:
    section = "entries:\n  - slug: tien-bac\n    heading: {vi: Tiền bạc}\n    body: {vi: Mang vừa đủ.}\n"
    (folder / "guide.yaml").write_text(section, encoding="utf-8")
    load(folder)
    sign_in(client, Role.EDITOR)
    entry, commune = one(GuideEntry, "tien-bac"), db.session.scalars(db.select(Unit).filter_by(code="97101")).one()
    notice = {"sources__source_1__title": "Nghị quyết", "valid_from": "2004-01-01"}
    assert fill(client, f"/staff/content/guide/{entry.id}/", heading="Khác").status_code == 303
    assert fill(client, f"/staff/content/communes/{commune.id}/", **notice).status_code == 303
    assert fill(client, "/staff/content/projects/ben-ca-mau/", investor__vi="Công ty Khác").status_code == 303
    assert set(load(folder).kept) == {"unit 97101", "guide entry tien-bac", "project ben-ca-mau"}
    services.export(one(Edition, "cua-song-2024"), folder.parent / "out", NOW)
    assert "title: Nghị quyết" in (folder.parent / "out/units.yaml").read_text(encoding="utf-8")


def test_an_edited_record_is_kept_and_listed(app: Flask, folder: Path) -> None:
    load(folder)
    write()
    project = one(Project, "ben-ca-mau")
    project.capital_bn_vnd = 99
    one(Article, "chuyen-que").set_text("title", "vi", "Tựa của biên tập viên")
    db.session.commit()
    change(folder, "projects.yaml", "capital_bn_vnd: 12.5", "capital_bn_vnd: 13")
    outcome = load(folder)
    assert outcome.kept == ["article chuyen-que", "project ben-ca-mau"]
    assert one(Project, "ben-ca-mau").capital_bn_vnd == 99
    printed = app.test_cli_runner().invoke(args=["edition", "load", str(folder)]).output
    assert "kept (differs): project ben-ca-mau\n" in printed


def test_an_edit_that_agrees_with_the_folder_is_no_difference(folder: Path) -> None:
    load(folder)
    write()
    one(Project, "ben-ca-mau").capital_bn_vnd = 13
    db.session.commit()
    change(folder, "projects.yaml", "capital_bn_vnd: 12.5", "capital_bn_vnd: 13")
    assert load(folder).kept == []
    change(folder, "projects.yaml", "capital_bn_vnd: 13", "capital_bn_vnd: 14")
    assert load(folder).updated == ["project ben-ca-mau"]


def test_what_left_the_folder_is_listed_and_stays(folder: Path) -> None:
    load(folder)
    change(folder, "edition.yaml", "  front_projects: [ben-ca-mau]\n", "")
    text = (folder / "projects.yaml").read_text(encoding="utf-8")
    (folder / "projects.yaml").write_text(text[: text.index("projects:\n  - slug")], encoding="utf-8")
    change(folder, "articles/chuyen-que.en.md", "The quay costs {{ project/ben-ca-mau/capital_bn_vnd }}.", "")
    outcome = load(folder)
    assert outcome.missing == ["project ben-ca-mau"]
    assert one(Project, "ben-ca-mau")


def test_a_folder_with_a_fault_changes_nothing(app: Flask, folder: Path) -> None:
    change(folder, "publication.yaml", "template: cover", "template: Cover page")
    result = app.test_cli_runner().invoke(args=["edition", "load", str(folder)])
    assert result.exit_code == 1
    assert "publication.yaml:8: expected the name of a template" in result.output
    assert db.session.scalar(db.select(db.func.count(Host.id))) == 0


def test_a_slug_of_another_host_stops_the_load(folder: Path) -> None:
    load(folder)
    for name, old, new in (
        ("edition.yaml", "slug: cua-song\n", "slug: cua-bien\n"),
        ("edition.yaml", "slug: cua-song-2024", "slug: cua-bien-2024"),
    ):
        change(folder, name, old, new)
    outcome = load(folder)
    assert any("indicator san-luong-muoi: the slug names, or once named" in str(f) for f in outcome.findings)
    assert outcome.findings[0].place.file.endswith(".yaml")
    assert db.session.scalar(db.select(db.func.count(Host.id))) == 1


def test_a_picture_drawn_anew_replaces_the_old_one(folder: Path) -> None:
    load(folder)
    before = one(Article, "chuyen-que").picture.hash
    drawing = folder / "pictures/song.svg"
    drawing.write_text(drawing.read_text(encoding="utf-8").replace("#2B6F86", "#1F5B43"), encoding="utf-8")
    outcome = load(folder)
    assert not outcome.kept
    assert one(Article, "chuyen-que").picture.hash != before
    assert one(Edition, "cua-song-2024").pictures["horizon"] == one(Article, "chuyen-que").picture.hash
    assert not load(folder).updated


@pytest.mark.full
def test_two_provinces_live_side_by_side() -> None:
    other = make_host()
    assert not load(PROVINCE).findings
    assert not load(SAMPLE).findings
    first = state_of("cua-song-2024")
    assert not load(SAMPLE).updated
    assert state_of("cua-song-2024") == first
    assert other.slug


@pytest.mark.parametrize(("path", "slug"), [(PROVINCE, "cua-song-2024"), (SAMPLE, "tra-vinh-2023")])
def test_an_export_loads_to_the_same_state(app: Flask, tmp_path: Path, path: Path, slug: str) -> None:
    load(path)
    before = state_of(slug)
    result = app.test_cli_runner().invoke(args=["edition", "export", str(tmp_path / "out"), "--edition", slug])
    assert result.exit_code == 0, result.output
    assert load(tmp_path / "out").updated == []
    empty_database()
    outcome = load(tmp_path / "out", datetime(2029, 1, 1, tzinfo=UTC))
    assert not outcome.findings, [str(finding) for finding in outcome.findings]
    assert state_of(slug) == before


def test_an_export_never_overwrites(app: Flask, folder: Path) -> None:
    load(folder)
    assert app.test_cli_runner().invoke(args=["edition", "export", str(folder)]).exit_code == 2


def empty_database() -> None:
    db.session.remove()
    with db.engine.begin() as connection, unguarded(connection):
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            for table in db.metadata.sorted_tables:
                connection.execute(table.delete())
        else:
            names = ", ".join(f'"{table.name}"' for table in db.metadata.sorted_tables)
            connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")


def test_a_holder_whom_somebody_added_stops_a_folder_that_names_another(folder: Path) -> None:
    load(folder)
    office = one(Office, "bi-thu")
    make_official(office, person="Phạm Thị Tư", begins_on=date(2020, 1, 1))
    change(
        folder,
        "officials.yaml",
        "    body: {vi: Tỉnh ủy Cửa Sông}\n",
        "    body: {vi: Tỉnh ủy Cửa Sông}\n"
        "    officials: [{person: Võ Văn Năm, title: {vi: Bí thư}, from: 2021-01-01, demo: true}]\n",
    )
    [finding] = load(folder).findings
    assert "one holder at a time: Phạm Thị Tư from 2020-01-01, Võ Văn Năm from 2021-01-01" in str(finding)
    db.session.expire_all()
    assert [official.person for official in one(Office, "bi-thu").officials] == ["Phạm Thị Tư"]


def test_an_uploaded_portrait_goes_with_the_export(app: Flask, tmp_path: Path) -> None:
    load(PROVINCE)
    edition = one(Edition, "cua-song-2024")
    write()
    official = one(Office, "chu-tich").officials[0]
    output = io.BytesIO()
    Image.new("RGB", (80, 100), "#1F5B43").save(output, "PNG")
    portrait = uploads.photo(output.getvalue(), 1200)
    official.portrait = uploads.keep(portrait, "Người chụp", alt={"vi": "Chân dung"})
    db.session.commit()
    before = state_of("cua-song-2024")
    services.export(edition, tmp_path / "out", NOW)
    again = load(PROVINCE)
    assert again.kept == ["official chu-tich/2019-05-01"]
    assert load(tmp_path / "out").kept == []
    assert state_of("cua-song-2024") == before


def test_an_uploaded_logo_goes_with_the_export(tmp_path: Path) -> None:
    load(PROVINCE)
    edition = one(Edition, "cua-song-2024")
    write()
    output = io.BytesIO()
    Image.new("RGB", (80, 100), "#1F5B43").save(output, "PNG")
    edition.host.logo_dark = uploads.keep(uploads.sign(output.getvalue(), 800), "Mặt trận", alt={"vi": "Biểu trưng"})
    db.session.commit()
    before = state_of("cua-song-2024")
    services.export(edition, tmp_path / "out", NOW)
    assert "host cua-song" in load(PROVINCE).kept, "a folder without it does not take it away"
    empty_database()
    assert not load(tmp_path / "out").findings
    assert state_of("cua-song-2024") == before


def test_the_logo_of_a_folder_follows_the_folder(folder: Path) -> None:
    load(folder)
    assert one(Host, "cua-song").logo.width == 96
    picture = folder / "pictures/dau.png"
    Image.new("RGB", (64, 64), "#A8452A").save(picture, "PNG")
    outcome = load(folder)
    assert not outcome.findings
    assert "host cua-song" not in outcome.kept
    assert media.read(one(Host, "cua-song").logo.hash) == picture.read_bytes()


def test_a_horizon_that_was_put_together_goes_with_the_export(tmp_path: Path) -> None:
    load(PROVINCE)
    edition = one(Edition, "cua-song-2024")
    write()
    drawings.take(edition, drawings.PUT_TOGETHER, ["hills", "", "", "", "palms"], True)
    db.session.commit()
    chosen = dict(edition.pictures)
    before = state_of("cua-song-2024")
    services.export(edition, tmp_path / "out", NOW)
    assert "edition cua-song-2024" in load(PROVINCE).kept
    assert one(Edition, "cua-song-2024").pictures == chosen, "the folder does not draw over what an officer chose"
    empty_database()
    assert not load(tmp_path / "out").findings
    assert state_of("cua-song-2024") == before
    assert one(Edition, "cua-song-2024").pictures["horizon"] == chosen["horizon"]
