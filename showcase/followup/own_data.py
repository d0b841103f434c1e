"""What a party said afterwards, as it reads it among its own data; and forgotten with it."""

from ..core.database import db
from ..core.i18n import gettext as _
from ..registration import signals
from ..registration.models import Registration
from ..registration.signals import OwnPart
from . import feedback, wording


def feedback_of(registration: Registration) -> OwnPart:
    """Its own word, without its name too: nobody but the party opens this page."""
    said = feedback.of(registration)
    labels = {
        "liked": _("What the guests say"),
        "again": _("Would you come again next year?"),
        "best": _("What was most beautiful for you?"),
        "better": _("What shall we do better next time?"),
        "may_quote": _("The organisers may print these words, without a name."),
        "said_at": _("When"),
    }
    aspects, liked = wording.aspects(), wording.liked()
    rows = []
    if said is not None:
        rows.append(
            {
                **{name: getattr(said, name) for name in labels},
                "liked": [f"{aspects[aspect]}: {liked[how]}" for aspect, how in said.liked.items()],
                "again": wording.again().get(said.again, ""),
            }
        )
    return OwnPart("feedback", _("A word to us"), labels, rows)


@signals.erased.connect
def forget(registration: Registration) -> None:
    """The words go, the ticks stay in the counts and belong to nobody."""
    for said in feedback.all_of(registration):
        said.registration_id, said.best, said.better, said.may_quote = None, "", "", False
    db.session.flush()


signals.own_data_sources.append(feedback_of)
