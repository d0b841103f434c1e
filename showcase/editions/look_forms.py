"""What officers fill in about how the host shows itself."""

from typing import Any

from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import Optional, Regexp

from ..core import numbers, uploads
from ..core.editing import EditForm
from ..core.forms import Form, NoControlCharacters, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..core.uploads import PictureField
from . import colours, drawings, horizons
from .context import current_edition

LOGO_EDGE = 800  # pixels: 6 cm in print at 300 to the inch
LEFT_EMPTY = lazy("Left empty: worked out from the one by day.")


class LogoForm(Form):
    """`before`: the hash of the logo that the page showed."""

    before = HiddenField()
    logo = PictureField(
        lazy("Picture file"),
        lambda content: uploads.sign(content, LOGO_EDGE),
        description=lazy("PNG with a see-through ground, or JPEG; at most 8 MB. Empty space around it is cut off."),
    )


def _written(text: str | None) -> str:
    """A colour as it is stored, however it was typed: 1f5b43, #1f5b43, #abc."""
    code = clean(text).lstrip("#").upper()
    return f"#{''.join(2 * letter for letter in code) if len(code) == 3 else code}" if code else ""


def _colour(label: Any, about: Any) -> StringField:
    is_colour = Regexp(colours.HEX.pattern + r"\Z", message=lazy("A colour has six digits or letters A to F: #1F5B43"))
    return StringField(
        label,
        [Optional(), NoControlCharacters(), is_colour],
        filters=[_written],
        description=about,
        render_kw={"maxlength": 20, "spellcheck": "false"},
    )


class ColoursForm(EditForm):
    """Colours by day, and by night where the twin that is worked out does not please."""

    sao_light = _colour(lazy("Main colour by day"), lazy("Links, headings and the main button."))
    sao_dark = _colour(lazy("Main colour by night"), LEFT_EMPTY)
    river_light = _colour(lazy("Second colour by day"), lazy("The river line, information, maps and charts."))
    river_dark = _colour(lazy("Second colour by night"), LEFT_EMPTY)
    saffron_light = _colour(lazy("Accent by day"), lazy("The date and the number that matters; dark letters on it."))
    saffron_dark = _colour(lazy("Accent by night"), LEFT_EMPTY)

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        for name in colours.OWN:
            for scheme in colours.SCHEMES:
                field = self[f"{name}_{scheme}"]
                problem = "" if field.errors or not field.data else self._problem(name, scheme, field.data)
                if problem:
                    field.errors = [*field.errors, problem]
                    is_valid = False
        return is_valid

    def chosen(self) -> dict[str, dict[str, str]]:
        """Name → scheme → colour, of those that have a colour by day; the one by night is worked out, if need be."""
        found = {}
        for name in colours.OWN:
            day, night = (self[f"{name}_{scheme}"].data for scheme in colours.SCHEMES)
            if day and colours.HEX.fullmatch(day):
                twin = night if night and colours.HEX.fullmatch(night) else colours.by_night(name, day)
                found[name] = {colours.LIGHT: day, colours.DARK: twin}
        return found

    def _problem(self, name: str, scheme: str, colour: str) -> str:
        if not self[f"{name}_{colours.LIGHT}"].data:
            return _("Please give the colour by day first.")
        if colours.can_be_read(name, scheme, colour):
            return ""
        worst = min(colours.needs(name, scheme, colour), key=lambda need: need.contrast)
        return _(
            "Too little contrast: %(ratio)s : 1 with %(ground)s, where letters need %(least)s : 1. "
            "The nearest shade that can be read: %(shade)s",
            ratio=numbers.number(worst.rounded),
            ground=grounds()[worst.against],
            least=numbers.number(worst.least),
            shade=colours.nearest(name, scheme, colour),
        )


def grounds() -> dict[str, str]:
    """What a colour is compared with, in words."""
    return {"ground": _("the page"), "raised": _("fields and cards"), "on-saffron": _("the dark letters on it")}


def colours_values(palette: dict[str, Any]) -> dict[str, Any]:
    values = {}
    for name in colours.OWN:
        stored = palette.get(name, {})
        day, night = (str(stored.get(scheme, "")).upper() for scheme in colours.SCHEMES)
        values[f"{name}_{colours.LIGHT}"] = day
        values[f"{name}_{colours.DARK}"] = "" if not day or night == colours.by_night(name, day) else night
    return values


def palette_of(form: ColoursForm, stored: dict[str, Any]) -> dict[str, Any]:
    """The palette as it is stored: what officers do not choose stays as the folder gave it."""
    palette = {name: value for name, value in stored.items() if name not in colours.OWN}
    for name, chosen in form.chosen().items():
        before = stored.get(name, {})
        is_same = str(before.get(colours.LIGHT, "")).upper() == chosen[colours.LIGHT]
        ink = before.get("cmyk") if is_same else None
        palette[name] = {**chosen, "cmyk": ink or colours.cmyk(chosen[colours.LIGHT])}
    if palette.get("saffron") != stored.get("saffron"):
        palette.pop("saffron_text", None)  # worked out from the accent
    return palette


def _drawings() -> list[tuple[str, str]]:
    edition = current_edition()
    found = drawings.candidates(edition) if edition else {}
    named = [(key, str(one.text_in("caption") or one.text_in("alt") or key)) for key, one in found.items()]
    return [(drawings.PUT_TOGETHER, _("Put together from the parts below")), *named, ("", _("No drawing"))]


def _place(label: Any) -> SelectField:
    return SelectField(label, choices=lambda: list(drawings.part_names().items()))


class HorizonForm(EditForm):
    drawing = SelectField(lazy("Which drawing"), choices=_drawings)
    place_1 = _place(lazy("Far left"))
    place_2 = _place(lazy("Left"))
    place_3 = _place(lazy("Middle"))
    place_4 = _place(lazy("Right of the middle"))
    place_5 = _place(lazy("Far right"))
    sun = BooleanField(lazy("The sun stands on the water"))

    @property
    def parts(self) -> list[str]:
        return [str(self[f"place_{number}"].data or "") for number in range(1, len(horizons.PLACES) + 1)]

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        if is_valid and self.drawing.data == drawings.PUT_TOGETHER and not any(self.parts):
            self.place_5.errors = [*self.place_5.errors, _("Choose at least one part, or another drawing above.")]
            return False
        return is_valid
