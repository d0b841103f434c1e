"""A laid-out file made fit for the press: four inks and nothing else, boxes, marks, and the paper it is meant for.

Works on the finished file, so that whatever the engine drew is caught: sheets, drawings, maps, codes, shadings.
"""

import io
import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator

from ..photos import making
from .inks import Ink, Inks

MILLIMETRE = 72 / 25.4
BLEED = 3 * MILLIMETRE  # what the printing house trims off
AROUND = 8 * MILLIMETRE  # space beyond the trim: the bleed, then the marks
HAIRLINE = 0.25  # points; a thinner line breaks up in print
CONDITION, REGISTRY = "FOGRA39", "http://www.color.org"
_TARGET = 5.5 * MILLIMETRE  # from the trim to the middle of a mark that shows whether the plates fit
_RADIUS = 1.5 * MILLIMETRE
_CIRCLE = 4 / 3 * math.tan(math.pi / 8)  # of the radius: handles of a quarter
_RGB, _CMYK = Name.DeviceRGB, Name.DeviceCMYK
_ALL = "ShowcaseMarks"  # the colour space that prints on every plate
_COLOUR_OF = {"rg": "k", "RG": "K"}
_OTHER_FILLS = ("cs", "sc", "scn", "g", "k")
_BLACK: Ink = (0.0, 0.0, 0.0, 1.0)
_THREE = 3


@dataclass(frozen=True)
class Pressed:
    """A file for the printing house, and what in it is still not in inks."""

    content: bytes
    left: tuple[str, ...]  # names of colour spaces
    inks: frozenset[Ink] = field(default_factory=frozenset)  # all that its flat colours use


def for_press(content: bytes, inks: Inks, *, label_x4: bool = False) -> Pressed:
    """Turn a file with `AROUND` space about each page into one for the printing house; equal files stay equal.

    `label_x4` says in the file that it is PDF/X-4. Only who has checked it may do so.
    """
    with pikepdf.open(io.BytesIO(content)) as file:
        work = _Conversion(file, inks)
        for page in file.pages:
            work.page(page)
        work.rest()
        _drop(file.Root, ("/AcroForm", "/Names", "/OpenAction"))
        _name_condition(file)
        _label(file, label_x4)
        left = tuple(sorted(_not_in_inks(file)))
        output = io.BytesIO()
        file.save(output, deterministic_id=True, min_version="1.6", object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return Pressed(output.getvalue(), left, frozenset(work.used))


class _Conversion:
    """Goes through a file from the pages inwards, so that it knows how large a line comes out."""

    def __init__(self, file: pikepdf.Pdf, inks: Inks) -> None:
        self._file, self._inks = file, inks
        self._done: set[tuple[int, int]] = set()
        self.used: set[Ink] = set()
        self._marks = file.make_indirect(Array([Name.Separation, Name.All, _CMYK, self._tint()]))

    def page(self, page: pikepdf.Page) -> None:
        trim = [float(one) for one in page.trimbox]
        bleed = _grown(trim, BLEED)
        page.obj.BleedBox = Array(bleed)
        page.obj.MediaBox = Array(_grown(trim, AROUND))
        _drop(page.obj, ("/ArtBox", "/CropBox", "/Annots"))  # nothing but ink belongs on a plate
        page.obj.Group = Dictionary(S=Name.Transparency, CS=_CMYK)
        page.contents_coalesce()
        drawn = self._converted(page.obj, page.obj.Resources, 1.0)
        # Art may be drawn up to the edge of the sheet; it must not run under the marks.
        clip = "q {:.3f} {:.3f} {:.3f} {:.3f} re W n\n".format(*bleed[:2], bleed[2] - bleed[0], bleed[3] - bleed[1])
        if "/ColorSpace" not in page.obj.Resources:
            page.obj.Resources.ColorSpace = Dictionary()
        page.obj.Resources.ColorSpace[f"/{_ALL}"] = self._marks
        stream = clip.encode() + drawn + b"\nQ\n" + _marks(trim).encode()
        page.obj.Contents = self._file.make_stream(stream)

    def rest(self) -> None:
        """What no page draws by itself: patterns, masks, shadings."""
        for item in list(self._file.objects):
            if isinstance(item, pikepdf.Stream) and (item.get("/Subtype") == Name.Form or "/PatternType" in item):
                self._form(item, 1.0)
            elif isinstance(item, pikepdf.Stream) and item.get("/Subtype") == Name.Image:
                self._picture(item)
            if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
                self._shading(item)
                shading = item.get("/Shading")
                if isinstance(shading, pikepdf.Dictionary | pikepdf.Stream):
                    for one in [shading, *_dictionaries(shading)]:
                        self._shading(one)

    def _form(self, form: Any, scale: float) -> None:
        if form.objgen in self._done:
            return
        self._done.add(form.objgen)
        group = form.get("/Group")
        if group is not None and group.get("/CS") == _RGB:
            group.CS = _CMYK
        if "/Resources" not in form:
            form.Resources = Dictionary()
        form.write(self._converted(form, form.Resources, scale))

    def _converted(self, stream: Any, resources: Any, scale: float) -> bytes:
        """The same drawing in inks. `scale` is how many points a unit of it comes out."""
        drawings, scales = resources.get("/XObject", Dictionary()), [scale]
        fills: list[Any] = [_BLACK]  # of the innermost state last; a page begins in black
        is_over = False
        written: list[Any] = []
        for instruction in pikepdf.parse_content_stream(stream):
            operands, name = instruction.operands, str(instruction.operator)
            if name == "q":
                scales.append(scales[-1])
                fills.append(fills[-1])
            elif name == "Q" and len(scales) > 1:
                scales.pop()
                fills.pop()
            elif name == "cm":
                a, b, c, d = (float(one) for one in operands[:4])
                scales[-1] *= math.sqrt(abs(a * d - b * c))
            elif name in _COLOUR_OF:
                ink = self._ink([float(one) for one in operands])
                fills[-1] = ink if name == "rg" else fills[-1]
                written.append((list(ink), Operator(_COLOUR_OF[name])))
                continue
            elif name in _OTHER_FILLS:
                fills[-1] = None
            elif name in ("Tj", "TJ") and (fills[-1] == _BLACK) != is_over:
                is_over = not is_over
                written.append(self._over(resources, is_over))
            elif name == "ET" and is_over:
                is_over = False
                written.append(self._over(resources, is_over))
            elif name == "w" and 0 < float(operands[0]) * scales[-1] < HAIRLINE:
                written.append(([HAIRLINE / scales[-1]], Operator("w")))
                continue
            elif name == "Do" and (drawn := drawings.get(operands[0])) is not None:
                if drawn.get("/Subtype") == Name.Form:
                    a, b, c, d = [float(one) for one in drawn.get("/Matrix", [1, 0, 0, 1, 0, 0])][:4]
                    self._form(drawn, scales[-1] * math.sqrt(abs(a * d - b * c)))
                else:
                    self._picture(drawn)
            written.append((operands, instruction.operator))
        return pikepdf.unparse_content_stream(written)

    def _ink(self, parts: list[float]) -> Ink:
        ink = self._inks.of(*parts)
        self.used.add(ink)
        return ink

    def _over(self, resources: Any, is_over: bool) -> tuple[list[Name], Operator]:
        """Black letters print over their ground instead of leaving it out: else it shines through beside them."""
        states = resources.get("/ExtGState")
        if states is None:
            states = resources["/ExtGState"] = Dictionary()
        name = Name(f"/Showcase{'Over' if is_over else 'Out'}")
        if name not in states:
            states[name] = Dictionary(Type=Name.ExtGState, op=is_over, OPM=int(is_over))
        return [name], Operator("gs")

    def _picture(self, picture: Any) -> None:
        """A picture without a twin in inks gets one here, in its own size."""
        if picture.get("/ColorSpace") != _RGB or picture.objgen in self._done:
            return
        self._done.add(picture.objgen)
        seen = pikepdf.PdfImage(picture).as_pil_image().convert("RGB")
        is_photograph = picture.get("/Filter") == Name.DCTDecode
        _drop(picture, ("/Decode", "/DecodeParms", "/Intent"))
        picture.ColorSpace = _CMYK
        picture.BitsPerComponent = 8
        if is_photograph:
            picture.Decode = Array([1, 0] * 4)  # a JPEG of four inks counts them from full to none
            picture.write(making.for_the_press(seen), filter=Name.DCTDecode)
        else:
            picture.write(making.in_inks(seen).tobytes())  # without loss: letters in a drawing keep their edges

    def _shading(self, item: Any) -> None:
        if "/ShadingType" not in item or item.get("/ColorSpace") != _RGB:
            return
        item.ColorSpace = _CMYK
        if "/Function" in item:
            self._function(item.Function)

    def _function(self, function: Any) -> None:
        if isinstance(function, pikepdf.Array):
            for one in function:
                self._function(one)
            return
        for name in ("/C0", "/C1"):
            parts = [float(one) for one in function.get(name, [])]
            if len(parts) == _THREE:
                function[name] = Array(self._ink(parts))
        if "/Range" in function and len(function.Range) == 2 * _THREE:
            function.Range = Array([0, 1] * 4)
        for one in function.get("/Functions", []):
            self._function(one)

    def _tint(self) -> Dictionary:
        return Dictionary(FunctionType=2, Domain=Array([0, 1]), N=1, C0=Array([0] * 4), C1=Array([1] * 4))


def _marks(trim: list[float]) -> str:
    """Where to cut, and four targets that show whether the plates fit: on all plates, outside the bleed."""
    left, bottom, right, top = trim
    near, far = BLEED, AROUND
    drawn = [f"q /{_ALL} CS 1 SCN {HAIRLINE} w"]
    for x in (left, right):
        drawn += [f"{x:.3f} {bottom - near:.3f} m {x:.3f} {bottom - far:.3f} l S"]
        drawn += [f"{x:.3f} {top + near:.3f} m {x:.3f} {top + far:.3f} l S"]
    for y in (bottom, top):
        drawn += [f"{left - near:.3f} {y:.3f} m {left - far:.3f} {y:.3f} l S"]
        drawn += [f"{right + near:.3f} {y:.3f} m {right + far:.3f} {y:.3f} l S"]
    across, up = (left + right) / 2, (bottom + top) / 2
    for x, y in ((across, bottom - _TARGET), (across, top + _TARGET), (left - _TARGET, up), (right + _TARGET, up)):
        drawn.append(_target(x, y))
    return "\n".join([*drawn, "Q\n"])


def _target(x: float, y: float) -> str:
    half, whole = _RADIUS / 2, _RADIUS
    handle = half * _CIRCLE
    corners = [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 0)]
    path = [f"{x + half:.3f} {y:.3f} m"]
    for (a, b), (c, d) in itertools.pairwise(corners):
        path.append(
            f"{x + a * half + c * handle:.3f} {y + b * half + d * handle:.3f}"
            f" {x + c * half + a * handle:.3f} {y + d * half + b * handle:.3f}"
            f" {x + c * half:.3f} {y + d * half:.3f} c"
        )
    path.append(f"S {x - whole:.3f} {y:.3f} m {x + whole:.3f} {y:.3f} l")
    path.append(f"{x:.3f} {y - whole:.3f} m {x:.3f} {y + whole:.3f} l S")
    return " ".join(path)


def _name_condition(file: pikepdf.Pdf) -> None:
    """The paper and press that the inks are meant for, with the profile itself."""
    profile = file.make_stream(making.PROFILE.read_bytes())
    profile.N = 4
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=CONDITION,
        OutputCondition="Offset, coated paper",
        RegistryName=REGISTRY,
        Info="FOGRA39L, ISO 12647-2:2004/Amd 1, paper type 1 or 2",
        DestOutputProfile=profile,
    )
    file.Root.OutputIntents = Array([file.make_indirect(intent)])


def _label(file: pikepdf.Pdf, is_x4: bool) -> None:
    title, author = (str(file.docinfo.get(name, "")) for name in ("/Title", "/Author"))
    moment = "1980-01-01T00:00:00+00:00"  # fixed, as the engine's: equal pages make equal files
    with file.open_metadata(set_pikepdf_as_editor=False) as about:
        about["dc:title"] = title
        if author:
            about["dc:creator"] = [author]
        about["pdf:Trapped"] = "False"
        for name in ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"):
            about[name] = moment
        if is_x4:
            about["{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion"] = "PDF/X-4"
            about["xmpMM:RenditionClass"] = "default"
            about["xmpMM:VersionID"] = "1"
    file.docinfo["/Trapped"] = Name("/False")


def _not_in_inks(file: pikepdf.Pdf) -> Iterable[str]:
    """Colour spaces of the screen that a file still names."""
    for item in file.objects:
        if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            for value in (item.get("/ColorSpace"), item.get("/CS")):
                named = value[0] if isinstance(value, pikepdf.Array) and len(value) else value
                if isinstance(named, pikepdf.Name) and str(named) in ("/DeviceRGB", "/CalRGB", "/Lab"):
                    yield str(named).removeprefix("/")


def _dictionaries(parent: Any) -> list[Any]:
    return [one for one in parent.values() if isinstance(one, pikepdf.Dictionary | pikepdf.Stream)]


def _grown(box: list[float], by: float) -> list[float]:
    return [round(one, 3) for one in (box[0] - by, box[1] - by, box[2] + by, box[3] + by)]


def _drop(item: Any, names: Iterable[str]) -> None:
    for name in names:
        if name in item:
            del item[name]
