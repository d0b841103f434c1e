"""What the licensing authority is told of an issue, from its imprint; what is not settled stays a dotted line."""

from ..core.i18n import SOURCE, use_locale
from ..papers.host_lines import frame, usual_signer
from ..papers.licence import LicenceFacts, covering_letter, data_sheet
from ..papers.model import Frame, Paper
from ..papers.rules import Kind
from ..publication.models import Issue
from . import services

# The paper's own words, in the language of the administration.
LANGUAGES = {"vi": "tiếng Việt", "en": "tiếng Anh", "fr": "tiếng Pháp", "km": "tiếng Khmer"}
MANUSCRIPTS = "Hai bản thảo có đóng dấu"
TRANSLATION = "Bản dịch tiếng Việt của phần không phải tiếng Việt"


def sheet_of(issue: Issue) -> Paper:
    with use_locale(SOURCE):
        return data_sheet(facts_of(issue), _frame(issue, Kind.SHEET))


def letter_of(issue: Issue) -> Paper:
    with use_locale(SOURCE):
        return covering_letter(facts_of(issue), _frame(issue, Kind.LETTER))


def facts_of(issue: Issue) -> LicenceFacts:
    """Address, purpose and summary are nowhere in the imprint: the office writes them."""
    host, locales = issue.publication.edition.host, issue.publication.edition.locales
    others = [locale for locale in locales if locale != SOURCE]
    copies = _said(issue, "print_run")
    return LicenceFacts(
        superior=str(host.text_in("paper_superior")),
        applicant=str(host.text_in("name")),
        address="",
        title=str(issue.text_in("title")),
        language=", ".join(LANGUAGES[locale] for locale in locales),
        authority=_said(issue, "licence_authority"),
        form=_said(issue, "format"),
        print_run=int(copies) if copies.isdecimal() else None,
        printer=_said(issue, "printer"),
        attachments=(MANUSCRIPTS, TRANSLATION) if others else (MANUSCRIPTS,),
    )


def _frame(issue: Issue, kind: Kind) -> Frame:
    host = issue.publication.edition.host
    return frame(host, kind, services.today(issue), usual_signer(host, kind))


def _said(issue: Issue, name: str) -> str:
    value = issue.imprint.get(name)
    if isinstance(value, dict):
        value = value.get(SOURCE)
    return "" if value is None else str(value).strip()
