"""What becomes of a photograph that is sent, and what is not taken: one synthetic picture for each case."""

import io
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from showcase.core import uploads
from showcase.core.uploads import Refusal
from showcase.photos import making
from tests.photos import synthetic

ROOT = Path(__file__).parents[2]
NEAR = 40  # how far a colour may be off after JPEG and four inks


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_stands_upright_however_the_camera_was_held(orientation: int) -> None:
    whole = shown(making.made_of(synthetic.turned(orientation)).whole.content)
    assert whole.size == (1200, 800)
    assert_is_the_scene(whole)


def test_nothing_that_a_camera_wrote_beside_the_picture_is_kept() -> None:
    content = synthetic.with_everything()
    assert all(word in content for word in (b"Camera of Mr Tran", b"Tran Van A", b"Garden Grove"))  # the test is one
    made = making.made_of(content)
    assert made.twin
    for kept in (made.whole.content, *made.sizes.values(), made.twin):
        assert not any(word in kept for word in (b"Tran", b"Garden Grove", b"Exif", b"xmpmeta", b"2024:02:05"))
        assert not shown(kept).getexif()


def test_the_day_it_was_taken_is_the_one_thing_read_from_the_camera() -> None:
    assert making.made_of(synthetic.with_everything()).taken_on == date(2024, 2, 5)
    assert making.made_of(synthetic.jpeg()).taken_on is None


@pytest.mark.parametrize(
    "content",
    [
        synthetic.cmyk(),
        synthetic.cmyk(making.PROFILE.read_bytes()),
        synthetic.in_other_colours(),
        synthetic.encoded(synthetic.scene(), "PNG"),
        synthetic.encoded(synthetic.scene().convert("P", palette=Image.Palette.ADAPTIVE), "PNG"),
        synthetic.encoded(synthetic.scene(), progressive=True),
    ],
    ids=["CMYK", "CMYK with a profile", "a profile that breaks off", "PNG", "palette", "progressive"],
)
def test_any_way_of_writing_colours_becomes_the_screens(content: bytes) -> None:
    whole = shown(making.made_of(content).whole.content)
    assert whole.mode == "RGB"
    assert_is_the_scene(whole, near=110)  # four inks cannot print every colour of a screen


def test_a_grey_photograph_stays_grey() -> None:
    red, green, blue = at(shown(making.made_of(synthetic.grey()).whole.content), 0.25, 0.25)
    assert max(red, green, blue) - min(red, green, blue) <= 2


def test_16_bits_become_8_and_do_not_turn_white() -> None:
    whole = shown(making.made_of(synthetic.grey_of_16_bits()).whole.content)
    assert [round(at(whole, x, 0.5)[0] / 64) for x in (0.02, 0.25, 0.5, 0.75, 0.98)] == [0, 1, 2, 3, 4]
    assert near(at(shown(making.made_of(synthetic.colours_of_16_bits()).whole.content), 0.5, 0.5), (200, 40, 40))


def test_what_is_see_through_stands_on_white() -> None:
    assert near(at(shown(making.made_of(synthetic.see_through()).whole.content), 0.5, 0.5), (255, 255, 255))


def test_pages_get_three_sizes_and_none_larger_than_the_photograph() -> None:
    large = making.made_of(synthetic.jpeg((3000, 2000)))
    assert {name: shown(content).size for name, content in large.sizes.items()} == {
        "640": (640, 427),
        "1280": (1280, 853),
        "2560": (2560, 1707),
    }
    assert list(making.made_of(synthetic.jpeg((900, 600))).sizes) == ["640"]


def test_the_twin_for_the_press_has_all_pixels_in_four_inks_and_says_which() -> None:
    twin = making.made_of(synthetic.jpeg()).twin
    assert twin
    with Image.open(io.BytesIO(twin)) as printed:
        assert (printed.mode, printed.size) == ("CMYK", (1200, 800))
        profile = ImageCms.ImageCmsProfile(io.BytesIO(printed.info["icc_profile"]))
        assert "FOGRA39L" in ImageCms.getProfileDescription(profile)
        screen = ImageCms.profileToProfile(
            printed, profile, ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")), outputMode="RGB"
        )
    assert screen
    assert_is_the_scene(screen, near=70)


def test_black_stays_below_the_ink_that_paper_bears() -> None:
    twin = making.made_of(synthetic.encoded(Image.new("RGB", (400, 400), "black"))).twin
    assert twin
    with Image.open(io.BytesIO(twin)) as printed:
        inks = printed.getpixel((200, 200))
    assert isinstance(inks, tuple)
    assert sum(inks) / 255 * 100 <= 302


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Refusal.MISSING),
        (synthetic.jpeg((1, 1)), Refusal.TOO_SMALL),
        (synthetic.jpeg((4000, 199)), Refusal.TOO_SMALL),
        (synthetic.moving("PNG"), Refusal.ANIMATED),
        (synthetic.moving("GIF"), Refusal.ANIMATED),
        (synthetic.moving("WEBP"), Refusal.ANIMATED),
        (synthetic.jpeg()[:-4000], Refusal.BROKEN_OFF),
        (synthetic.jpeg()[:300], Refusal.BROKEN_OFF),
        (synthetic.encoded(synthetic.scene(), "PNG")[:-200], Refusal.BROKEN_OFF),
        (synthetic.png_bomb(), Refusal.TOO_MANY_PIXELS),
        (synthetic.png_bomb(9_000), Refusal.TOO_MANY_PIXELS),
        (synthetic.SVG_BOMB, Refusal.DRAWING),
        (b"<!-- a --><svg onload='alert(1)'/>", Refusal.DRAWING),
        (synthetic.EXECUTABLE, Refusal.NO_PICTURE),
        (b"\x7fELF" + bytes(500), Refusal.NO_PICTURE),
        (b"PK\3\4" + bytes(500), Refusal.NO_PICTURE),
        (synthetic.encoded(synthetic.scene(), "TIFF"), Refusal.OTHER_KIND),
        (synthetic.encoded(synthetic.scene(), "BMP"), Refusal.OTHER_KIND),
        (b"\0\0\0\x18ftypheic" + bytes(500), Refusal.OTHER_KIND),
        (b"%PDF-1.7" + bytes(500), Refusal.OTHER_KIND),
        (bytes(making.BOUNDS.bytes + 1), Refusal.TOO_LARGE),
    ],
)
def test_what_is_not_taken_is_refused_with_its_own_reason(content: bytes, reason: Refusal) -> None:
    began = time.process_time()
    with pytest.raises(uploads.Refused) as refused:
        making.made_of(uploads.read(io.BytesIO(content), making.BOUNDS))
    assert refused.value.reason is reason
    assert refused.value.sentence
    assert time.process_time() - began < 1


def test_a_phones_file_with_a_small_copy_inside_is_one_photograph() -> None:
    several = synthetic.encoded(synthetic.scene(), "MPO", save_all=True, append_images=[synthetic.scene((320, 240))])
    assert_is_the_scene(shown(making.made_of(several).whole.content))


def test_forty_megapixels_need_less_than_700_megabytes_and_a_bounded_time() -> None:
    """In a process of its own, and by its own high water: what getrusage tells begins with the parent's."""
    script = (
        "import io, pathlib, time\n"
        "from PIL import Image\n"
        "from showcase.photos import making\n"
        "noise = Image.effect_noise((1825, 1370), 60).resize((7300, 5480))\n"
        "sent = io.BytesIO()\n"
        "Image.merge('RGB', [noise] * 3).save(sent, 'JPEG', quality=85, progressive=True, exif=b'')\n"
        "del noise\n"
        "began = time.process_time()\n"
        "made = making.made_of(sent.getvalue())\n"
        "assert made.twin is None\n"
        "assert making.twin_of(made.whole.content)\n"
        "status = pathlib.Path('/proc/self/status').read_text()\n"
        "print(time.process_time() - began, int(status.split('VmHWM:')[1].split()[0]) // 1024)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, megabytes = done.stdout.split()
    assert int(megabytes) < 700
    assert float(seconds) < 20


def shown(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def at(picture: Image.Image, x: float, y: float) -> tuple[int, ...]:
    found = picture.convert("RGB").getpixel((int(picture.width * x), int(picture.height * y)))
    assert isinstance(found, tuple)
    return found


def near(found: tuple[int, ...], wanted: tuple[int, ...], off: int = NEAR) -> bool:
    return all(abs(one - other) <= off for one, other in zip(found, wanted, strict=True))


def assert_is_the_scene(picture: Image.Image, near: int = NEAR) -> None:
    """Each corner is nearest to its own colour, and near enough."""
    colours = (synthetic.RED, synthetic.GREEN, synthetic.BLUE, synthetic.YELLOW)
    for wanted, x, y in zip(colours, (0.25, 0.75, 0.25, 0.75), (0.25, 0.25, 0.75, 0.75), strict=True):
        found = at(picture, x, y)
        distances = {colour: max(abs(a - b) for a, b in zip(found, colour, strict=True)) for colour in colours}
        assert min(distances, key=lambda colour: distances[colour]) == wanted
        assert distances[wanted] <= near
