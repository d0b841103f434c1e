"""Plain makers of records with sensible values; name only what the test is about."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from showcase.accounts import services as account_services
from showcase.accounts.models import Account
from showcase.accounts.rules import Role, Scope
from showcase.content.models import (
    Achievement,
    Article,
    Feature,
    GuideEntry,
    Indicator,
    Measure,
    Observation,
    Theme,
    Topic,
    edition_indicator,
)
from showcase.core import clock, media
from showcase.core.database import db, write
from showcase.core.localised import Localised
from showcase.core.media import Media
from showcase.editions.models import Edition, Host, Office, Official, Unit
from showcase.investment.models import Project, edition_project
from showcase.invitations import services as invitation_services
from showcase.invitations.models import Invitation
from showcase.invitations.rules import Addressee
from showcase.programme.models import ProgrammeItem
from showcase.publication.models import Issue, Publication, Section
from showcase.registration import holds
from showcase.registration import services as registration_services
from showcase.registration.models import AccessCode, Event, Hold, Registration, Session
from showcase.registration.rules import Party, Person

_numbers = count(1)
SOURCE = {"title": "Niên giám", "publisher": "Cục Thống kê", "url": "https://example.org/", "published": "2023-12"}
PICTURE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30" width="40" height="30">'
    b'<rect width="40" height="30" fill="#DEEAEC"/></svg>'
)
PASSWORD = "correct horse battery"


def save(record: Any) -> Any:
    """Store a record made by a test."""
    write()
    db.session.add(record)
    db.session.commit()
    return record


def texts(record: Localised, **fields: Any) -> Any:
    """Set texts: a string is Vietnamese, a dict has a text for each language."""
    for field, value in fields.items():
        for code, text in (value if isinstance(value, dict) else {"vi": value}).items():
            record.set_text(field, code, text)
    return record


def make_host(**changes: Any) -> Host:
    host = Host(slug=f"tinh-{next(_numbers)}", province_code="99", phone="+84 294 000 0000", demo=True)
    texts(
        host,
        name={"vi": "Ủy ban Mặt trận tỉnh Mẫu", "en": "Front Committee of Mẫu"},
        short_name="MTTQ Mẫu",
        place="Mẫu",
    )
    return save(_changed(host, changes))


def make_edition(host: Host | None = None, **changes: Any) -> Edition:
    host = host or make_host()
    edition = Edition(host_id=host.id, slug=f"ky-{next(_numbers)}", year=2023, published_at=clock.now())
    texts(edition, title={"vi": "Xuân quê hương 2023", "en": "Homeland spring 2023"}, intro="Mời bà con về.")
    return save(_changed(edition, changes))


def make_office(host: Host, **changes: Any) -> Office:
    number = next(_numbers)
    office = Office(host_id=host.id, slug=f"chuc-{number}", position=number)
    texts(office, name={"vi": "Chủ tịch", "en": "Chair"})
    return save(_changed(office, changes))


def make_official(office: Office, **changes: Any) -> Official:
    official = Official(office_id=office.id, person="Lê Văn Một", begins_on=date(2019, 1, 1), sources=[SOURCE])
    texts(official, title={"vi": "Chủ tịch Mặt trận tỉnh Mẫu"})
    return save(_changed(official, changes))


def make_topic(host: Host, kind: str = "indicator", **changes: Any) -> Topic:
    topic = Topic(host_id=host.id, kind=kind, slug=f"nhom-{next(_numbers)}")
    texts(topic, name={"vi": "Kinh tế", "en": "Economy"})
    return save(_changed(topic, changes))


def make_unit(**changes: Any) -> Unit:
    number = next(_numbers)
    unit = Unit(code=f"{number:03}", level="district", kind="huyen", slug=f"huyen-{number}", lon=106.3, lat=9.9)
    texts(unit, name={"vi": "Huyện Cầu Kè", "en": "Cau Ke district"})
    return save(_changed(unit, changes))


def make_commune(edition: Edition, name: str, district: Unit | None = None, **changes: Any) -> Unit:
    """A commune of the edition's province; without a district of its own, in Huyện Cầu Kè."""
    above = district or make_district(edition)
    number = next(_numbers)
    commune = Unit(code=f"2{number:04}", level="commune", kind="xa", slug=f"xa-{number}", parent_id=above.id)
    commune.short_name = name.partition(" ")[2]
    texts(commune, name={"vi": name, "en": f"{commune.short_name} commune"})
    return save(_changed(commune, changes))


def make_district(edition: Edition, **changes: Any) -> Unit:
    """A district of the edition's province, with an outline for the map."""
    code = edition.host.province_code
    province = db.session.scalar(db.select(Unit).filter_by(code=code, level="province"))
    if province is None:
        province = make_unit(code=code, level="province", kind="tinh")
    ring = [[106.0, 9.8], [106.2, 9.8], [106.2, 10.0], [106.0, 9.8]]
    outline = {"type": "Polygon", "coordinates": [ring]}
    return make_unit(**{"parent_id": province.id, "outline": outline, "short_name": "Cầu Kè", **changes})


def make_feature(edition: Edition, kind: str, **changes: Any) -> Feature:
    feature = Feature(host_id=edition.host_id, kind=kind, slug=f"viec-{next(_numbers)}", sources=[SOURCE])
    texts(feature, name={"vi": "Cầu bê tông thay cầu khỉ", "en": "A concrete bridge"})
    return save(_changed(feature, changes))


def make_guide_entry(edition: Edition, **fields: Any) -> GuideEntry:
    entry = GuideEntry(edition_id=edition.id, slug=f"muc-{next(_numbers)}")
    words = {"heading": {"vi": "Mặc gì cho hợp?", "en": "What to wear"}, "body": "Mang theo áo mỏng."}
    texts(entry, **{**words, **{name: fields.pop(name) for name in GuideEntry.FIELDS if name in fields}})
    return save(_changed(entry, fields))


def make_indicator(edition: Edition, values: dict[str, float] | None = None, **changes: Any) -> Indicator:
    number = next(_numbers)
    topic = make_topic(edition.host)
    indicator = Indicator(
        host_id=edition.host_id, slug=f"chi-tieu-{number}", key=f"key_{number}", topic_id=topic.id, unit="percent"
    )
    texts(indicator, name={"vi": "Tốc độ tăng GRDP", "en": "GRDP growth"})
    for period, value in (values or {"2022": 5.1, "2023": 8.25}).items():
        indicator.observations.append(Observation(period=period, sort_key=period, value=value, sources=[SOURCE]))
    save(_changed(indicator, changes))
    _select(edition_indicator, edition_id=edition.id, indicator_id=indicator.id, position=number)
    return indicator


def make_project(edition: Edition, **changes: Any) -> Project:
    sector = make_topic(edition.host, kind="sector")
    project = Project(
        host_id=edition.host_id,
        slug=f"du-an-{next(_numbers)}",
        kind="calling",
        sector_id=sector.id,
        list_year="2022",
        capital_bn_vnd=250,
        area_ha=64.78,
        sources=[SOURCE],
    )
    texts(project, name={"vi": "Khu du lịch Ao Bà Om", "en": "Ao Ba Om tourist area"})
    save(_changed(project, changes))
    _select(edition_project, edition_id=edition.id, project_id=project.id, position=project.id)
    return project


def make_theme(host: Host, **changes: Any) -> Theme:
    theme = Theme(host_id=host.id, slug=f"chu-de-{next(_numbers)}")
    texts(theme, name={"vi": "Văn hóa", "en": "Culture"}, scope="Bản sắc quê hương.")
    return save(_changed(theme, changes))


def make_article(edition: Edition, theme: Theme | None = None, **fields: Any) -> Article:
    theme = theme or make_theme(edition.host)
    article = Article(
        edition_id=edition.id, slug=f"bai-{next(_numbers)}", theme_id=theme.id, published_on=date(2023, 12, 1)
    )
    words = {"title": "Ba mùa lễ hội", "summary": "Một năm ba mùa.", "body": "Đầu năm, cuối năm."}
    texts(article, **{**words, **{name: fields.pop(name) for name in Article.FIELDS if name in fields}})
    return save(_changed(article, fields))


def make_achievement(edition: Edition, **changes: Any) -> Achievement:
    topic = make_topic(edition.host, kind="achievement")
    achievement = Achievement(
        edition_id=edition.id,
        slug=f"thanh-tuu-{next(_numbers)}",
        topic_id=topic.id,
        period="2023-04-11",
        facts=[{"slug": "size", "label": {"vi": "Quy mô", "en": "Size"}, "value": 12, "unit": "km"}],
        sources=[SOURCE],
    )
    texts(achievement, title={"vi": "Cầu mới qua sông", "en": "A new bridge"}, body="Đường về nhà ngắn lại.")
    return save(_changed(achievement, changes))


def make_measure(host: Host, code: str, name: dict[str, str], **changes: Any) -> Measure:
    return save(_changed(texts(Measure(host_id=host.id, code=code), name=name), changes))


def make_event(edition: Edition | None = None, **changes: Any) -> Event:
    edition = edition or make_edition()
    starts = clock.now().astimezone(UTC).replace(microsecond=0) + timedelta(days=30)
    event = Event(
        edition_id=edition.id, slug=f"hop-mat-{next(_numbers)}", starts_at=starts, ends_at=starts + timedelta(hours=4)
    )
    texts(event, title={"vi": "Họp mặt kiều bào", "en": "Homecoming gathering"}, venue="Hội trường tỉnh (mẫu)")
    return save(_changed(event, changes))


def make_session(event: Event, **changes: Any) -> Session:
    session = Session(event_id=event.id, slug=f"hoat-dong-{next(_numbers)}")
    texts(session, title={"vi": "Cơm thân mật", "en": "Shared meal"})
    return save(_changed(session, changes))


def make_item(event: Event, title: str = "Khai mạc", minutes: int = 10, **changes: Any) -> ProgrammeItem:
    position = db.session.scalar(db.select(db.func.count()).select_from(ProgrammeItem))
    fields = {name: changes.pop(name) for name in ("note", "place", "mc") if name in changes}
    item = ProgrammeItem(event_id=event.id, position=position, minutes=minutes, **changes)
    return save(texts(item, title=title, **fields))


def make_hold(event: Event, **changes: Any) -> Hold:
    locked = registration_services.locked_event(event.slug)
    hold = holds.keep(locked, {"name": "Đoàn đại biểu", "places": 1, **changes}, {})
    db.session.commit()
    return hold


def make_code(event: Event, **changes: Any) -> AccessCode:
    """A code for one answer."""
    return save(AccessCode(**{"event_id": event.id, "name": "Báo chí", "uses": 1, **changes}))


def make_picture(edition: Edition, use: str, svg: bytes = PICTURE, **changes: Any) -> Media:
    """A stored drawing that the edition knows by its use."""
    write()
    # Unlike all others: a picture is known by what it holds.
    content = svg.replace(b"</svg>", f"<!-- {next(_numbers)} --></svg>".encode())
    picture = Media(hash=media.store(content), content_type="image/svg+xml", size=len(content))
    texts(picture, alt={"vi": "Ao Bà Om", "en": "Bà Om pond"})
    edition.pictures = {**edition.pictures, use: picture.hash}
    return save(_changed(picture, changes))


def make_issue(edition: Edition | None = None, **changes: Any) -> Issue:
    edition = edition or make_edition()
    number = next(_numbers)
    publication = Publication(edition_id=edition.id, slug=f"an-pham-{number}")
    texts(publication, title={"vi": "Đối ngoại nhân dân", "en": "People-to-people diplomacy"})
    issue = Issue(slug=f"so-{number}", imprint={"publisher": "Ủy ban Mặt trận tỉnh Mẫu"})
    texts(issue, title={"vi": "Xuân, quê mình", "en": "Spring, home"}, subtitle="Ấn phẩm chuyên đề")
    publication.issues.append(issue)
    save(publication)
    save(_changed(issue, changes))
    return issue


def make_section(issue: Issue, template: str, text: str = "", **references: Any) -> Section:
    section = Section(
        slug=f"{template}-{next(_numbers)}", template=template, position=len(issue.sections), references=references
    )
    texts(section, title={"vi": f"Mục {template}", "en": f"Section {template}"}, **({"text": text} if text else {}))
    write()
    issue.sections.append(section)
    db.session.commit()
    return section


def make_party(event: Event, people: int = 1, **changes: Any) -> Party:
    """What a guest says; `people` of them."""
    names = ("Đặng Thị Hường", "Nguyễn Bảo Trân", "Thạch Sô Phia", "Trần Văn Bảy")
    party = Party(
        event=event.slug,
        locale="vi",
        contact_name=names[0],
        contact_country="US",
        contact_email="huong@example.org",
        people=tuple(Person(names[n % len(names)]) for n in range(people)),
    )
    return replace(party, **changes)


def make_registration(event: Event, people: int = 1, **changes: Any) -> Registration:
    registration = registration_services.register(make_party(event, people, **changes), clock.now())
    db.session.commit()
    return registration


def make_invitation(event: Event | None = None, **changes: Any) -> Invitation:
    event = event or make_event()
    invitation = Invitation(
        code=f"MOI{next(_numbers):05}",
        event_id=event.id,
        addressee=Addressee.FAMILY,
        locale="vi",
        name="Đặng Thị Hường",
        honorific="Bà",
        country="US",
        email="huong@example.org",
    )
    invitation_services.find_by_name(_changed(invitation, changes))
    return save(invitation)


def make_account(role: Role = Role.ORGANISER, **changes: Any) -> Account:
    write()
    account = account_services.create_account(f"{role}-{next(_numbers)}@example.org", role)
    account_services.set_password(account, PASSWORD)
    _changed(account, changes)
    db.session.commit()
    return account


def make_token(*scopes: Scope) -> str:
    """The secret of a new API token."""
    write()
    secret = account_services.create_token("test", list(scopes))
    db.session.commit()
    return secret


def at(text: str) -> datetime:
    """`2024-02-05T08:00+07:00` as a datetime."""
    return datetime.fromisoformat(text)


def _select(table: Any, **columns: Any) -> None:
    """Let an edition show a record of its host."""
    write()
    db.session.execute(table.insert().values(**columns))
    db.session.commit()


def _changed(record: Any, changes: dict[str, Any]) -> Any:
    for name, value in changes.items():
        setattr(record, name, value)
    return record
