"""Reads an edition folder from the disk into entries, and names every fault on the way."""

import json
import re
from pathlib import Path
from typing import Any

import yaml

from ..announcements import pack as announcements
from ..badges import pack as badges
from ..checkin import pack as checkin
from ..committee import pack as committee
from ..content import pack as content
from ..contributions import pack as contributions
from ..core.i18n import LOCALES, SOURCE
from ..core.shapes import (
    TRUSTED_TEXT,
    Entry,
    File,
    Finding,
    ListOf,
    Mapping,
    Place,
    Shape,
    String,
    Trust,
    compose,
)
from ..delegations import pack as delegations
from ..editions import pack as editions
from ..editions.parts import Folder, Part
from ..investment import pack as investment
from ..invitations import pack as invitations
from ..papers import pack as papers
from ..programme import pack as programme
from ..protocol import pack as protocol
from ..publication import pack as publication
from ..registration import pack as registration
from ..seating import pack as seating
from ..translation import pack as translation

PARTS: tuple[Part, ...] = (
    *editions.PARTS,
    *papers.PARTS,
    *content.PARTS,
    *investment.PARTS,
    *registration.PARTS,
    *checkin.PARTS,
    *protocol.PARTS,
    *contributions.PARTS,
    *publication.PARTS,
    *translation.PARTS,
)
REQUIRED = ("edition.yaml", "measures.yaml", "themes.yaml", "units.yaml")
PICTURES, OUTLINES, ARTICLES = "pictures/pictures.yaml", "boundaries.geojson", "articles"
ARTICLE_NAME = re.compile(rf"([a-z0-9]+(?:-[a-z0-9]+)*)\.({'|'.join(LOCALES)})\.md")
FRONT_MATTER = re.compile(r"---\n(.*?\n)---\n(.*)", re.DOTALL)


def file_shapes() -> dict[str, Mapping]:
    """What each file may hold: the lists of all parts that live in it."""
    fields: dict[str, dict[str, Shape]] = {
        "edition.yaml": {"format": String(2, "1", "format 1"), "host": editions.HOST, "edition": editions.EDITION}
    }
    for part in PARTS:
        if not part.inside and part.path != ARTICLES:
            fields.setdefault(part.file, {})[f"{part.path}?"] = part.shape()
    for (file, key), shape in editions.SETTINGS.items():
        fields[file][f"{key}?"] = shape
    shapes = {file: Mapping({"texts?": Trust(), **shapes}) for file, shapes in fields.items()}
    return {
        **shapes,
        "guests.yaml": registration.GUESTS,
        invitations.FILE: invitations.INVITATIONS,
        committee.FILE: committee.COMMITTEE,
        badges.FILE: badges.GIFTS,
        delegations.FILE: delegations.DELEGATIONS,
        programme.FILE: programme.PROGRAMME,
        seating.FILE: seating.SEATING,
        protocol.REHEARSAL: protocol.INTRODUCTIONS,
        announcements.FILE: announcements.ANNOUNCEMENTS,
        contributions.FILE: contributions.CONTRIBUTIONS,
    }


def read_folder(path: Path) -> Folder:
    """Everything in the folder; `report.findings` says what is wrong with it."""
    folder = Folder(path)
    report = folder.report
    if not path.is_dir():
        report.fault(Place(str(path), 1), "no such folder")
        return folder
    shapes = file_shapes()
    for name, shape in shapes.items():
        if (path / name).is_file():
            _read_yaml(folder, name, shape)
        elif name in REQUIRED:
            report.fault(Place(str(path / name), 1), "missing file")
    for found in sorted(path.glob("*.y*ml")):
        if found.name not in shapes:
            report.fault(Place(str(found), 1), f"unknown file; known are {', '.join(sorted(shapes))}")
    if (path / PICTURES).is_file():
        _read_pictures(folder)
    if (path / OUTLINES).is_file():
        _read_outlines(folder)
    _read_articles(folder)
    editions.check_pictures(folder)
    report.settle()
    report.findings = sorted(set(report.findings))
    return folder


def _read_yaml(folder: Folder, name: str, shape: Shape) -> None:
    file = File(str(folder.path / name), folder.report)
    text = _text_of(folder.path / name, folder)
    node = compose(text, file) if text is not None else None
    if node is None:
        return
    if isinstance(node, yaml.MappingNode):
        # Trust first, wherever it stands: it gives the texts below it their state.
        node.value.sort(key=lambda pair: pair[0].value != "texts")
    folder.files[name] = shape.read(node, file)


def _read_pictures(folder: Folder) -> None:
    file = File(str(folder.path / PICTURES), folder.report)
    text = _text_of(folder.path / PICTURES, folder)
    node = compose(text, file) if text is not None else None
    if node is not None:
        folder.files[PICTURES] = Entry({"pictures": ListOf(editions.PICTURE).read(node, file)})


def _read_outlines(folder: Folder) -> None:
    path = folder.path / OUTLINES
    text = _text_of(path, folder)
    if text is None:
        return
    try:
        collection = json.loads(text)
    except json.JSONDecodeError as error:
        folder.report.fault(Place(str(path), error.lineno), f"not JSON: {error.msg}")
        return
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        folder.report.fault(Place(str(path), 1), "expected a FeatureCollection with features")
        return
    before = len(folder.report.findings)
    editions.check_boundaries(features, _lines_of(text, features, path), folder.report)
    if len(folder.report.findings) == before:
        folder.files[OUTLINES] = Entry({"features": features})


def _lines_of(text: str, features: list[Any], path: Path) -> list[Place]:
    """Where each feature begins: JSON is YAML, whose nodes know their lines."""
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        root = None
    for key, value in root.value if isinstance(root, yaml.MappingNode) else []:
        if key.value == "features":
            return [Place(str(path), node.start_mark.line + 1) for node in value.value]
    return [Place(str(path), 1)] * len(features)


def _read_articles(folder: Folder) -> None:
    part = content.ArticlePart()
    heads = Mapping(
        {
            **{name: shape for name, shape in part.fields.items() if name != "slug"},
            **{name: String() for name in ("title", "summary")},
            "byline?": String(120),
            **_trust(),
        }
    )
    others = Mapping({"title": String(), "summary": String(), "byline?": String(120), **_trust()})
    articles: dict[str, Entry] = {}
    # The source language first: it carries what belongs to the article as a whole.
    paths = sorted((folder.path / ARTICLES).glob("*"), key=lambda path: (not path.name.endswith(f".{SOURCE}.md"), path))
    for path in paths:
        match = ARTICLE_NAME.fullmatch(path.name)
        if not match:
            folder.report.fault(Place(str(path), 1), f"expected a name such as slug.{SOURCE}.md")
            continue
        slug, locale = match.groups()
        if locale != SOURCE and slug not in articles:
            folder.report.fault(Place(str(path), 1), f"no article {slug}.{SOURCE}.md in the source language")
            continue
        head, body = _read_article(folder, path, heads if locale == SOURCE else others)
        if head is None:
            continue
        if locale == SOURCE:
            entry = articles[slug] = Entry({name.rstrip("?"): head.get(name.rstrip("?")) for name in part.fields})
            entry["slug"], entry.place = slug, Place(str(path), 1)
            folder.report.name("article", slug, entry.place)
            entry |= {name: {} for name in part.text_names()}
        trust = {"state": head["state"] or _default_state(locale), "origin": head["origin"] or "human"}
        for name, text in (
            ("title", head["title"]),
            ("summary", head["summary"]),
            ("byline", head["byline"]),
            ("body", body),
        ):
            if text:
                articles[slug][name][locale] = {**trust, "text": text}
    folder.files[ARTICLES] = Entry({ARTICLES: sorted(articles.values(), key=lambda entry: entry["slug"])})


def _trust() -> dict[str, Shape]:
    return {f"{name}?": TRUSTED_TEXT.fields[name] for name in ("state", "origin")}


def _default_state(locale: str) -> str:
    """A translation is not reviewed until its front matter says so."""
    return "approved" if locale == SOURCE else "unreviewed"


def _read_article(folder: Folder, path: Path, shape: Mapping) -> tuple[Entry | None, str]:
    text = _text_of(path, folder)
    match = FRONT_MATTER.fullmatch(text) if text else None
    if not match:
        if text is not None:
            folder.report.fault(Place(str(path), 1), "expected front matter between two lines of ---")
        return None, ""
    file = File(str(path), folder.report)
    node = compose("\n" + match[1], file)
    body = match[2].strip()
    first_line = 1 + match[0][: match.start(2)].count("\n") + (len(match[2]) - len(match[2].lstrip("\n")))
    content.use_references(body, first_line, str(path), folder.report)
    if not body:
        folder.report.fault(Place(str(path), first_line), "the article is empty")
    return (shape.read(node, file) if node else None), body


def _text_of(path: Path, folder: Folder) -> str | None:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        folder.report.findings.append(Finding(Place(str(path), raw.count(b"\n", 0, error.start) + 1), "not UTF-8"))
        return None
