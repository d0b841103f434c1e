"""What the door's script decides without a network is what the server decides: the same tables prove both."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from showcase.checkin import rules
from showcase.registration import tickets
from tests.checkin.door import code_of, make_guest
from tests.checkin.phone import MODULES
from tests.core.test_search import FOLDED
from tests.factories import make_event

pytestmark = pytest.mark.browser
HERE = Path(__file__).parent
TYPED = [
    *("123", "  123\r\n", "\x02123\x03", "\ufeff123\u200b", "\\000026123", " \\000026 123 ", "\x1d123", "1 23"),
    *("\\00021", "", " \t ", "\\000026", "12\x0034", "12\n34", "１２３", "😀", "' OR 1=1 --", "\u202e123\u2069"),
    *("9" * 500, "9" * 501, "😀" * 500, "😀" * 501, "9" * 1_000_000, "\x85 1 \u3000", "\\000026\\000026 1"),
]
TIMES = ("opens_at", "closes_at", "doors_open_at", "doors_close_at", "closed_at")


@pytest.fixture(scope="module")
def page(browser: Browser, url: str) -> Iterator[Page]:
    page = browser.new_page()
    page.goto(f"{url}{MODULES}/errors.js")
    yield page
    page.close()


def answers(page: Page, script: str, given: Any) -> Any:
    """What a function of the modules gives, for each of the given."""
    return page.evaluate(
        f"""async ([modules, given]) => {{
          const module = (name) => import(`${{modules}}/${{name}}.js`);
          return Promise.all(given.map({script}));
        }}""",
        [MODULES, given],
    )


def test_the_rules_at_the_door_are_those_of_the_server(page: Page) -> None:
    cases = json.loads((HERE / "cases.json").read_text(encoding="utf-8"))
    said = answers(
        page,
        f"""async ({{ ticket = {{}}, gate = {{}}, at = "2024-02-05T08:00:00+07:00", direction, forced }}) => {{
          const {{ decide }} = await module("rules");
          const facts = {{ ...gate }};
          for (const name of {json.dumps(TIMES)}) if (name in gate) facts[name] = Date.parse(gate[name]);
          const {{ verdict, reason, bent }} = decide(ticket, facts, Date.parse(at), direction, forced);
          return [verdict, bent ? "bent" : "", reason].filter(Boolean).join(" ");
        }}""",
        cases,
    )
    assert dict(zip([one["name"] for one in cases], said, strict=True)) == {one["name"]: one["expect"] for one in cases}


def test_where_a_ticket_stands_is_the_same_on_both_sides(page: Page) -> None:
    cases = json.loads((HERE / "standings.json").read_text(encoding="utf-8"))
    stands = answers(
        page,
        """async ({ passages }) => {
          const { localDay, standing } = await module("rules");
          const facts = passages.map((one) => {
            const at = Date.parse(one.at);
            return { direction: "entry", ...one, at, day: localDay(at, "Asia/Ho_Chi_Minh") };
          });
          const { inside, entry, last, days, excesses } = standing(facts);
          const too_many = excesses.map(({ passage, against, reason }) => [passage.id, against.id, reason]);
          return [inside, entry?.id ?? null, last?.id ?? null, days, too_many];
        }""",
        cases,
    )
    expected = [[one["inside"], one.get("entry"), one.get("last"), one["days"], one["excesses"]] for one in cases]
    assert stands == expected


def test_codes_are_cleaned_and_names_folded_as_the_server_does(page: Page) -> None:
    cleaned = answers(page, """async (text) => (await module("rules")).cleanedCode(text)""", TYPED)
    assert cleaned == [rules.cleaned_code(text) for text in TYPED]
    folded = answers(page, """async ([text]) => (await module("folding")).fold(text)""", FOLDED)
    assert folded == [expected for _written, expected in FOLDED]


def test_signatures_are_verified_with_and_without_the_browsers_own_means(page: Page) -> None:
    guest = make_guest(make_event())
    good = code_of(guest)
    tampered = good[:40] + str(9 - int(good[40])) + good[41:]
    signature = good[:-3] + f"{(int(good[-3:]) + 1) % 1000:03}"
    codes = [good, tampered, signature, good[:-1], good + "1", "9" * 191, "0" * 191, "", "1" * 191]
    for native in (True, False):
        given = f"{json.dumps(tickets.public_keys())}, {{ native: {json.dumps(native)} }}"
        script = f"""async (code) => new (await module("tickets")).TicketReader({given}).read(code)"""
        read = answers(page, script, codes)
        assert read[0] == {"event": guest.registration.event_id, "attendee": guest.id, "version": 1}
        assert all("reason" in one for one in read[1:]), read
        assert [one["reason"] for one in read[3:6]] == ["unknown"] * 3
    assert {read[1]["reason"], read[2]["reason"]} <= {"bad_signature", "unknown_key"}
