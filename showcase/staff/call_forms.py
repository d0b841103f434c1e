"""What was said when a party was called."""

from wtforms import TextAreaField
from wtforms.validators import Optional

from ..core.forms import Form, NoControlCharacters, at_most, clean
from ..core.i18n import lazy


class OutcomeForm(Form):
    outcome = TextAreaField(
        lazy("What was said"),
        [Optional(), at_most(1000), NoControlCharacters(True)],
        filters=[clean],
        description=lazy("What the next one who speaks to them should know. It may stay empty."),
    )
