"""What a file must be before it may be used."""

import pytest

from showcase.publication.rules import Check, FileFacts, Finding, Kind, Severity, findings_in, findings_of_file


def checks(pages: int = 12, size: int = 1000, fonts: tuple[str, ...] = (), kind: Kind = Kind.SCREEN) -> set[str]:
    return {f"{f.severity} {f.check}" for f in findings_of_file(FileFacts(pages, size, fonts), kind)}


def test_a_good_file_has_no_findings() -> None:
    assert checks() == set()


@pytest.mark.parametrize("pages", [1, 11, 13, 14])
def test_a_stitched_book_has_a_multiple_of_four_pages(pages: int) -> None:
    assert checks(pages=pages) == {f"{Severity.RED} {Check.PAGES}"}


def test_a_font_that_is_not_in_the_file_is_red() -> None:
    assert checks(fonts=("Times",)) == {f"{Severity.RED} {Check.FONTS}"}


def test_a_heavy_file_is_only_a_matter_for_guests() -> None:
    assert checks(size=6_000_000) == {f"{Severity.AMBER} {Check.SIZE}"}
    assert Check.SIZE not in {f.check for f in findings_of_file(FileFacts(12, 6_000_000, ()), Kind.ARCHIVE)}


def test_findings_can_be_read_back_from_a_report() -> None:
    found = [
        Finding(Severity.RED, Check.SOURCE, "so-lieu", "grdp 2023"),
        Finding(Severity.AMBER, Check.SIZE, "", "6000000"),
    ]
    assert findings_in("\n".join(map(str, found))) == found
