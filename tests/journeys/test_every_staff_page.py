"""Every page of the console, found by following its links as each role: sound, clean by axe, and not too wide."""

import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from showcase.accounts.rules import Role, Verb, may
from tests.live import LiveSite, launch, sign_in
from tests.pages import faults_of

pytestmark = pytest.mark.full
DESK, PHONE = (1280, 900), (360, 740)
# Each language, size and scheme meets each of the others; all eight together would take twice the time.
LOOKS = {
    "vi-VN": ((DESK, "light"), (PHONE, "dark")),
    "en-US": ((DESK, "dark"), (PHONE, "light")),
}
OF_ONE_KIND = 3  # pages of one endpoint that are opened to look for links; the fullest is looked at
# The door's pages without a script are linked from its page for everybody, which is not the console's.
PLAIN_DOOR = "/staff/checkin/gates/"
# Letters as mail programs want them, not pages; test_every_mail.py looks at them.
LETTERS = {"announcements.sheet", "staff_followup.letter_sheet", "staff_invitations.mail_sheet"}
# No link leads here; why.
UNLINKED = {
    "staff_set_up.mail_test": "a step of the first run, which is over when the sample stands",
    "staff_set_up.backup": "a step of the first run",
    "staff_set_up.done": "the end of the first run",
    "editorial.finding": "of a text with a fault, which the sample does not have; tests/editorial looks at it",
    "editorial.article_version": "of an article that was changed; tests/editorial looks at it",
    "publication.download": "a file that is there once somebody has built it",
    "publication_plan.thumbnail": "a page of a file that somebody has built; tests/publication looks at it",
    "publication_versions.bundle": "of a frozen version, which the sample does not have; tests/publication looks at it",
    "publication_versions.changes": "the same",
    "publication_versions.file": "the same",
    "release.consignment": "of copies that somebody has planned; tests/release looks at it",
    "release.proof": "a scan that somebody has kept; tests/release looks at it",
    "consignments.receipt": "of copies that were sent to a unit; tests/release looks at it",
    "staff_editions.removal_question": "of an edition that nobody sees yet; test_new_edition.py looks at it",
    "style_guide.sheet": "for people who build pages; in the navigation of administrators alone",
    "accounts_own.authenticator": "the answer to a wish; test_signing_in.py looks at it",
    "accounts_own.passkey": "not where the site is reached by a bare number; test_signing_in.py looks at it",
    "staff_requests.unit_task": "a guest's words, which the sample does not have; test_commune.py looks at it",
    "figure_checks.figures": "of a text that waits for a unit; test_figure_checks.py looks at it",
    "staff_requests.photo": "a guest's photo, which the sample does not have",
    "staff_invitations.list_paper": "of a list for the board; test_proposals.py looks at it",
    "staff_invitations.printed_file": "a file that is there once somebody has asked for many cards",
    "staff_invitations.mail_to_one": "of an invitation that has an address; tests/invitations looks at it",
    "staff_invitations.look_over_list": "of a list that somebody has uploaded; test_imports.py looks at it",
    "staff_events.withdrawal": "of an access code, which the sample does not have; test_codes_page.py looks at it",
    "staff_proposals.proposal": "of a unit that has proposed somebody; test_proposals.py looks at it",
    "staff_proposals.receipts": "of a unit that has cards to hand over; test_proposals.py looks at it",
    "staff_programme.paper": "of a copy that somebody has made; tests/programme/test_papers.py looks at it",
    "staff_followup.photo": "of a photo of the day, which the sample does not have; tests/followup looks at it",
    "staff_followup.photo_file": "the same",
    "staff_followup.words_back": "of what guests have said, which the sample does not have; tests/followup looks at it",
    "staff_guests.view": "of a view that an officer keeps; tests/guests looks at it",
    "staff_guests.tag": "of a tag, which the sample does not have; tests/guests looks at it",
    "staff_guests.tags_in_front": "to the tags of the event in front",
    "staff_guests.deed": "of what was done to many; tests/guests looks at it",
    "staff_guests.look": "the answer to two references; tests/guests looks at it",
    "staff_guests.compare": "of two answers alike, which the sample does not have; test_officers_day.py looks at it",
    "staff_guests.parting": "of two answers that were joined; tests/guests looks at it",
    "staff_contributions.receipt": "a file of a promise that is received; tests/contributions looks at it",
    "staff_contributions.photo": "of a work, whose photo the sample does not have",
    "photos.photo": "of a photograph, which the sample does not have; tests/photos looks at it",
    "protocol.copy": "of a copy that went to the MC; test_officers_day.py makes one",
    "protocol.copy_pdf": "the same as a file",
    "live.now": "beside the door for who escorts a guest alone; tests/live_screens looks at it",
    "live.now_in_front": "the same",
    "live.stream": "events for a script; tests/live_screens looks at them",
    "live.parts": "the same for a script that asks again and again",
    "badges.printed_file": "a file that is there once somebody has asked for badges",
    "badges.printed_gifts": "a file that is there once somebody has asked for the list",
    "delegations.door": "the answer to a scan; tests/delegations looks at it",
    "staff_calls.callee": "a guest whom an officer takes up by a button; test_calling.py looks at it",
    "checkin.guest": "a guest found at the door, whom the desk helps; tests/checkin/test_help_pages.py looks at it",
    "checkin.phone_code": "of a code for phones, which the sample does not have; test_phones_page.py looks at it",
    "checkin.phone_sheet": "the same on paper; test_phones_page.py looks at it",
    "door_app.own_phone": "for a script: whether this browser may become a phone of the door",
    "checkin.door_verdict": "the answer to a scan, which the sample's events do not have",
}


@dataclass
class Walk:
    """What following the links finds: endpoint → (address, page)."""

    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    opened: dict[str, int] = field(default_factory=dict)
    faults: list[object] = field(default_factory=list)


def walk(app: Flask, site: LiveSite, context: BrowserContext, role: Role) -> Walk:
    waiting = ["/staff/", *([PLAIN_DOOR] if may(role, Verb.CHECK_IN) else [])]
    found, known = Walk(), set(waiting)
    while waiting:
        path = waiting.pop(0)
        endpoint = endpoint_of(app, path)
        if endpoint is None or found.opened.get(endpoint, 0) >= OF_ONE_KIND:
            continue
        found.opened[endpoint] = found.opened.get(endpoint, 0) + 1
        if endpoint in LETTERS:
            continue
        answer = context.request.get(site.url + path, max_redirects=0)
        if answer.status in (302, 303):  # to the event in front; where there is one unit, its list is its page
            waiting.append(answer.headers["location"])
            continue
        if answer.status != 200:
            found.faults.append((path, answer.status))
            continue
        if "text/html" not in answer.headers["content-type"]:
            continue
        page = answer.text()
        if faults := faults_of(page):
            found.faults.append((path, faults))
        if len(page) > len(found.pages.get(endpoint, ("", ""))[1]):
            found.pages[endpoint] = (path, page)
        for link in re.findall(r'<a [^>]*?href="(/staff/[^"#]*)', page):
            target = unescape(link)
            if target not in known:
                known.add(target)
                waiting.append(target)
    return found


def endpoint_of(app: Flask, path: str) -> str | None:
    """The guarded page that an address leads to."""
    try:
        endpoint, _ = app.url_map.bind("localhost").match(urlsplit(path).path, "GET")
    except (HTTPException, RequestRedirect):
        return None
    return endpoint if hasattr(app.view_functions[endpoint], "verb") else None


def guarded_pages(app: Flask, role: Role) -> set[str]:
    """The endpoints below /staff/ that answer to GET and that the role may open."""
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/staff/")
        and "GET" in (rule.methods or set())
        and hasattr(view := app.view_functions[rule.endpoint], "verb")
        and may(role, Verb(view.verb))
    }


def look_at(page: Page, site: LiveSite, found: Walk, language: str) -> list[object]:
    """What axe, the console and the width say of each page, on a desk and on a phone."""
    seen: list[object] = []

    def complain(message: ConsoleMessage) -> None:
        if message.type == "error":
            seen.append((language, page.url, message.text))

    page.on("console", complain)
    page.on("pageerror", lambda error: seen.append((language, page.url, str(error))))
    axe = AXE_FILE_PATH.read_text(encoding="utf-8")
    for path, _ in found.pages.values():
        page.goto(site.url + path)
        page.evaluate(axe)
        for (width, height), scheme in LOOKS[language]:
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            wide = page.evaluate("() => document.documentElement.scrollWidth")
            if wide > width:
                seen.append((language, path, f"{wide} px wide on a screen of {width}"))
            result = page.evaluate("() => axe.run({resultTypes: ['violations']})")
            seen += [
                (language, path, width, scheme, violation["id"], violation["nodes"][0]["target"])
                for violation in result["violations"]
            ]
    return seen


def context_of(browser: Browser, site: LiveSite, role: Role, language: str) -> BrowserContext:
    context = browser.new_context(locale=language, reduced_motion="reduce")
    sign_in(context.new_page(), site, role)
    return context


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Browser:
    return launch(playwright)


@pytest.mark.parametrize("role", Role)
def test_each_role_reaches_its_pages_and_they_are_sound(
    app: Flask, browser: Browser, site: LiveSite, role: Role
) -> None:
    context = context_of(browser, site, role, "en-US")
    found = walk(app, site, context, role)
    context.close()
    assert not found.faults
    assert guarded_pages(app, role) - found.opened.keys() - UNLINKED.keys() == set()


@pytest.mark.parametrize("language", LOOKS)
def test_axe_finds_nothing_on_any_page(app: Flask, browser: Browser, site: LiveSite, language: str) -> None:
    context = context_of(browser, site, Role.ADMINISTRATOR, language)
    seen = look_at(context.pages[0], site, walk(app, site, context, Role.ADMINISTRATOR), language)
    context.close()
    assert not seen


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_axe_finds_nothing_on_the_first_page_of_a_role(
    app: Flask, browser: Browser, site: LiveSite, role: Role
) -> None:
    context = context_of(browser, site, role, "vi-VN")
    seen = look_at(context.pages[0], site, Walk({"staff.home": ("/staff/", "")}), "vi-VN")
    context.close()
    assert not seen
