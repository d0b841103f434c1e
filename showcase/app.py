"""The application: settings, plumbing, then the features in their order."""

from flask import Flask, redirect, request
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from .accounts import cli as accounts_cli
from .accounts import own_views
from .accounts import views as accounts_views
from .checkin import api_views as checkin_api_views
from .checkin import gate_views as checkin_gate_views  # noqa: F401 - its pages are about an event
from .checkin import own_data as checkin_own_data  # noqa: F401 - a party reads its scans
from .checkin import staff_views as checkin_staff_views
from .config import ROOT, Settings, from_environment
from .content import (
    achievement_views,  # noqa: F401 - its pages are the desk's
    article_views,  # noqa: F401 - its pages are the desk's
    commune_staff_views,  # noqa: F401 - its pages are the desk's
    guide_staff_views,  # noqa: F401 - its pages are the desk's
    indicator_views,  # noqa: F401 - its pages are the desk's
    search_views,
    translation_views,  # noqa: F401 - its pages too
)
from .content import api_views as content_api_views
from .content import cards as content_cards
from .content import commune_views as content_commune_views  # noqa: F401 - its pages are among the public ones
from .content import guide_views as content_guide_views  # noqa: F401 - its page too
from .content import searchable as content_searchable  # noqa: F401 - the search finds its records
from .content import staff_views as content_staff_views
from .content import views as content_views
from .core import (
    addresses,
    assets,
    discovery,
    errors,
    garbage,
    health,
    i18n,
    letter_files,  # noqa: F401 - the worker sweeps with it
    logs,
    mail_pace,  # noqa: F401 - it stands before the mail
    media,
    security,
    slugs,  # noqa: F401 - its table exists before its users
    starting,
    unsubscribing,
)
from .core import cli as core_cli
from .core.database import WriteGate, db, prepare_sqlite
from .core.localised import text_filter, worded
from .editions import context, look_views, officials_views, palette, paper_views
from .editions import staff_views as editions_staff_views
from .investment import api_views as investment_api_views
from .investment import choosing_views, map_views, profile_views
from .investment import commune as investment_commune  # noqa: F401 - fills its part of a commune's page
from .investment import figure_names as investment_figure_names  # noqa: F401 - texts may name figures of projects
from .investment import news as investment_news  # noqa: F401 - the feed tells of its projects
from .investment import searchable as investment_searchable  # noqa: F401 - the search finds its records
from .investment import staff_views as investment_staff_views  # noqa: F401 - its pages are the desk's
from .investment import uses as investment_uses  # noqa: F401 - it knows where figures of projects stand
from .investment import views as investment_views
from .invitations import import_views as invitation_import_views  # noqa: F401 - its pages are about an event's invitations
from .invitations import invitation_pages, proposal_views
from .invitations import limits as invitations_limits  # noqa: F401 - a party may name as many as its invitation
from .invitations import mails as invitations_mails  # noqa: F401 - its messages have composers
from .invitations import own_data as invitations_own_data  # noqa: F401 - a party reads its invitation
from .invitations import printing_views as invitations_printing_views  # noqa: F401 - its pages are about an event's too
from .invitations import proposal_desk_views as invitation_proposal_desk  # noqa: F401 - its pages are about an event's invitations
from .invitations import public_views as invitations_public_views
from .invitations import retention as invitations_retention  # noqa: F401 - the worker sweeps with it
from .invitations import sending_views as invitations_sending_views  # noqa: F401 - its pages are about an event's too
from .packs import cli as packs_cli
from .publication import cli as publication_cli
from .publication import staff_views as publication_staff_views
from .publication import uses as publication_uses  # noqa: F401 - it knows where figures stand in print
from .registration import api_views as registration_api
from .registration import calls as registration_calls  # noqa: F401 - it hears who has no e-mail address
from .registration import code_views as registration_code_views  # noqa: F401 - its pages are about an event
from .registration import commune as registration_commune  # noqa: F401 - fills its part of a commune's page
from .registration import (
    consent_views,  # noqa: F401 - its pages too
    contact_views,  # noqa: F401 - its pages too
    own_data_views,  # noqa: F401 - its pages too
    party_views,  # noqa: F401 - its pages too
    people_views,  # noqa: F401 - its pages too
    question_views,  # noqa: F401 - its pages too
    session_views,  # noqa: F401 - its pages are about an event
    wording_views,
)
from .registration import delegation_views as registration_delegation_views  # noqa: F401 - its pages too
from .registration import draft_mails as registration_draft_mails  # noqa: F401 - its messages have composers
from .registration import draft_views as registration_draft_views  # noqa: F401 - its pages too
from .registration import event_pages as registration_event_pages
from .registration import hold_views as registration_hold_views  # noqa: F401 - its pages are about an event
from .registration import home as registration_home  # noqa: F401 - fills its part of the front page
from .registration import mails as registration_mails  # noqa: F401 - its messages have composers
from .registration import offer_mails as registration_offer_mails  # noqa: F401 - so has its letter
from .registration import offer_ticks as registration_offer_ticks  # noqa: F401 - the worker looks with it
from .registration import offer_views as registration_offer_views  # noqa: F401 - its pages are the party's
from .registration import retention as registration_retention  # noqa: F401 - the worker sweeps with it
from .registration import searchable as registration_searchable  # noqa: F401 - the search finds its records
from .registration import staff_views as registration_staff_views  # noqa: F401 - its pages too
from .registration import unit_task_mails as registration_unit_task_mails  # noqa: F401 - its messages too
from .registration import unit_task_views as registration_unit_task_views  # noqa: F401 - its pages too
from .registration import views as registration_views
from .staff import (
    account_mails,  # noqa: F401 - its messages have composers
    account_views,
    audit_views,
    calendar_views,
    call_views,
    edition_views,
    forgetting_views,
    guest_views,
    invitation_views,  # noqa: F401 - its pages are about an event's invitations
    message_views,
    navigation,
    set_up_views,
    settings_views,
    style_guide,
    unit_task_views,
    unit_views,
)
from .staff import cli as staff_cli
from .staff import retention as staff_retention  # noqa: F401 - the worker sweeps with it
from .staff import search_views as staff_search_views
from .staff import views as staff_views

FEATURES = (
    health.blueprint,
    media.blueprint,
    discovery.blueprint,
    unsubscribing.blueprint,
    accounts_views.blueprint,
    own_views.blueprint,
    content_views.blueprint,
    content_views.feeds,
    search_views.blueprint,
    content_cards.blueprint,
    content_api_views.blueprint,
    content_staff_views.blueprint,
    investment_views.blueprint,
    choosing_views.blueprint,
    profile_views.blueprint,
    map_views.blueprint,
    investment_api_views.blueprint,
    registration_views.blueprint,
    registration_api.blueprint,
    invitations_public_views.blueprint,
    invitations_public_views.short,
    checkin_api_views.blueprint,
    checkin_staff_views.blueprint,
    staff_views.blueprint,
    wording_views.blueprint,
    audit_views.blueprint,
    calendar_views.blueprint,
    edition_views.blueprint,
    editions_staff_views.blueprint,
    paper_views.blueprint,
    look_views.blueprint,
    palette.blueprint,
    account_views.blueprint,
    unit_views.blueprint,
    unit_task_views.blueprint,
    call_views.blueprint,
    style_guide.blueprint,
    registration_event_pages.blueprint,
    set_up_views.blueprint,
    officials_views.blueprint,
    guest_views.blueprint,
    invitation_pages.blueprint,
    proposal_views.blueprint,
    message_views.blueprint,
    staff_search_views.blueprint,
    settings_views.blueprint,
    forgetting_views.blueprint,
    publication_staff_views.blueprint,
)
COMMANDS = (
    core_cli.migrate,
    core_cli.worker,
    core_cli.audit,
    core_cli.mail,
    core_cli.retention,
    accounts_cli.account,
    accounts_cli.token,
    staff_cli.set_up_code,
    publication_cli.publication,
    packs_cli.edition,
    packs_cli.prepare,
)


def look_before_start() -> list[str]:
    """What to say at the start; or why the site must not start, before workers could only say it in their words."""
    app = create_app()
    with app.app_context():
        starting.refuse_if_not_ready()
        said = starting.announcements()
        db.session.remove()
        db.engine.dispose()
    return said


def create_app(settings: Settings | None = None) -> Flask:
    """Build the site for these settings (default: the environment's)."""
    garbage.collect_at_safe_points()
    settings = settings or from_environment()
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        BASE_URL=settings.base_url,
        VAR=settings.var,
        STORAGE=settings.storage,
        SMTP_URL=settings.smtp_url,
        BOUNCE_ADDRESS=settings.bounce_address,
        BOUNCES=settings.bounces,
        EDITION=settings.edition,
        SOURCES=settings.sources,
        PRODUCTION=settings.is_production,
        BACKUP_RECIPIENT=settings.backup_recipient,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True},  # a failing statement must not log a guest's name
        INSTANCE=settings.database_url,
        MAX_CONTENT_LENGTH=12 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        SESSION_COOKIE_NAME="showcase_staff",
        SESSION_COOKIE_PATH="/staff",  # public pages never see or set a cookie
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_production,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.url_map.strict_slashes = True
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(text=text_filter, worded=worded)
    if settings.is_production:
        # Only then does a proxy of ours stand in front; else anybody could claim any address.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]

    db.init_app(app)
    with app.app_context():
        if settings.is_sqlite:
            prepare_sqlite(db.engine, WriteGate(settings.var / "write.lock"))
    for plumbing in (logs, i18n, security, errors, assets, addresses, context, palette, navigation):
        plumbing.init_app(app)
    for blueprint in FEATURES:
        app.register_blueprint(blueprint)
    for group in COMMANDS:
        app.cli.add_command(group)

    @app.get("/")
    def front_door() -> Response:
        """To the home page in the visitor's language."""
        response = redirect(f"/{i18n.negotiated(request, (language.code for language in i18n.offered()))}/", 302)
        response.headers["Vary"] = "Accept-Language"
        response.headers["Cache-Control"] = "no-store"
        return response

    return app
