"""What a phone reads, in a real browser: plugged-in scanners under odd keyboards, lenses, sightings."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright

from tests.live import launch
from tests.static_page import static_page

pytestmark = pytest.mark.browser
TICKET = ("1234567890" * 20)[:191]
AZERTY = dict(zip("1234567890", "&é\"'(-è_çà", strict=True))
FULL_WIDTH = dict(zip("1234567890", "１２３４５６７８９０", strict=True))


@pytest.fixture(scope="module")
def page(playwright: Playwright) -> Iterator[Page]:
    browser = launch(playwright)
    with static_page() as address:
        page = browser.new_page()
        page.goto(address)
        yield page
    browser.close()


@pytest.fixture
def scanner(page: Page) -> Iterator[Page]:
    """A page with a field and a button that listens to a plugged-in scanner; patient, as the machine may be busy."""
    listen(page, gap=2000, pause=600)
    yield page
    page.evaluate("() => wedge.stop()")


def listen(page: Page, **times: int) -> None:
    page.evaluate(
        """async (times) => {
          const { Wedge } = await import("/checkin/reading/wedge.js");
          document.body.innerHTML = "<button>x</button><input><textarea></textarea>";
          window.codes = [];
          window.presses = 0;
          document.querySelector("button").addEventListener("click", () => (presses += 1));
          window.wedge = new Wedge(document, times);
          wedge.addEventListener("code", ({ detail }) => codes.push(detail.text));
          wedge.start();
        }""",
        times,
    )


def press(page: Page, text: str, layout: dict[str, str] | None = None) -> None:
    """Keys as a foreign keyboard sends them: the place of each key, and what its layout makes of it."""
    named = {"\n": ("Enter", "Enter"), "\t": ("Tab", "Tab"), "\\": ("Backslash", "\\"), "\x1d": ("F8", "F8")}
    presses = []
    for sign in text:
        code, key = named.get(sign) or (f"Digit{sign}" if sign.isdigit() else f"Key{sign.upper()}", sign)
        presses.append({"code": code, "key": (layout or {}).get(key, key), "bubbles": True, "cancelable": True})
    page.evaluate(
        "(keys) => keys.forEach((key) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', key)))",
        presses,
    )


def codes(page: Page) -> list[str]:
    """The codes heard; waits for the first."""
    page.wait_for_function("() => codes.length")
    found: list[str] = page.evaluate("() => codes.splice(0)")
    return found


KEYBOARDS: dict[str, tuple[str, dict[str, str]]] = {
    "Enter": (TICKET + "\n", {}),
    "Tab": (TICKET + "\t", {}),
    "no suffix": (TICKET, {}),
    "prefix": ("\\000026" + TICKET + "\n", {}),
    "GS": ("\x1d" + TICKET + "\x1d\n", {}),
    "French": (TICKET + "\n", AZERTY),
    "French, prefix, no suffix": ("\\000026" + TICKET, AZERTY | {"\\": "*"}),
    "full width": (TICKET + "\n", FULL_WIDTH),
    "input method such as Telex, which holds keys back": (TICKET + "\n", dict.fromkeys("1234567890", "Process")),
}


def test_a_scanner_is_heard_whatever_the_keyboard(scanner: Page) -> None:
    scanner.evaluate("() => document.activeElement.blur()")
    for name, (typed, layout) in KEYBOARDS.items():
        press(scanner, typed, layout)
        assert codes(scanner) == [TICKET], name


def test_a_scanner_is_heard_wherever_the_focus_is(scanner: Page) -> None:
    """Nothing is pressed by its Enter, and a field holds what it held."""
    for place, held in (("button", None), ("input", "Hườ"), ("textarea", "")):
        scanner.evaluate(
            "([place, held]) => { const field = document.querySelector(place); field.focus();"
            " if (held !== null) field.value = held; }",
            [place, held],
        )
        scanner.keyboard.type(TICKET + "\n")
        assert codes(scanner) == [TICKET]
        assert (scanner.evaluate("(place) => document.querySelector(place).value", place) or None) == (held or None)
    assert scanner.evaluate("() => presses") == 0


def test_what_people_type_is_left_alone(page: Page) -> None:
    listen(page, gap=10, pause=30)
    page.locator("input").focus()
    page.keyboard.type("huong\n")
    page.keyboard.type("0912345678" + "1" * 25, delay=15)
    assert page.locator("input").input_value() == "huong" + "0912345678" + "1" * 25
    assert page.evaluate("() => codes") == []
    page.evaluate("() => wedge.stop()")


def test_a_code_that_is_no_ticket_is_told_too(scanner: Page) -> None:
    scanner.evaluate("() => document.activeElement.blur()")
    press(scanner, "abcdefgh\n")
    press(scanner, TICKET[:60] + "\n")
    assert codes(scanner) == ["abcdefgh", TICKET[:60]]


def test_the_main_lens_at_the_back_is_chosen(page: Page) -> None:
    better = """async ([labels, current]) => {
      const { betterLens } = await import("/checkin/reading/lenses.js");
      return betterLens(labels.map((label) => ({ deviceId: label, label })), current);
    }"""
    samsung = [f"camera2 {number}, facing {side}" for number, side in enumerate(["back", "front", "back", "front"])]
    iphone = ["Front Camera", "Back Ultra Wide Camera", "Back Camera", "Back Telephoto Camera"]
    assert page.evaluate(better, [samsung, samsung[2]]) == samsung[0]
    assert page.evaluate(better, [samsung, samsung[0]]) is None
    assert page.evaluate(better, [samsung, samsung[1]]) == samsung[0]
    assert page.evaluate(better, [iphone, "Back Camera"]) is None
    assert page.evaluate(better, [iphone, "Back Ultra Wide Camera"]) == "Back Camera"
    assert page.evaluate(better, [["Integrated Webcam"], "Integrated Webcam"]) is None
    assert page.evaluate(better, [["", ""], ""]) is None


def test_a_card_counts_again_after_it_was_out_of_sight(page: Page) -> None:
    counted = page.evaluate(
        """async (seen) => {
          const { Sightings } = await import("/checkin/reading/sightings.js");
          const sightings = new Sightings();
          return seen.map(([text, now]) => sightings.saw(text, now));
        }""",
        [["a", 0], ["a", 100], ["a", 2500], ["b", 2600], ["a", 2700], ["a", 5300], ["a", 5400]],
    )
    assert counted == [True, False, False, True, True, True, False]
