"""The host's words in mails and on the card: write, look at them on real data, try them, go back."""

import base64
import re

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from ..accounts.guard import account, requires
from ..accounts.rules import Verb
from ..core import audit, editing, mail
from ..core.database import db, locked, write
from ..core.file_answers import pdf_answer
from ..core.i18n import LOCALES, locale, use_locale
from ..core.mail import Composed
from ..editions.context import edition_of
from ..editions.models import Edition
from . import card_files, mails, placeholders, wording, wording_forms
from .wording import Party, SampleParty
from .wording_forms import WordsForm

blueprint = Blueprint("staff_wording", __name__, url_prefix="/staff/editions/<slug>/words")

Words = dict[str, dict[str, str]]

# A mail carries its look beside each word, which pages of ours may not. It is shown alone, and nothing in it runs.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'"


@blueprint.get("/")
@requires(Verb.SET_UP)
def kinds(slug: str) -> str:
    edition = edition_of(slug)
    own = {kind: wording.stored(edition, kind) for kind in placeholders.KINDS}
    return render_template(
        "registration/staff/words.html",
        edition=edition,
        kinds=wording_forms.kinds(),
        own={kind for kind, record in own.items() if record and any(record.texts_of(f) for f in record.FIELDS)},
    )


@blueprint.get("/<kind>/")
@requires(Verb.SET_UP)
def words(slug: str, kind: str) -> str:
    edition = edition_of(slug)
    return _page(edition, kind, _form(edition, kind))


@blueprint.post("/<kind>/")
@requires(Verb.SET_UP)
def change_words(slug: str, kind: str) -> Response:
    write()
    edition = locked(edition_of(slug))
    form = _form(edition, kind)
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(edition_of(slug), kind, form), form.status)
    return _kept(edition, kind, form.words(), form.changes())


@blueprint.post("/<kind>/reset")
@requires(Verb.SET_UP)
def reset(slug: str, kind: str) -> Response:
    """Back to the built-in words; what was there can be brought back by undo."""
    write()
    edition = locked(edition_of(slug))
    before, plain = wording.effective(edition, _known(kind)), wording.built_in(kind)
    changes = {
        f"{name}-{code}": (before[name].get(code, ""), text)
        for name, texts in plain.items()
        for code, text in texts.items()
        if before[name].get(code, "") != text
    }
    return _kept(edition, kind, plain, changes)


@blueprint.post("/<kind>/preview")
@requires(Verb.SET_UP)
def preview(slug: str, kind: str) -> Response:
    """What is typed, on a party's data; nothing is stored."""
    edition = edition_of(slug)
    form = _form(edition, kind)
    if not form.validate():
        return make_response(_page(edition, kind, form), 422)
    shown_as, party = request.form.get("as", ""), _party(edition)
    if party is None:
        return make_response(_page(edition, kind, form, problem="party"), 422)
    if kind == placeholders.CARD:
        return pdf_answer(_card(form, party), f"{slug}-{kind}.pdf")
    composed = _letter(form, kind, party)
    return _html(composed) if shown_as == "html" else make_response(_page(edition, kind, form, composed, party))


@blueprint.post("/<kind>/test")
@requires(Verb.SET_UP)
def test(slug: str, kind: str) -> Response:
    """The stored words by mail to the one who asks, through the same outbox as all mail."""
    write()
    edition, who = edition_of(slug), account()
    code = request.form.get("locale", "")
    if _known(kind) not in placeholders.MAILS or code not in LOCALES or who is None:
        abort(400)
    if wording.event_of(edition) is None:
        abort(409)
    mail.post(f"{mails.TEST}{kind}", edition.id, who.email, code)
    audit.record("wording.tested", _subject(edition, kind), locale=(None, code))
    db.session.commit()
    return make_response(redirect(url_for(".words", slug=slug, kind=kind, tested=1), 303))


def _known(kind: str) -> str:
    if kind not in placeholders.KINDS:
        abort(404)
    return kind


def _subject(edition: Edition, kind: str) -> str:
    """How the log calls the words of a kind."""
    return f"wording:{edition.id}:{kind}"


def _form(edition: Edition, kind: str) -> WordsForm:
    stored = wording.effective(edition, _known(kind))
    return wording_forms.words_form(kind).of_request(_subject(edition, kind), stored)


def _kept(edition: Edition, kind: str, words: Words, changes: dict[str, tuple[str, str]]) -> Response:
    wording.keep(edition, kind, words)
    entry = audit.record("wording.changed", _subject(edition, kind), **changes)
    db.session.commit()
    return make_response(redirect(url_for(".words", slug=edition.slug, kind=kind, saved=entry.id), 303))


def _page(
    edition: Edition, kind: str, form: WordsForm, composed: Composed | None = None, party: Party | None = None,
    problem: str = "",
) -> str:  # fmt: skip
    event = wording.event_of(edition)
    return render_template(
        "registration/staff/wording.html",
        edition=edition,
        kind=kind,
        title=wording_forms.kinds()[kind],
        form=form,
        change=editing.saved_change(_subject(edition, kind)),
        placeholders=[(f"{{{name}}}", wording_forms.meanings()[name]) for name in placeholders.ALLOWED[kind]],
        is_card=kind == placeholders.CARD,
        is_own=wording.effective(edition, kind) != wording.built_in(kind),
        has_event=event is not None,
        offered=[LOCALES[code] for code in LOCALES],
        composed=composed,
        party=party,
        problem=problem,
        chosen=(request.form.get("locale") or locale(), request.form.get("party", "")[:12]),
        tested="tested" in request.args,
    )


def _party(edition: Edition) -> Party | None:
    """The party that is asked for by its reference, else a made-up one; None if there is no such."""
    code, language = request.form.get("party", "").strip(), request.form.get("locale", "")
    event = wording.event_of(edition)
    if language not in LOCALES or (code and not re.fullmatch(r"[0-9A-Za-z]{1,12}", code)) or event is None:
        return None
    if not code:
        return SampleParty(event, language)
    found = wording.party_of(edition, code)
    return found if found is not None and found.people else None


def _language() -> str:
    return request.form["locale"]


def _card(form: WordsForm, party: Party) -> bytes:
    texts = {name: texts[_language()] for name, texts in _complete(form).items()}
    with use_locale(_language()):
        values = wording.values_for(party, None)
    return card_files.sample_pdf(party.event, texts, values, _language())


def _filled(form: WordsForm, party: Party) -> dict[str, str]:
    with use_locale(_language()):
        return wording.filled({name: texts[_language()] for name, texts in _complete(form).items()}, party)


def _complete(form: WordsForm) -> Words:
    """The typed words, the built-in ones where nothing is typed."""
    plain = wording.built_in(form.kind)
    return {
        name: {code: text or plain[name].get(code, "") for code, text in texts.items()}
        for name, texts in form.words().items()
    }


def _letter(form: WordsForm, kind: str, party: Party) -> Composed:
    filled = _filled(form, party)
    with use_locale(_language()):
        return mails.sample_letter(party, kind, filled)


def _html(composed: Composed) -> Response:
    """The mail as a mail program shows it, its pictures inside."""
    html = composed.html
    for content_id, picture in composed.pictures.items():
        html = html.replace(f"cid:{content_id}", "data:image/png;base64," + base64.b64encode(picture).decode())
    response = make_response(html)
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response
