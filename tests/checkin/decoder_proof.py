"""The door's decoder in its worker beside zxing-cpp, on the same hard frames."""

import base64
import io
from collections.abc import Iterable
from dataclasses import dataclass

import zxingcpp
from playwright.sync_api import Browser

from tests.checkin.hard_frames import Frame
from tests.static_page import static_page

QR_ONLY = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
ENGINE = "/vendor/zxing-wasm/reader/zxing_reader.wasm"
START = f"""async () => {{
  const {{ Decoder }} = await import("/checkin/reading/decoder.js");
  window.decoder = new Decoder("{ENGINE}");
  return decoder.ready;
}}"""
READ = """async ([png, denoise]) => {
  const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const start = performance.now();
  const text = await decoder.read(picture, { whole: true, denoise });
  return [text, performance.now() - start];
}"""


@dataclass(frozen=True)
class Reading:
    """What became of one frame."""

    frame: Frame
    worker: str | None  # by one look at all of the picture, as every fourth is
    denoised: str | None  # with the noise taken out, as after two seconds without a code
    reference: str | None
    milliseconds: float


def readings(browser: Browser, frames: Iterable[Frame]) -> list[Reading]:
    with static_page() as address:
        page = browser.new_page()
        page.goto(address)
        assert page.evaluate(START), "the engine does not start"
        found = []
        for frame in frames:
            file = io.BytesIO()
            frame.picture.save(file, "PNG", compress_level=1)
            png = base64.b64encode(file.getvalue()).decode()
            text, milliseconds = page.evaluate(READ, [png, False])
            denoised = text if text is not None else page.evaluate(READ, [png, True])[0]
            (reference, *_) = [code.text for code in zxingcpp.read_barcodes(frame.picture, formats=QR_ONLY)] or [None]
            found.append(Reading(frame, text, denoised, reference, milliseconds))
        page.close()
    return found


def table(found: list[Reading]) -> str:
    """By kind: reads of the worker, with noise taken out, and of the reference."""
    lines = [f"{'kind':<14}{'frames':>7}{'worker':>8}{'denoised':>10}{'zxing-cpp':>11}"]
    for kind in dict.fromkeys(one.frame.kind for one in found):
        of_kind = [one for one in found if one.frame.kind == kind]
        counts = [sum(getattr(one, way) is not None for one in of_kind) for way in ("worker", "denoised", "reference")]
        lines.append(f"{kind:<14}{len(of_kind):>7}{counts[0]:>8}{counts[1]:>10}{counts[2]:>11}")
    return "\n".join(lines)
