from datetime import timedelta

from showcase.core import clock, versions
from showcase.core.database import db, write
from tests.factories import make_account, make_host


def test_a_changed_text_raises_the_version_once_per_commit() -> None:
    host = make_host()
    before = versions.stamp()
    write()
    host.set_text("place", "vi", "Nơi khác")
    host.phone = "1"
    db.session.commit()
    assert versions.stamp()[0] == before[0] + 1


def test_what_is_not_public_leaves_the_version_alone() -> None:
    make_host()
    before = versions.stamp()
    make_account()
    assert versions.stamp() == before


def test_a_page_changes_by_itself_when_an_instant_passes(monkeypatch) -> None:
    opening = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(versions, "_sources", [lambda: [opening, None]])
    write()
    versions.refresh_instants()
    db.session.commit()
    before = versions.stamp()
    assert versions.next_change() == opening
    with clock.frozen(opening + timedelta(seconds=1)):
        assert versions.stamp() != before
        assert versions.next_change() is None
