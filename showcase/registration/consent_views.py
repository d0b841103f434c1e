"""What a party agrees to, seen and taken back at any time, also after the gathering."""

from flask import Response, request
from wtforms import BooleanField

from ..core import clock
from ..core.database import db, locked, write
from ..core.forms import Form
from ..core.i18n import lazy, locale
from ..core.security import refuse_cross_site
from . import consents
from .forms import SENSITIVE
from .models import Registration
from .private_pages import back, page, registration_of
from .views import blueprint


class ConsentsForm(Form):
    sensitive = BooleanField(SENSITIVE, description=lazy("Without the tick it is deleted at once."))
    contact_later = BooleanField(lazy("Please write to me again: the publication, next year's invitation."))
    photo = BooleanField(lazy("Photographs in which we can be recognised may be published."))
    publish_name = BooleanField(lazy("Our names may be mentioned in reports about the gathering."))

    def __init__(self, registration: Registration, formdata: object = None) -> None:
        standing = consents.standing(registration)
        super().__init__(formdata, data=standing)
        if not standing.get("sensitive"):  # it is given beside what it is about
            del self.sensitive


@blueprint.route("/r/<token>/consents", methods=["GET", "POST"])
def change_consents(token: str) -> Response:
    if request.method != "POST":  # a HEAD too must only look
        registration = registration_of(token)
        return page("consents.html", registration, form=ConsentsForm(registration))
    refuse_cross_site()
    write()
    registration = locked(registration_of(token))
    form = ConsentsForm(registration, request.form)
    wanted = {field.name: field.name in request.form for field in form}
    consents.say(registration, wanted, locale(), clock.now())
    db.session.commit()
    return back(registration, "consents", "changes")
