"""The door's camera in a real browser: its troubles told apart, what it does when idle, lost or hidden."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.checkin.decoder_proof import ENGINE
from tests.film import camera, film_of_codes
from tests.live import launch
from tests.static_page import static_page

pytestmark = [pytest.mark.browser, pytest.mark.full]
CODES = ["1234567890" * 19 + "1", "9" * 191]
START = """async ([wasm, more]) => {
  const { Camera } = await import("/checkin/reading/camera.js");
  const video = document.body.appendChild(document.createElement("video"));
  window.camera = new Camera(video, { wasm, ...more });
  window.states = [];
  window.codes = [];
  camera.addEventListener("state", ({ detail }) => states.push(detail.state));
  camera.addEventListener("code", ({ detail }) => codes.push({ ...detail, waited: performance.now() - detail.at }));
  await camera.start();
  return camera.state;
}"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with static_page() as found:
        yield found


@pytest.fixture(scope="module")
def phone(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    browser = launch(playwright, *camera(film_of_codes(CODES, tmp_path_factory.mktemp("film"), after=2.0)))
    yield browser
    browser.close()


@pytest.fixture
def page(phone: Browser, address: str) -> Iterator[Page]:
    context = phone.new_context(permissions=["camera"])
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def started(page: Page, **more: object) -> str:
    return str(page.evaluate(START, [ENGINE, more]))


def comes(page: Page, state: str) -> None:
    page.wait_for_function("(state) => camera.state === state", arg=state)


def test_cards_are_told_once_each_time_they_come_into_sight(page: Page) -> None:
    assert started(page) == "ready"
    page.wait_for_function("() => codes.length === 4")
    codes = page.evaluate("() => codes")
    texts = [one["text"] for one in codes]
    assert texts in ([*CODES, *CODES], [*reversed(CODES), *reversed(CODES)])
    assert all(0 < one["waited"] < 2000 for one in codes), "when the picture was taken is known"


def test_what_is_not_taken_up_is_told_again(page: Page) -> None:
    started(page)
    page.evaluate("() => camera.addEventListener('code', (event) => codes.length < 3 && event.preventDefault())")
    page.wait_for_function("() => codes.length === 3")
    assert len({one["text"] for one in page.evaluate("() => codes")}) == 1


def test_a_person_who_says_no(phone: Browser, playwright: Playwright, address: str) -> None:
    browser = launch(playwright, "--use-fake-device-for-media-stream")  # nobody answers the question: headless says no
    page = browser.new_page()
    page.goto(address)
    assert started(page) == "refused"
    browser.close()


def test_no_camera(playwright: Playwright, address: str) -> None:
    browser = launch(playwright, "--use-fake-ui-for-media-stream")
    page = browser.new_page()
    page.goto(address)
    assert started(page) == "missing"
    browser.close()


@pytest.mark.parametrize(
    ("name", "message", "state"),
    [
        ("NotReadableError", "Could not start video source", "busy"),
        ("NotAllowedError", "Permission denied by system", "system"),
        ("NotAllowedError", "Permission denied", "refused"),
        ("OverconstrainedError", "", "missing"),
    ],
)
def test_troubles_are_told_apart(page: Page, name: str, message: str, state: str) -> None:
    page.evaluate(
        "([name, message]) => { navigator.mediaDevices.getUserMedia ="
        " () => Promise.reject(new DOMException(message, name)); }",
        [name, message],
    )
    assert started(page) == state


def test_a_camera_that_is_lost_is_found_again(page: Page) -> None:
    started(page)
    page.evaluate("() => document.querySelector('video').srcObject.getTracks()[0].dispatchEvent(new Event('ended'))")
    assert page.evaluate("() => camera.state") == "lost"
    comes(page, "ready")
    page.evaluate("() => codes.splice(0)")
    page.wait_for_function("() => codes.length")


def test_it_sleeps_when_nobody_comes_and_wakes_by_a_press(page: Page) -> None:
    started(page, sleepAfter=300)
    page.evaluate("() => camera.addEventListener('code', (event) => event.preventDefault())")
    comes(page, "asleep")
    assert page.evaluate("() => document.querySelector('video').srcObject") is None
    page.evaluate("() => camera.start()")
    comes(page, "ready")


def test_hidden_it_lets_the_camera_go_and_shown_it_goes_on(page: Page) -> None:
    hide = """(hidden) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    started(page)
    page.evaluate(hide, True)
    assert page.evaluate("() => [camera.state, document.querySelector('video').srcObject]") == ["off", None]
    page.evaluate(hide, False)
    comes(page, "ready")
    page.evaluate("() => camera.stop()")
    page.evaluate(hide, True)
    page.evaluate(hide, False)
    assert page.evaluate("() => camera.state") == "off", "who has left the screen needs no camera"


def test_the_screen_is_kept_awake_again_after_the_system_took_the_lock(page: Page) -> None:
    page.evaluate(
        """() => {
          window.locks = [];
          const wakeLock = { request: async () => {
            const lock = { released: false, release: async () => { lock.released = true; } };
            locks.push(lock);
            return lock;
          } };
          Object.defineProperty(navigator, "wakeLock", { value: wakeLock });
        }"""
    )
    started(page)
    page.wait_for_function("() => locks.length === 1")
    page.evaluate("() => { locks[0].released = true; }")
    page.wait_for_function("() => locks.length === 2")
    page.evaluate("() => camera.stop()")
    page.wait_for_function("() => locks[1].released")


def test_stopped_while_it_starts_it_stays_off(page: Page) -> None:
    started(page)
    page.evaluate("async () => { camera.stop(); const done = camera.start(); camera.stop(); await done; }")
    assert page.evaluate("() => [camera.state, document.querySelector('video').srcObject]") == ["off", None]


def test_light_and_focus_are_offered_where_the_camera_can(page: Page) -> None:
    started(page)
    assert page.evaluate("() => camera.torch") is None, "the fake camera has no lamp"
    page.evaluate(
        """() => {
          const { prototype } = MediaStreamTrack;
          window.asked = [];
          const can = { torch: true, focusMode: ["continuous", "single-shot"], pointsOfInterest: true };
          prototype.getCapabilities = () => can;
          prototype.applyConstraints = async ({ advanced: [wish] }) => { asked.push(wish); };
          camera.stop();
        }"""
    )
    page.evaluate("() => camera.start()")
    assert page.evaluate("() => camera.torch") is False
    page.evaluate("() => camera.light(true)")
    assert page.evaluate("() => camera.torch") is True
    page.evaluate("() => asked.splice(0)")
    video = "document.querySelector('video')"
    assert page.evaluate(f"() => camera.focus({video}.clientWidth / 2, {video}.clientHeight / 2)")
    assert page.evaluate("() => asked") == [{"pointsOfInterest": [{"x": 0.5, "y": 0.5}], "focusMode": "single-shot"}]
