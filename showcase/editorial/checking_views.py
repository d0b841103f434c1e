"""What the checks have found: on the page of a text, in one list, and let be with a reason."""

from collections import Counter
from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from wtforms import StringField
from wtforms.validators import DataRequired

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb, may
from ..content import translations
from ..content.models import Article
from ..content.staff_views import asked_edition, editions, list_of_desk
from ..core import audit
from ..core.database import db, write
from ..core.forms import Form, NoControlCharacters, at_most, clean
from ..core.i18n import LOCALES, SOURCE, lazy
from ..editions.context import current_host
from . import checking_wording as wording
from . import checks
from .check_models import DismissedFinding
from .checking_rules import Level, Rule
from .checks import Found
from .desk_parts import DeskPart, Place, part_of_article
from .pages import blueprint

MOST = 200  # lines of the list; who has more narrows it

list_of_desk(lazy("Checks of texts"), "editorial.checks_list", verb=Verb.TRANSLATE)


class DismissalForm(Form):
    """Why a finding may stand."""

    reason = StringField(
        lazy("Why it may stand"),
        [DataRequired(lazy("Please fill in this line.")), NoControlCharacters(), at_most(500)],
        filters=[clean],
        description=lazy("Whoever reads the text after you sees it. If the paragraph changes, the finding comes back."),
    )


@blueprint.record_once
def give_words(state: BlueprintSetupState) -> None:
    """What the templates need to say a finding, on whichever page it stands."""
    state.app.jinja_env.globals.update(
        finding_said=wording.said, finding_levels=wording.levels, finding_rules=wording.rule_names, finding_page=page_of
    )


@blueprint.get("/checks")
@requires(Verb.TRANSLATE)
def checks_list() -> str:
    """Of all texts of an edition in a language: what is to be mended first."""
    edition = asked_edition() or abort(404)
    language = request.args.get("language", SOURCE)
    language = language if language in LOCALES else SOURCE
    level, rule = request.args.get("level", ""), request.args.get("rule", "")
    found = checks.all_findings(edition, language)
    counts = Counter(one.finding.level.value for one in found if one.dismissed is None)
    order = list(Level)
    rows = [
        one
        for one in found
        if (level in set(Level) and one.finding.level == level and one.dismissed is None)
        or (level == "dismissed" and one.dismissed is not None)
        or (level not in {*Level, "dismissed"} and one.dismissed is None and one.finding.level != Level.BY_ITSELF)
    ]
    rows = [one for one in rows if rule not in set(Rule) or one.finding.rule == rule]
    rows.sort(key=lambda one: order.index(one.finding.level))
    return render_template(
        "editorial/checks.html",
        rows=rows[:MOST],
        total=len(rows),
        counts=counts,
        dismissed=sum(one.dismissed is not None for one in found),
        language=language,
        level=level,
        rule=rule,
        edition=edition,
        editions=editions(),
    )


@blueprint.get("/checks/<language>/<kind>/<int(max=2147483647):number>/<field>/<key>/")
@requires(Verb.TRANSLATE)
def finding(language: str, kind: str, number: int, field: str, key: str) -> str:
    """A finding by itself, to be let be or taken up again."""
    return _page(_found(language, kind, number, field, key), DismissalForm())


@blueprint.post("/checks/<language>/<kind>/<int(max=2147483647):number>/<field>/<key>/")
@requires(Verb.TRANSLATE)
def dismiss(language: str, kind: str, number: int, field: str, key: str) -> Response:
    write()
    found = _found(language, kind, number, field, key)
    form = DismissalForm(request.form)
    if found.dismissed is not None:
        return _back(found)
    if not form.validate():
        db.session.rollback()
        return make_response(_page(found, form), 422)
    made = DismissedFinding(
        owner_kind=kind,
        owner_id=number,
        field=field,
        locale=language,
        key=key,
        rule=found.finding.rule,
        reason=form.reason.data or "",
        account_id=signed_in().id,
    )
    db.session.add(made)
    audit.record("finding.dismissed", f"{kind}:{number}", rule=("", made.rule), reason=("", made.reason))
    db.session.commit()
    return _back(found)


@blueprint.post("/checks/<language>/<kind>/<int(max=2147483647):number>/<field>/<key>/return")
@requires(Verb.TRANSLATE)
def take_up(language: str, kind: str, number: int, field: str, key: str) -> Response:
    """The finding counts again."""
    write()
    found = _found(language, kind, number, field, key)
    if (made := found.dismissed) is not None:
        audit.record("finding.taken_up", f"{kind}:{number}", rule=(made.rule, ""), reason=(made.reason, ""))
        db.session.delete(made)
    db.session.commit()
    return _back(found)


@part_of_article(Place.BESIDE)
def _of_article(article: Article) -> DeskPart | None:
    return DeskPart("editorial/_findings.html", {"found": checks.of_record(article, SOURCE), "language": SOURCE})


def page_of(found: Found) -> str:
    """Where what was found is mended."""
    if found.language != SOURCE:
        return url_for("translation.translation", language=found.language, kind=found.kind, number=found.record_id)
    if found.kind == "guide_entry":
        return url_for("staff_content.guide_entry", number=found.record_id)
    pages = {
        "article": "editorial.article",
        "achievement": "staff_content.achievement",
        "indicator": "staff_content.edit_indicator",
        "project": "staff_content.project",
    }
    return url_for(pages[found.kind], slug=found.slug) if found.kind in pages else ""


def _found(language: str, kind: str, number: int, field: str, key: str) -> Found:
    if language not in LOCALES or kind not in checks.CHECKED or kind not in translations.KINDS:
        abort(404)
    if language == SOURCE and not may(signed_in().role_name, Verb.EDIT_CONTENT):
        abort(403)
    about = translations.KINDS[kind]
    query = about.of_host(db.select(about.model), current_host())
    record: Any = db.session.scalars(query.where(about.model.id == number)).unique().first()  # type: ignore[attr-defined]
    found = checks.of_record(record, language) if record is not None else []
    return next((one for one in found if one.place[2:] == (field, language, key)), None) or abort(404)


def _page(found: Found, form: DismissalForm) -> str:
    return render_template("editorial/finding.html", found=found, form=form, from_list="list" in request.args)


def _back(found: Found) -> Response:
    where = url_for(".checks_list", language=found.language) if "list" in request.args else page_of(found)
    return make_response(redirect(where, 303))
