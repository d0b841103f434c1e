"""`showcase edition check` names every fault of a folder with its file and line."""

import shutil
from pathlib import Path

import pytest
from flask import Flask

from showcase.core.database import db
from showcase.core.slugs import TakenSlug
from showcase.packs import services

PROVINCE = Path(__file__).parent / "another-province"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROVINCE, tmp_path / "edition"))


def replace(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {name}"
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_sound_folder_has_no_findings() -> None:
    assert services.check(PROVINCE) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "place", "message"),
    [
        ("edition.yaml", None, None, "edition.yaml:1", "missing file"),
        (
            "events.yaml",
            "    holds:\n",
            "    questions: [{slug: xe, label: {vi: X}, reason: {vi: Y}, kind: one}]\n    holds:\n",
            "events.yaml:19",
            "expected two options or more for the kinds one and several",
        ),
        (
            "events.yaml",
            "    holds:\n",
            "    questions: [{slug: xe, label: {vi: X}, reason: {vi: Y}, kind: text, kept_days: 8}]\n    holds:\n",
            "events.yaml:19",
            "expected kept_days to be one of 7, 30, 90",
        ),
        ("units.yaml", None, None, "units.yaml:1", "missing file"),
        ("pictures/song.svg", None, None, "pictures/pictures.yaml:1", "no file pictures/song.svg"),
        ("edition.yaml", "year: 2024", "year: soon", "edition.yaml:24", "expected a whole number, found 'soon'"),
        ("edition.yaml", "  slug: cua-song\n", "", "edition.yaml:5", "missing slug"),
        ("edition.yaml", "Asia/Ho_Chi_Minh", "Asia/Cua_Song", "edition.yaml:5", "expected a time zone"),
        ("edition.yaml", "'#203040'", "'#8090A0'", "edition.yaml:30", "sao.light #8090A0 has too little contrast; #"),
        ("edition.yaml", "'#203040'", "navy", "edition.yaml:30", "expected a colour such as #1F5B43, found 'navy'"),
        ("indicators.yaml", "better: higher", "better: bigger", "indicators.yaml:10", "expected one of higher, lower"),
        ("indicators.yaml", "better:", "beter:", "indicators.yaml:10", "unknown key 'beter'; known are slug, group"),
        (
            "indicators.yaml",
            "value: 1200.5",
            "value: 1.200,5",
            "indicators.yaml:13",
            "expected a number, found '1.200,5'",
        ),
        (
            "indicators.yaml",
            "period: '2024'\n        value: 1190",
            "period: Q1/2024\n        value: 1190",
            "indicators.yaml:20",
            "expected a period",
        ),
        ("indicators.yaml", "{title: Nguồn thứ hai hư cấu}", "{publisher: X}", "indicators.yaml:24", "missing title"),
        (
            "indicators.yaml",
            "        source:\n          - {title: Nguồn thứ hai hư cấu}\n",
            "",
            "indicators.yaml:20",
            "missing source",
        ),
        ("indicators.yaml", "unit: tonnes", "unit: bushels", "indicators.yaml:9", "unknown measure 'bushels'"),
        ("indicators.yaml", "group: nghe-muoi", "group: nghe-ca", "indicators.yaml:7", "unknown group 'nghe-ca'"),
        ("indicators.yaml", "    group: nghe", "\tgroup: nghe", "indicators.yaml:7", "a tab: indent with spaces"),
        (
            "indicators.yaml",
            "vi: Sản lượng muối, en",
            "fi: Suolantuotanto, en",
            "indicators.yaml:8",
            "expected a language",
        ),
        (
            "indicators.yaml",
            "name: {vi: Sản lượng muối, en",
            "name: {en",
            "indicators.yaml:8",
            "expected a text in the source language, vi",
        ),
        (
            "indicators.yaml",
            "indicators:\n",
            "indicators: none\nx:\n",
            "indicators.yaml:5",
            "expected a list, found 'none'",
        ),
        ("projects.yaml", "slug: ben-ca-mau", "slug: Bến cá", "projects.yaml:10", "expected a slug"),
        (
            "projects.yaml",
            "verified_on: 2024-11-01",
            "verified_on: 2024-11-31",
            "projects.yaml:23",
            "expected a day such as",
        ),
        (
            "projects.yaml",
            "verified_on: 2024-11-01",
            "verified_on: 01/11/2024",
            "projects.yaml:23",
            "expected a day such as",
        ),
        ("projects.yaml", "units: ['97101']", "units: ['97109']", "projects.yaml:17", "unknown unit '97109'"),
        (
            "projects.yaml",
            "capital_by_investor: true",
            "capital_by_investor: yes",
            "projects.yaml:20",
            "expected true or false, found 'yes'",
        ),
        ("achievements.yaml", "picture: song", "picture: nui", "achievements.yaml:11", "unknown picture 'nui'"),
        (
            "achievements.yaml",
            "slug: hang",
            "slug: dai",
            "achievements.yaml:14",
            "duplicate slug 'dai', first at line 13",
        ),
        ("units.yaml", "code: '97101'", "code: '971'", "units.yaml:12", "duplicate unit '971', first at"),
        ("units.yaml", "parent: '97'\n", "parent: '98'\n", "units.yaml:6", "unknown unit '98'"),
        ("units.yaml", "    parent: '97'\n", "", "units.yaml:3", "expected a parent for every unit but a province"),
        ("boundaries.geojson", '"code": "971"', '"code": "972"', "boundaries.geojson:3", "unknown unit '972'"),
        (
            "boundaries.geojson",
            "[107, 10], [106, 9]]]]",
            "[107, 10], [106, 8]]]]",
            "boundaries.geojson:3",
            "expected closed rings",
        ),
        (
            "boundaries.geojson",
            "[[106, 9], [107, 9], [107, 10], [106, 10], [106, 9]]",
            "[[9, 106], [9, 107], [10, 107], [9, 106]]",
            "boundaries.geojson:2",
            "expected closed rings",
        ),
        (
            "boundaries.geojson",
            '"Polygon"',
            '"Circle"',
            "boundaries.geojson:2",
            "expected a Polygon or MultiPolygon for 97, found 'Circle'",
        ),
        ("boundaries.geojson", "\n]}", "\n]", "boundaries.geojson:5", "not JSON"),
        (
            "articles/chuyen-que.vi.md",
            "{{ san-luong-muoi:2024 }}",
            "{{ san-luong-muoi:2023 }}",
            "articles/chuyen-que.vi.md:10",
            "unknown figure 'san-luong-muoi:2023'",
        ),
        (
            "articles/chuyen-que.vi.md",
            "{{ transport/cau-mau/lan }}",
            "{{ transport/cau-mau/dai }}",
            "articles/chuyen-que.vi.md:12",
            "unknown figure 'transport/cau-mau/dai'",
        ),
        (
            "articles/chuyen-que.vi.md",
            "{{ province/bo-bien }}",
            "{{ bờ biển }}",
            "articles/chuyen-que.vi.md:12",
            "not a reference",
        ),
        (
            "articles/chuyen-que.vi.md",
            "{{ province/bo-bien }}",
            "{{ chart/san-luong-muoi }}",
            "articles/chuyen-que.vi.md:12",
            "unknown chart 'san-luong-muoi'",
        ),
        (
            "articles/chuyen-que.vi.md",
            "{{ province/bo-bien }}",
            "{{ picture/bo-bien | wide }}",
            "articles/chuyen-que.vi.md:12",
            "unknown picture 'bo-bien'",
        ),
        (
            "articles/chuyen-que.vi.md",
            "theme: que-huong",
            "theme: que",
            "articles/chuyen-que.vi.md:2",
            "unknown theme 'que'",
        ),
        ("articles/chuyen-que.en.md", "title:", "titel:", "articles/chuyen-que.en.md:2", "unknown key 'titel'"),
        ("articles/chuyen-que.vi.md", None, None, "articles/chuyen-que.en.md:1", "no article chuyen-que.vi.md"),
        ("events.yaml", "'09:00'", "9am", "events.yaml:5", "expected a time of day such as '08:00', found '9am'"),
        ("events.yaml", "{lunar: 20/12}", "{lunar: 31/12}", "events.yaml:4", "no such lunar day: 31/12"),
        (
            "events.yaml",
            "sessions: [com]",
            "sessions: [tiec]",
            "events.yaml:18",
            "unknown session 'hop-mat-cua-song/tiec'",
        ),
        (
            "events.yaml",
            "slug: cua-song-ban-2",
            "slug: cua-song-ban-1",
            "events.yaml:18",
            "duplicate gate 'cua-song-ban-1', first at",
        ),
        ("holidays.yaml", "{solar: 02/09}", "{solar: 31/09}", "holidays.yaml:4", "no such day"),
        (
            "publication.yaml",
            "article: chuyen-que",
            "article: chuyen-xua",
            "publication.yaml:9",
            "unknown article 'chuyen-xua'",
        ),
        (
            "guests.yaml",
            "ba.muoi@example.org",
            "ba.muoi@gmail.com",
            "guests.yaml:7",
            "expected an address at example.org",
        ),
        ("guests.yaml", "demo: true", "demo: false", "guests.yaml:1", "expected demo: true"),
        ("guests.yaml", "sessions: [gap, com]", "sessions: [tiec]", "guests.yaml:9", "unknown session"),
        ("guests.yaml", "gate: cua-song-ban-1", "gate: ban-9", "guests.yaml:9", "unknown gate 'ban-9'"),
        ("themes.yaml", "themes:", "themes: [\n", "themes.yaml:3", "not YAML"),
    ],
)
def test_a_fault_is_named_with_its_place(
    folder: Path, name: str, old: str | None, new: str | None, place: str, message: str
) -> None:
    """`old` becomes `new` in a file; None: the file goes."""
    if old is None or new is None:
        (folder / name).unlink()
    else:
        replace(folder, name, old, new)
    found = [str(one).removeprefix(f"{folder}/") for one in services.check(folder)]
    assert any(one.startswith(f"{place}: {message}") for one in found), found


def test_all_faults_are_named_at_once(folder: Path) -> None:
    replace(folder, "indicators.yaml", "value: 1190", "value: many")
    replace(folder, "projects.yaml", "kind: calling", "kind: shouting")
    assert len(services.check(folder)) == 2


def test_a_misspelt_file_is_found(folder: Path) -> None:
    (folder / "achievements.yaml").rename(folder / "achievement.yaml")
    assert any("achievement.yaml:1: unknown file" in str(one) for one in services.check(folder))


def test_text_that_is_not_utf_8_is_found(folder: Path) -> None:
    (folder / "themes.yaml").write_bytes(b"themes:\n  - slug: b\xe0i\n")
    assert any("themes.yaml:2: not UTF-8" in str(one) for one in services.check(folder))


def test_no_folder_is_a_finding(tmp_path: Path) -> None:
    assert str(services.check(tmp_path / "nowhere")[0]).endswith("nowhere:1: no such folder")


def test_checking_from_the_command_line(app: Flask, folder: Path) -> None:
    runner = app.test_cli_runner()
    sound = runner.invoke(args=["edition", "check", str(folder)])
    assert (sound.exit_code, sound.output) == (0, "in order\n")
    replace(folder, "indicators.yaml", "value: 1190", "value: many")
    faulty = runner.invoke(args=["edition", "check", str(folder)])
    assert (faulty.exit_code, faulty.output) == (1, f"{folder}/indicators.yaml:21: expected a number, found 'many'\n")
    assert db.session.scalar(db.select(db.func.count(TakenSlug.id))) == 0


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("from: 2024-03-15", "from: 2024-03-14", "one holder at a time: since 2019-05-01 and since 2024-03-14"),
        (", until: 2024-03-15", "", "one holder at a time"),
        ("until: 2024-03-15", "until: 2019-05-01", "expected until to be a day after from"),
        ("demo: true", "demo: false", "expected a source for Lê Văn Ba"),
        ("portrait: song", "portrait: sang", "unknown picture 'sang'"),
        ("slug: bi-thu", "slug: chu-tich", "duplicate office 'chu-tich'"),
    ],
)
def test_officials_hold_one_office_at_a_time_and_have_a_source(folder: Path, old: str, new: str, message: str) -> None:
    replace(folder, "officials.yaml", old, new)
    [finding] = services.check(folder)
    assert message in str(finding)
