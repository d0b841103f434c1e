"""The application: settings, plumbing, then the features in their order."""

from flask import Flask, redirect, request
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from .accounts import cli as accounts_cli
from .accounts import own_views
from .accounts import views as accounts_views
from .announcements import guest_parts as announcements_guest_parts  # noqa: F401 - a party's page tells of them
from .announcements import letters as announcements_letters  # noqa: F401 - its messages have composers
from .announcements import own_data as announcements_own_data  # noqa: F401 - a party reads what it was written to
from .announcements import retention as announcements_retention  # noqa: F401 - the worker sweeps with it
from .announcements import views as announcements_views
from .badges import door_views as badges_door_views  # noqa: F401 - its page is the door's
from .badges import gift_facts as badges_gift_facts  # noqa: F401 - the door, the guest list and print ask it
from .badges import gift_views as badges_gift_views  # noqa: F401 - its pages are the badges' too
from .badges import guest_part as badges_guest_part  # noqa: F401 - it joins the guest list
from .badges import retention as badges_retention  # noqa: F401 - the worker sweeps with it
from .badges import views as badges_views
from .calls import guest_parts as calls_guest_parts  # noqa: F401 - a party's page tells of its calls
from .calls import own_data as calls_own_data  # noqa: F401 - a party reads its calls
from .calls import retention as calls_retention  # noqa: F401 - the worker sweeps with it
from .calls import views as calls_views
from .checkin import api_views as checkin_api_views
from .checkin import app_views as checkin_app_views
from .checkin import changes_api_views as checkin_changes_api_views  # noqa: F401 - its address is the door's
from .checkin import device_api_views as checkin_device_api_views  # noqa: F401 - its addresses are the door's
from .checkin import gate_views as checkin_gate_views  # noqa: F401 - its pages are about an event
from .checkin import help_api_views as checkin_help_api_views  # noqa: F401 - its addresses are the door's
from .checkin import help_staff_views as checkin_help_staff_views  # noqa: F401 - its pages are at the door
from .checkin import own_data as checkin_own_data  # noqa: F401 - a party reads its scans
from .checkin import phone_views as checkin_phone_views  # noqa: F401 - its pages are of the door
from .checkin import staff_views as checkin_staff_views
from .committee import at_the_door as committee_at_the_door  # noqa: F401 - the door reads who escorts a guest
from .committee import escort_views as committee_escort_views  # noqa: F401 - its pages are the committee's
from .committee import member_views as committee_member_views  # noqa: F401 - its pages too
from .committee import on_guest_list as committee_on_guest_list  # noqa: F401 - the guest list shows escorts
from .committee import own_data as committee_own_data  # noqa: F401 - a party reads who escorts it
from .committee import retention as committee_retention  # noqa: F401 - the worker sweeps with it
from .committee import views as committee_views
from .config import ROOT, Settings, from_environment
from .content import (
    achievement_views,  # noqa: F401 - its pages are the desk's
    commune_staff_views,  # noqa: F401 - its pages are the desk's
    guide_staff_views,  # noqa: F401 - its pages are the desk's
    indicator_views,  # noqa: F401 - its pages are the desk's
    search_views,
)
from .content import api_views as content_api_views
from .content import cards as content_cards
from .content import commune_views as content_commune_views  # noqa: F401 - its pages are among the public ones
from .content import drawn as content_drawn  # noqa: F401 - texts may hold charts and pictures
from .content import guide_views as content_guide_views  # noqa: F401 - its page too
from .content import named_officials as content_named_officials  # noqa: F401 - texts may name officials
from .content import searchable as content_searchable  # noqa: F401 - the search finds its records
from .content import staff_views as content_staff_views
from .content import views as content_views
from .contributions import (
    cause_views as contributions_cause_views,  # noqa: F401 - its pages are the contributions'
)
from .contributions import commune as contributions_commune  # noqa: F401 - fills its part of a commune's page
from .contributions import mails as contributions_mails  # noqa: F401 - its messages have composers
from .contributions import own_data as contributions_own_data  # noqa: F401 - a party reads what it promised
from .contributions import retention as contributions_retention  # noqa: F401 - the worker sweeps with it
from .contributions import staff_views as contributions_staff_views
from .contributions import views as contributions_views
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
from .delegations import door_views as delegations_door_views  # noqa: F401 - its pages are at the door
from .delegations import guest_part as delegations_guest_part  # noqa: F401 - it joins the guest list
from .delegations import own_data as delegations_own_data  # noqa: F401 - a party reads how it comes
from .delegations import retention as delegations_retention  # noqa: F401 - the worker sweeps with it
from .delegations import views as delegations_views
from .editions import context, look_views, officials_views, palette, paper_views
from .editions import staff_views as editions_staff_views
from .editorial import article_views as editorial_article_views  # noqa: F401 - its pages are the desk's
from .editorial import board_views as editorial_board_views  # noqa: F401 - its pages are the desk's
from .editorial import checking_views as editorial_checking_views  # noqa: F401 - its pages too
from .editorial import comment_views as editorial_comment_views  # noqa: F401 - its pages are the desk's
from .editorial import figure_check_views as editorial_figure_check_views
from .editorial import pages as editorial_pages
from .editorial import version_views as editorial_version_views  # noqa: F401 - its pages too
from .editorial import writing_views as editorial_writing_views  # noqa: F401 - so are these
from .followup import album_views as followup_album_views  # noqa: F401 - its pages are among those after the gathering
from .followup import own_data as followup_own_data  # noqa: F401 - a party reads what it said
from .followup import retention as followup_retention  # noqa: F401 - the worker sweeps with it
from .followup import staff_views as followup_staff_views
from .followup import views as followup_views
from .guests import approval_views as guests_approval_views
from .guests import deed_views as guests_deed_views  # noqa: F401 - pages of the guests' blueprint
from .guests import duplicate_views as guests_duplicate_views  # noqa: F401 - pages of the guests' blueprint
from .guests import export_views as guests_export_views  # noqa: F401 - its pages are the guest list's
from .guests import own_columns as guests_own_columns  # noqa: F401 - the guest list has them by itself
from .guests import own_deeds as guests_own_deeds  # noqa: F401 - so are these
from .guests import own_filters as guests_own_filters  # noqa: F401 - and these
from .guests import party_views as guests_party_views  # noqa: F401 - pages of the guests' blueprint too
from .guests import retention as guests_retention  # noqa: F401 - the worker sweeps with it
from .guests import tag_views as guests_tag_views  # noqa: F401 - so are these
from .guests import timeline as guests_timeline  # noqa: F401 - a party's page tells what happened
from .guests import view_views as guests_view_views  # noqa: F401 - so are these
from .guests import views as guests_views
from .investment import api_views as investment_api_views
from .investment import blocks as investment_blocks  # noqa: F401 - texts may hold cards of projects
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
from .live import retention as live_retention  # noqa: F401 - the worker sweeps with it
from .live import views as live_views
from .packs import cli as packs_cli
from .papers import staff_views as paper_kind_views
from .photos import blocks as photos_blocks  # noqa: F401 - texts may hold photographs
from .photos import retention as photos_retention  # noqa: F401 - the worker sweeps with it
from .photos import services as photos_services  # noqa: F401 - forms offer its pictures
from .photos import views as photos_views
from .programme import day_views as programme_day_views  # noqa: F401 - its pages are about an event's run of show
from .programme import duty_views as programme_duty_views  # noqa: F401 - its pages too
from .programme import item_views as programme_item_views  # noqa: F401 - its pages are about an event's run of show
from .programme import on_stage as programme_on_stage  # noqa: F401 - hand-overs name its items
from .programme import own_data as programme_own_data  # noqa: F401 - a party reads where its people stand in it
from .programme import pages as programme_pages
from .programme import paper_views as programme_paper_views  # noqa: F401 - its pages too
from .programme import public as programme_public  # noqa: F401 - the gathering's page shows it
from .programme import retention as programme_retention  # noqa: F401 - the worker sweeps with it
from .programme import searchable as programme_searchable  # noqa: F401 - the search finds its items
from .programme import table_views as programme_table_views  # noqa: F401 - so are its pages
from .protocol import copy_views as protocol_copy_views  # noqa: F401 - its pages are the protocol's
from .protocol import desk as protocol_desk
from .protocol import group_views as protocol_group_views  # noqa: F401 - its pages too
from .protocol import hand_over_views as protocol_hand_over_views  # noqa: F401 - its pages too
from .protocol import honour_views as protocol_honour_views  # noqa: F401 - its pages too
from .protocol import line_views as protocol_line_views  # noqa: F401 - its pages too
from .protocol import mc_views as protocol_mc_views
from .protocol import on_guest_list as protocol_on_guest_list  # noqa: F401 - the guest list shows the order
from .protocol import order_views as protocol_order_views  # noqa: F401 - its pages too
from .protocol import own_data as protocol_own_data  # noqa: F401 - a party reads how it is introduced
from .protocol import retention as protocol_retention  # noqa: F401 - the worker sweeps with it
from .publication import books as publication_books  # noqa: F401 - guests may take its files home
from .publication import cli as publication_cli
from .publication import photographs as publication_photographs  # noqa: F401 - it knows where they stand in print
from .publication import plan_views as publication_plan_views
from .publication import preflight_views as publication_preflight_views
from .publication import staff_views as publication_staff_views
from .publication import uses as publication_uses  # noqa: F401 - it knows where figures stand in print
from .publication import version_views as publication_version_views
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
from .release import licence_views  # noqa: F401 - its pages too
from .release import staff_views as release_staff_views
from .release import unit_views as release_unit_views
from .seating import at_the_door as seating_at_the_door  # noqa: F401 - the door tells of tables
from .seating import listeners as seating_listeners  # noqa: F401 - who cancels gives the seat free
from .seating import on_guest_list as seating_on_guest_list  # noqa: F401 - it joins the guest list
from .seating import own_data as seating_own_data  # noqa: F401 - a party reads where it sits
from .seating import pages as seating_pages
from .seating import paper_views as seating_paper_views  # noqa: F401 - its pages are about tables
from .seating import plan_views as seating_plan_views  # noqa: F401 - its pages are about tables
from .seating import proposal_views as seating_proposal_views  # noqa: F401 - its pages too
from .seating import retention as seating_retention  # noqa: F401 - the worker sweeps with it
from .seating import table_views as seating_table_views  # noqa: F401 - its pages too
from .staff import (
    account_mails,  # noqa: F401 - its messages have composers
    account_views,
    audit_views,
    calendar_views,
    edition_views,
    forgetting_views,
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
from .translation import exchange_views as translation_exchange_views  # noqa: F401 - its pages are the desk's
from .translation import term_views as translation_term_views  # noqa: F401 - its pages are the desk's
from .translation import views as translation_views

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
    translation_views.blueprint,
    photos_views.blueprint,
    investment_views.blueprint,
    choosing_views.blueprint,
    profile_views.blueprint,
    map_views.blueprint,
    investment_api_views.blueprint,
    registration_views.blueprint,
    registration_api.blueprint,
    invitations_public_views.blueprint,
    invitations_public_views.short,
    followup_views.blueprint,
    followup_staff_views.blueprint,
    contributions_views.blueprint,
    contributions_staff_views.blueprint,
    checkin_api_views.blueprint,
    checkin_staff_views.blueprint,
    checkin_app_views.blueprint,
    live_views.blueprint,
    staff_views.blueprint,
    wording_views.blueprint,
    audit_views.blueprint,
    calendar_views.blueprint,
    edition_views.blueprint,
    editions_staff_views.blueprint,
    paper_views.blueprint,
    paper_kind_views.blueprint,
    look_views.blueprint,
    palette.blueprint,
    account_views.blueprint,
    unit_views.blueprint,
    unit_task_views.blueprint,
    calls_views.blueprint,
    announcements_views.blueprint,
    style_guide.blueprint,
    registration_event_pages.blueprint,
    set_up_views.blueprint,
    officials_views.blueprint,
    guests_views.blueprint,
    guests_approval_views.blueprint,
    committee_views.blueprint,
    badges_views.blueprint,
    delegations_views.blueprint,
    protocol_desk.blueprint,
    protocol_mc_views.blueprint,
    invitation_pages.blueprint,
    proposal_views.blueprint,
    seating_pages.blueprint,
    message_views.blueprint,
    staff_search_views.blueprint,
    settings_views.blueprint,
    forgetting_views.blueprint,
    programme_pages.blueprint,
    publication_staff_views.blueprint,
    publication_plan_views.blueprint,
    publication_preflight_views.blueprint,
    publication_version_views.blueprint,
    release_staff_views.blueprint,
    release_unit_views.blueprint,
    editorial_pages.blueprint,
    editorial_figure_check_views.blueprint,
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
    for plumbing in (addresses, logs, i18n, security, errors, assets, context, palette, navigation):
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
