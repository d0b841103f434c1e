"""What was forgotten, day by day, and what will be next."""

from datetime import timedelta

from flask import Blueprint, render_template

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import clock, forgetting, numbers
from ..core.database import db
from ..core.forgetting import RetentionRun
from ..registration.staying_in_touch import wish_to_stay_in_touch
from . import wording

blueprint = Blueprint("staff_forgetting", __name__, url_prefix="/staff/forgetting")
SILENT = timedelta(hours=26)  # a worker that looks every hour and has not looked for so long does not run
DAYS_SHOWN = 60


@blueprint.get("/")
@requires(Verb.SET_UP)
def page() -> str:
    now, looked_at = clock.now(), forgetting.last_look()
    runs = db.session.scalars(db.select(RetentionRun).order_by(RetentionRun.on.desc()).limit(DAYS_SHOWN)).all()
    return render_template(
        "staff/forgetting.html",
        looked_at=looked_at,
        is_silent=looked_at is None or looked_at < now - SILENT,
        coming=forgetting.coming(now),
        runs=[run for run in runs if run.forgotten],
        days=len(runs),
        words=wording.forgotten(),
        day=numbers.day,
        in_touch=db.session.scalar(db.select(db.func.count()).select_from(wish_to_stay_in_touch().subquery())),
    )
