"""The papers for the publishing licence, as files."""

from flask import Response

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..papers import files
from ..papers.files import FileKind
from . import licence_papers
from .staff_views import blueprint, issue_of

PAPERS = {"data-sheet": licence_papers.sheet_of, "covering-letter": licence_papers.letter_of}


@blueprint.get("/<string:slug>/release/<any('data-sheet', 'covering-letter'):paper>.<any(pdf, docx):kind>")
@requires(Verb.BUILD_PUBLICATION)
def licence_paper(slug: str, paper: str, kind: str) -> Response:
    written = files.written([PAPERS[paper](issue_of(slug))], FileKind(kind))
    return files.answer(written, FileKind(kind), f"{paper}-{slug}")
