"""Bundles: written in one way only, and refused when they are not what they say."""

import io
import json
import zipfile

import pytest

from showcase.publication import bundles
from showcase.publication.bundles import BundleRefused, Document

FACTS = {"issue": "so-1", "version": 1, "tools": {"weasyprint": "70.0"}, "fonts": {"font/a/A.ttf": "aa"}}
PAGE = f'<link href="showcase:/static/a.css"><p>Kính thưa {bundles.SHORT_HASH}</p>'


def packed(page: str = PAGE) -> bytes:
    documents = {"vi": [Document("bia", page, "right"), Document("thu", "<p>Thư</p>")], "en": [Document("cover", page)]}
    return bundles.pack(documents, {"static/a.css": b"p { color: red }", "font/a/A[wght].ttf": b"font"}, FACTS)


def rewritten(content: bytes, **changes: bytes | None) -> bytes:
    """The same zip with some files put in, changed or left out, its manifest as it was."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(output, "w") as new:
        files = {name: old.read(name) for name in old.namelist()} | changes
        for name, body in files.items():
            if body is not None:
                new.writestr(zipfile.ZipInfo(name), body)
    return output.getvalue()


def test_the_same_content_is_the_same_file() -> None:
    assert packed() == packed()
    assert packed() != packed(PAGE.replace("thưa", "gửi"))


def test_what_was_packed_comes_out_in_its_order() -> None:
    bundle = bundles.unpack(packed())
    assert bundle.locales == ["en", "vi"]
    assert [(part.slug, part.side) for part in bundle.documents("vi")] == [("bia", "right"), ("thu", "any")]
    assert bundle.documents("vi")[0].html == PAGE
    assert bundle.tools == {"weasyprint": "70.0", "font/a/A.ttf": "aa"}


def test_its_hash_stands_in_the_document_short_and_whole() -> None:
    filled = bundles.with_hash(f"{bundles.SHORT_HASH} {bundles.WHOLE_HASH}", "0123456789abcdef" * 4)
    assert filled.replace("\u200b", "") == "0123456789ab " + "0123456789abcdef" * 4


def test_files_that_a_page_names_are_found() -> None:
    html = 'a { background: url("showcase:/media/ab12") } <link href="showcase:/static/x/base.css">.'
    assert bundles.names_in(html) == {"media/ab12", "static/x/base.css"}


def test_another_hash_than_the_imprint_says_is_refused() -> None:
    with pytest.raises(BundleRefused, match="SHA-256"):
        bundles.unpack(packed(), "0" * 64)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"static/a.css": b"p { color: blue }"}, "static/a.css is not what its manifest says"),
        ({"static/a.css": None}, "static/a.css is missing"),
        ({"static/more.css": b""}, "static/more.css is not in its manifest"),
        ({"manifest.json": None}, "manifest.json is missing"),
        ({"manifest.json": b"{"}, "manifest.json is missing or cannot be read"),
        ({"../evil.css": b""}, "a file of the name"),
        ({"/etc/passwd": b""}, "a file of the name"),
        ({"static/../../evil": b""}, "a file of the name"),
        ({"static\\evil": b""}, "a file of the name"),
        ({"static/.hidden": b""}, "a file of the name"),
    ],
)
def test_a_bundle_that_was_tampered_with_is_refused(changes: dict[str, bytes | None], said: str) -> None:
    with pytest.raises(BundleRefused, match=said):
        bundles.unpack(rewritten(packed(), **changes))


def test_a_bundle_that_is_written_in_another_way_is_refused() -> None:
    with pytest.raises(BundleRefused, match="not written as a bundle"):
        bundles.unpack(rewritten(packed()))


def test_a_packed_bundle_is_refused_before_it_is_unpacked() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b"0" * 1_000_000)
    with pytest.raises(BundleRefused, match="packed"):
        bundles.unpack(output.getvalue())


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_bundle_is_refused(content: bytes) -> None:
    with pytest.raises(BundleRefused):
        bundles.unpack(content)


def test_a_manifest_of_another_shape_is_refused() -> None:
    manifest = json.dumps({"format": 1, "files": [], "documents": {"vi": 3}}).encode()
    with pytest.raises(BundleRefused, match="cannot be read"):
        bundles.unpack(rewritten(packed(), **{"manifest.json": manifest}))


def test_tools_that_differ_are_named() -> None:
    then = {"weasyprint": "70.0", "pango": "1.50", "font/a.ttf": "ab" * 32}
    now = {"weasyprint": "70.1", "pango": "1.50", "font/a.ttf": "cd" * 32}
    assert bundles.differing(then, now) == [
        "font/a.ttf abababababababab, now cdcdcdcdcdcdcdcd",
        "weasyprint 70.0, now 70.1",
    ]
    assert bundles.differing(then, {"weasyprint": "70.0"})[0] == "font/a.ttf abababababababab, now missing"
