"""The log of changes in words: its kinds of things, deeds, fields and values."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any

from flask import g
from markupsafe import Markup
from wtforms.fields.core import UnboundField

from ..accounts.wording import roles
from ..announcements import wording as announcement_wording
from ..calls import wording as call_wording
from ..content.achievement_forms import FactFields
from ..content.guide_forms import LinkFields
from ..core import numbers
from ..core.editing import EditForm
from ..core.i18n import LOCALES
from ..core.i18n import gettext as _
from ..editions.source_forms import SourceFields
from ..investment.staff_forms import ProjectForm
from ..invitations import proposal_wording
from ..invitations import wording as invitation_words
from ..invitations.rules import Reply
from ..registration import access_forms, question_forms, signals
from ..seating import wording as seating_wording
from . import wording
from .navigation import moment

_CLOCK_AND_DAY = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(\+\d\d:\d\d)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBERED = re.compile(r"(figure|project)_(\d+)")
# Deeds whose words are put together, as far as a choice offers them.
_COMPOSED = (
    *(
        f"{thing}.{done}"
        for thing in (
            "office",
            "official",
            "signer",
            "indicator",
            "observation",
            "article",
            "achievement",
            "project",
            "guide_entry",
        )
        for done in ("added", "changed", "removed")
        if done != "removed" or thing in ("office", "official", "signer", "observation")
    ),
    *(
        f"{thing}.{done}"
        for thing in ("subcommittee", "member", "rank_group", "hand_over")
        for done in ("created", "changed", "moved", "removed")
    ),
    *(f"introduction.{done}" for done in ("created", "changed", "removed")),
    *(f"{thing}.{done}" for thing in ("guest_tag", "guest_view") for done in ("created", "changed", "deleted")),
    *(f"{thing}.{done}" for thing in ("subcommittee", "member") for done in ("created", "changed", "moved", "removed")),
    "article.restored",
    "translation.changed",
    *(f"term.{done}" for done in ("added", "changed", "removed")),
    "translation.outdated",
    "portrait.changed",
    "logo.changed",
    "calendar.changed",
    "calendar_step.done",
    "calendar_step.reopened",
    "session.moved",
    *(f"gift.{done}" for done in ("created", "changed", "moved", "removed")),
    "book_plan.changed",
    *(f"coach.{done}" for done in ("created", "changed", "removed")),
    "journey.changed",
    *(f"question.{done}" for done in ("created", "changed", "moved", "deleted")),
    "answer.changed",
    "wording.changed",
    "wording.tested",
    "settings.changed",
)
# Under which thing a deed is looked for, where its name does not say it.
_DONE_TO = {
    "ticket": "attendee",
    "escort": "attendee",
    "arrival": "attendee",
    "farewell": "event",
    "feedback": "event",
    "outcome": "event",
    "duplicate": "registration",
    "consent": "registration",
    "contact": "registration",
    "guest": "guests",
    "guests": "guests",
    "call": "call_task",
    "invitation_cards": "event",
    "invitation_papers": "event",
    "run_of_show": "event",
    "badges": "event",
    "share": "registration",
    "riders": "registration",
    "gifts": "registration",
    "build": "issue",
    "release": "issue",
    "proof": "issue",
    "deposit_rule": "host",
    "paper_kinds": "host",
    "book": "invitation",
    "password": "account",
    "password_reset": "account",
    "authenticator": "account",
    "passkey": "account",
    "recovery_codes": "account",
    "recovery_code": "account",
    "second_factor": "account",
    "access": "page",
    "backup_key": "site",
    "finding": "article",
    "figure": "observation",
    "text": "article",
    "mail": "site",
}
_TICKED = {"y": True, "": False}  # as forms send a box
_BOXES = {
    *("waiting_list", "any_time", "required", "asked", "queue"),
    *("public",),
    *("capital_by_investor", "finish_planned", "after_edition", "demo", "is_public"),
}
_OPTION = re.compile(r"options-option_(\d+)-(\w+)")
_SOURCE = re.compile(r"sources-source_(\d+)-(\w+)")
_LINK = re.compile(r"links-link_(\d+)-(\w+)(?:-\w+)?")
_FACT = re.compile(r"facts-fact_(\d+)-(\w+)(?:-\w+)?")


def _once(words: Callable[[], dict[str, str]]) -> Callable[[], dict[str, str]]:
    """Put a table into the reader's language once for a page: it is asked for by every line."""

    @wraps(words)
    def kept() -> dict[str, str]:
        tables: dict[str, dict[str, str]] = g.setdefault("audit_words", {})
        if words.__name__ not in tables:
            tables[words.__name__] = words()
        return tables[words.__name__]

    return kept


@_once
def things() -> dict[str, str]:
    """What an entry can be about, by the first part of its subject."""
    return {
        "registration": _("Answer of a party"),
        "invitation": _("Invitation"),
        "proposal": _("Proposal of a commune"),
        "proposal_list": _("List of proposals"),
        "attendee": _("Guest"),
        "guests": _("Guests' data"),
        "message": _("Message"),
        "event": _("Event"),
        "gift": _("Gift"),
        "coach": _("Coach"),
        "journey": _("How a delegation comes and stays"),
        "book_plan": _("How the book is given"),
        "session": _("Session"),
        "hold": _("Places kept back"),
        "guest_tag": _("Tag of guests"),
        "guest_view": _("View of the guest list"),
        "guest_note": _("Note on a guest"),
        "guest_deed": _("Something done to many guests"),
        "subcommittee": _("Sub-committee"),
        "member": _("Member of a sub-committee"),
        "seating_plan": _("Plan of tables"),
        "seating_table": _("Table"),
        "rank_group": _("Group of rank"),
        "introduction": _("Line of the order of introduction"),
        "hand_over": _("Hand-over on the stage"),
        "mc_copy": _("List for the MC"),
        "session_wait": _("Waiting for a session"),
        "contribution": _("Contribution"),
        "cause": _("Purpose of contributions"),
        "access_code": _("Codes that let in"),
        "question": _("Question to the guests"),
        "answer": _("What a guest answered"),
        "draft": _("Unfinished answer"),
        "unit_task": _("Request to a commune"),
        "call_task": _("Call to a party"),
        "call": _("Call of an officer"),
        "announcement": _("Announcement"),
        "gate": _("Reception desk"),
        "scan": _("Scan"),
        "conflict": _("Case from the door"),
        "device": _("Phone at the door"),
        "enrolment_code": _("Code for a phone"),
        "edition": _("Edition"),
        "host": _("Host"),
        "office": _("Office"),
        "official": _("Holder of an office"),
        "signer": _("Signer of papers"),
        "paper_kind": _("Kind of paper"),
        "calendar": _("Deadlines"),
        "calendar_step": _("Step before the gathering"),
        "unit": _("Unit"),
        "holiday": _("Holiday"),
        "theme": _("Theme"),
        "topic": _("Topic"),
        "measure": _("Unit of measure"),
        "indicator": _("Figure"),
        "observation": _("Value of a figure"),
        "translation": _("Translation"),
        "term": _("Entry of the term base"),
        "fact": _("Fact"),
        "feature": _("Feature of the map"),
        "article": _("Article"),
        "guide_entry": _("Entry of the guide"),
        "achievement": _("Achievement"),
        "project": _("Project"),
        "programme": _("Programme"),
        "incentive": _("Incentive"),
        "programme_item": _("Item of the programme"),
        "duty": _("Duty at the event"),
        "run_copy": _("Copy of the run of show"),
        "exchange_rate": _("Exchange rate"),
        "publication": _("Publication"),
        "issue": _("Issue"),
        "consignment": _("Copies for a unit"),
        "section": _("Section"),
        "account": _("Account"),
        "token": _("Key of a program"),
        "page": _("Page"),
        "job": _("Background work"),
        "demo": _("Rehearsal data"),
        "audit": _("Audit"),
        "site": _("Site"),
        "wording": _("Words of mails and cards"),
        "portrait": _("Portrait"),
        "photo": _("Photograph"),
        "settings": _("Settings"),
        "logo": _("Logo"),
    }


@_once
def deeds() -> dict[str, str]:
    """Verbs that have a wording of their own; `deed` words the others by what was done to which thing."""
    return {
        "registration.created": _("Answer noted"),
        "registration.changed": _("Answer of a party changed"),
        "registration.cancelled": _("Answer taken back"),
        "registration.called_off": _("Answer taken back by officers, with the reason"),
        "registration.approved": _("Answer approved"),
        "registration.declined": _("Answer not approved"),
        "registration.reopened": _("Answer to be decided again"),
        "registration.merged": _("Two answers of the same people joined"),
        "registration.parted": _("Two joined answers parted again"),
        "duplicate.dismissed": _("Two answers found to be of different people"),
        "duplicate.reopened": _("Two answers may be of the same people again"),
        "registration.received_above": _("Received at the door above the number of places"),
        "registration.promoted": _("Freed place given to a waiting party"),
        "outcome.kept": _("Counts of the gathering kept"),
        "photo.added": _("Photograph added to the library"),
        "photo.changed": _("What is said of a photograph changed"),
        "photo.withdrawn": _("Consent to a photograph withdrawn: taken off all pages"),
        "photo.agreed_again": _("Consent to a photograph given again"),
        "photo.removed": _("Photograph deleted"),
        "farewell.changed": _("Guests’ page after the gathering changed"),
        "farewell.photos_added": _("Photos of the gathering added"),
        "farewell.photo_changed": _("Caption of a photo changed"),
        "farewell.photo_removed": _("Photo of the gathering taken away"),
        "farewell.sent": _("Letters after the gathering sent"),
        "farewell.told": _("Thanks given by message or telephone"),
        "feedback.said": _("A guest has said a word after the gathering"),
        "invitation.made_from_last_year": _("Invitations made from who wishes them"),
        "invitation.created": _("Invitation noted"),
        "invitation.changed": _("Invitation changed"),
        "invitation.imported": _("List of invitations imported"),
        "proposal.created": _("Family proposed"),
        "proposal.changed": _("Proposal corrected"),
        "proposal.merged": _("Proposal merged"),
        "proposal.approved": _("Proposal approved"),
        "proposal.declined": _("Proposal declined"),
        "proposal.reopened": _("Proposal open again"),
        "proposal_list.created": _("List of proposals made"),
        "proposal_list.deleted": _("List of proposals given up"),
        "proposal_list.approved": _("List of proposals approved after signing"),
        "invitation.sent": _("Guest told of the invitation"),
        "invitation.reminded": _("Guest reminded of the invitation"),
        "invitation.unsubscribed": _("Guest wishes for no more reminders"),
        "invitation.handed": _("Receipt of a card noted"),
        "invitation.link_renewed": _("Link of an invitation renewed"),
        "invitation_cards.printed": _("Invitation cards printed"),
        "invitation_papers.printed": _("Letters of invitation printed"),
        "share.changed": _("Gifts and books of a household decided by hand"),
        "gifts.printed": _("List of gifts and books printed"),
        "gifts.handed": _("Gifts and books handed over"),
        "gifts.taken_back": _("Handing over of gifts taken back"),
        "coach.moved_on": _("State of a coach noted"),
        "riders.changed": _("People put on a coach"),
        "badges.printed": _("Badges printed"),
        "badges.print_taken_back": _("Print of badges counts no longer"),
        "invitation.withdrawn": _("Invitation taken back"),
        "invitation.restored": _("Invitation holds again"),
        "attendee.changed": _("Guest corrected"),
        "attendee.added": _("Guest added to the party"),
        "attendee.dropped": _("Guest taken off the party"),
        "ticket.reissued": _("New ticket made, the old one void"),
        "guest_note.added": _("Note on a guest written"),
        "guest_deed.done": _("Something done to many guests"),
        "guest_deed.undone": _("What was done to many guests undone"),
        "guest.forgotten": _("Guests' data forgotten when its time had come"),
        "consent.withdrawn": _("Wish to hear from the host later taken back"),
        "message.resent": _("Message sent again"),
        "guests.exported": _("List of guests taken along"),
        "guest.erased": _("A party was deleted at its wish"),
        "contact.changed": _("Contact of a party changed"),
        "ticket.asked": _("Lost tickets asked for"),
        "consent.changed": _("Consent given or withdrawn"),
        "call.asked": _("Call to a party asked for"),
        "call.done": _("Party called"),
        "call.put_off": _("Call put off, nobody answered"),
        "call.reopened": _("Call open again"),
        "call.noted": _("Call noted"),
        "call.undone": _("Noted call taken back"),
        "announcement.created": _("Announcement written"),
        "announcement.changed": _("Announcement changed"),
        "announcement.narrowed": _("Readers of an announcement chosen"),
        "announcement.tested": _("Announcement tried"),
        "announcement.sent": _("Announcement sent"),
        "announcement.resent": _("Announcement sent again to whom it did not reach"),
        "announcement.called": _("Whom an announcement did not reach is to be called"),
        "announcement.deleted": _("Draft of an announcement deleted"),
        "announcement.unsubscribed": _("No more news wished"),
        "draft.mailed": _("Address of an unfinished answer sent"),
        "draft.deleted": _("Unfinished answer deleted"),
        "article.planned": _("Text planned"),
        "article.assigned": _("Said who works on a text, and by when"),
        "article.moved": _("Text moved to another step"),
        "article.withdrawn": _("Article taken off the site"),
        "article.commented": _("Paragraph commented on"),
        "article.comment_answered": _("Comment answered"),
        "article.comment_settled": _("Comment settled"),
        "article.comment_reopened": _("Comment opened again"),
        "article.figures_checked": _("Figures of a text checked by the unit"),
        "unit_task.created": _("Request to a commune noted"),
        "unit_task.answered": _("Request to a commune answered"),
        "invitation.opened": _("Invitation opened by the guest"),
        "invitation.replied": _("Invitation answered"),
        "event.created": _("Event made"),
        "event.changed": _("Event changed"),
        "event.deleted": _("Event deleted"),
        "session.created": _("Session made"),
        "session.changed": _("Session changed"),
        "session.deleted": _("Session deleted"),
        "hold.created": _("Places were kept back"),
        "hold.changed": _("Places kept back were changed"),
        "hold.released": _("Places kept back were given free"),
        "escort.changed": _("Escort of a guest chosen"),
        "seating_plan.created": _("Plan of tables begun"),
        "seating_plan.changed": _("Plan of tables changed"),
        "seating_plan.printed": _("Cards or lists of tables printed"),
        "seating_table.created": _("Tables made"),
        "seating_table.changed": _("Table changed"),
        "seating_table.deleted": _("Table taken away"),
        "attendee.seated": _("Guest seated at a table"),
        "attendee.unseated": _("Guest’s seat given free"),
        "introduction.moved": _("Line of the order placed by hand"),
        "introduction.proposed": _("Line of the order put back as proposed"),
        "introduction.joined": _("Two lines of the order joined"),
        "introduction.separated": _("Joined lines of the order taken apart"),
        "introduction.seen": _("Presence noted by an officer"),
        "mc_copy.created": _("List sent to the MC"),
        "mc_copy.link_renewed": _("Address of the MC's list renewed"),
        "session_wait.created": _("Waits for places in a session"),
        "session_wait.offered": _("Places in a session were offered"),
        "session_wait.accepted": _("Offered places were taken"),
        "session_wait.declined": _("Offered places were let go"),
        "session_wait.expired": _("The time for offered places was over"),
        "access_code.created": _("Codes were made"),
        "access_code.withdrawn": _("Code withdrawn"),
        "access_code.exported": _("Codes were saved as a file"),
        "contribution.promised": _("Contribution promised"),
        "contribution.changed": _("Promise of a contribution changed"),
        "contribution.received": _("Contribution received and receipted"),
        "contribution.done": _("Work of a contribution described"),
        "contribution.told": _("Giver told of the work"),
        "contribution.withdrawn": _("Promise of a contribution taken back"),
        "contribution.reopened": _("Promise of a contribution stands again"),
        "contribution.publicity_changed": _("Wish of a giver about publication changed"),
        "cause.created": _("Purpose of contributions made"),
        "cause.changed": _("Purpose of contributions changed"),
        "cause.moved": _("Purpose of contributions moved in the order"),
        "cause.removed": _("Purpose of contributions taken away"),
        "gate.created": _("Reception desk made"),
        "gate.changed": _("Reception desk changed"),
        "gate.deleted": _("Reception desk deleted"),
        "gate.closed": _("Reception desk closed"),
        "gate.reopened": _("Reception desk opened again"),
        "gate.moved": _("Reception desk moved in the order"),
        "gate.pin_renewed": _("Reception desk given another PIN"),
        "scan.annulled": _("Scan taken back"),
        "arrival.met": _("A guest was met at the door"),
        "arrival.reopened": _("A guest is to be met after all"),
        "conflict.settled": _("Case from the door settled"),
        "enrolment_code.created": _("Code for a phone made"),
        "enrolment_code.revoked": _("Code for a phone withdrawn"),
        "device.changed": _("Phone's rights changed"),
        "device.enrolled": _("Phone connected"),
        "device.revoked": _("Phone locked out"),
        "figure.corrected": _("Figure corrected in all its places"),
        "figure.correction_undone": _("Correction of a figure taken back in all its places"),
        "text.retyped": _("Number in a text changed with its figure"),
        "finding.dismissed": _("Finding of the checks let stand"),
        "finding.taken_up": _("Finding of the checks taken up again"),
        "edition.created": _("Edition made"),
        "edition.made_from_last_year": _("Edition made from last year's"),
        "edition.loaded": _("Edition loaded from a folder"),
        "edition.changed": _("Edition changed"),
        "edition.published": _("Edition published"),
        "edition.withdrawn": _("Edition taken out of sight"),
        "edition.removed": _("Edition taken away"),
        "host.created": _("Host entered"),
        "host.changed": _("Host changed"),
        "build.requested": _("File of an issue asked for"),
        "build.withheld": _("File of an issue given out no more"),
        "build.cancelled": _("File of an issue called off"),
        "issue.freeze_requested": _("Freezing of an issue asked for"),
        "issue.frozen": _("Issue frozen"),
        "issue.withheld": _("Frozen version of an issue withheld"),
        "issue.finding_answered": _("Point of the check before print answered for"),
        "issue.answer_taken_back": _("Answer to a point of the check before print taken back"),
        "section.moved": _("Section of an issue moved"),
        "issue.imprint_changed": _("Imprint changed"),
        "release.step_done": _("Step towards the release recorded"),
        "release.step_taken_back": _("Step towards the release taken back"),
        "paper_kind.changed": _("Kind of paper changed"),
        "paper_kinds.changed": _("Kinds of papers changed"),
        "deposit_rule.changed": _("Places of legal deposit changed"),
        "proof.kept": _("Signed proof kept"),
        "proof.removed": _("Signed proof taken away"),
        "consignment.planned": _("Copies for a unit planned"),
        "consignment.sent": _("Copies for a unit sent"),
        "consignment.received": _("Copies for a unit have come"),
        "book.sent": _("Publication sent to a household"),
        "book.not_sent": _("Publication not sent to a household after all"),
        "programme_item.created": _("Item of the programme added"),
        "programme_item.changed": _("Item of the programme changed"),
        "programme_item.removed": _("Item of the programme taken out"),
        "programme_item.restored": _("Item of the programme put back"),
        "programme_item.person_added": _("Somebody put into an item of the programme"),
        "programme_item.person_removed": _("Somebody taken off an item of the programme"),
        "programme_item.started": _("Item of the programme begun"),
        "programme_item.skipped": _("Item of the programme left out on the day"),
        "programme_item.reset": _("Item of the programme not begun yet"),
        "run_of_show.moved": _("Order of the programme changed"),
        "run_of_show.shifted": _("Times of the programme moved"),
        "run_of_show.copied": _("Programme taken over from another event"),
        "run_of_show.emptied": _("Programme that was taken over given up again"),
        "run_of_show.delayed": _("Delay of the programme noted"),
        "run_copy.made": _("Copy of the run of show made for print"),
        "duty.created": _("Duty added"),
        "duty.changed": _("Duty changed"),
        "duty.removed": _("Duty taken away"),
        "duty.restored": _("Duty put back"),
        "duty.done": _("Duty done"),
        "duty.reopened": _("Duty open again"),
        "account.created": _("Account made"),
        "account.invited": _("Invitation to the console sent"),
        "unit.changed": _("Contact of a unit changed"),
        "unit.corrected": _("Name or days of a unit corrected"),
        "account.changed": _("Role or unit changed"),
        "account.renamed": _("Name of an account changed"),
        "account.closed": _("Account closed"),
        "account.reopened": _("Account opened again"),
        "account.signed_in": _("Signed in to the console"),
        "account.signed_out": _("Signed out of the console"),
        "account.session_ended": _("Another browser signed out"),
        "password.changed": _("Password changed"),
        "password_reset.requested": _("New password asked for"),
        "authenticator.confirmed": _("Authenticator app set up"),
        "authenticator.removed": _("Authenticator app taken away"),
        "passkey.added": _("Passkey added"),
        "passkey.removed": _("Passkey taken away"),
        "recovery_codes.created": _("Recovery codes made"),
        "recovery_code.used": _("Recovery code used"),
        "second_factor.removed": _("Second factor taken away"),
        "access.refused": _("Page refused for want of rights"),
        "token.created": _("Key of a program made"),
        "backup_key.chosen": _("Backup key chosen"),
        "mail.tested": _("Test message sent"),
        "job.retried": _("Background work tried again"),
        "demo.purged": _("Rehearsal data deleted"),
        "audit.exported": _("Audit exported"),
    }


def deed(verb: str) -> str:
    if verb in deeds():
        return deeds()[verb]
    thing, _dot, what = verb.partition(".")
    done = {
        "created": _("made"),
        "added": _("added"),
        "changed": _("changed"),
        "moved": _("moved"),
        "removed": _("taken away"),
        "deleted": _("deleted"),
        "done": _("done"),
        "tested": _("tried out"),
        "reopened": _("open again"),
        "restored": _("an earlier version brought back"),
        "outdated": _("to be looked at again"),
    }
    if thing in things() and what in done:
        return _("%(thing)s: %(done)s", thing=things()[thing], done=done[what])
    return verb


def deeds_by_thing() -> list[tuple[str, list[tuple[str, str]]]]:
    """(thing, (verb, words) pairs), for a choice."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for verb in (*deeds(), *_COMPOSED):
        thing = verb.partition(".")[0]
        groups.setdefault(_DONE_TO.get(thing, thing), []).append((verb, deed(verb)))
    return [(word, groups[thing]) for thing, word in things().items() if thing in groups]


@_once
def fields() -> dict[str, str]:
    """Fields, as the pages that change them call them, and those that no page shows."""
    return {
        **_labels_of(EditForm),
        "logo": _("Logo"),
        "logo_dark": _("Logo for dark grounds"),
        "state": _("State"),
        "people": _("People"),
        "channel": _("Came by"),
        "purpose": _("What for"),
        "list": _("Which list"),
        "rows": _("Lines"),
        "columns": _("Columns"),
        "searched": _("Found by words"),
        "contact_name": _("Name"),
        "contact_email": _("E-mail"),
        "contact_phone": _("Telephone"),
        "home_phone": _("Telephone in Việt Nam"),
        "contact_country": _("Country"),
        "guest_kind": _("Kind"),
        "note": _("Note"),
        "reference": _("Reference"),
        "delegation_name": _("Delegation"),
        "invited": _("By invitation"),
        "name": _("Name"),
        "second_name": _("Name used abroad"),
        "honorific": _("Title before the name"),
        "called": _("How you wish to be called"),
        "office": _("Office and organisation"),
        "age_band": _("Age group"),
        "diet": _("Food"),
        "access": _("Help on the day"),
        "no_photo": _("No separate photos, please"),
        "sessions": _("Sessions"),
        "dropped_at": _("Taken off"),
        "version": _("Ticket no."),
        "food_and_help": _("People whose food and help are forgotten"),
        "age_and_wishes": _("People whose age and wishes are forgotten"),
        "words": _("Parties whose words are forgotten"),
        "answers": _("Answers to questions that are forgotten"),
        "value": _("What was answered"),
        "feedback": _("Words of guests that are forgotten"),
        "programme_names": _("Names in programmes that are forgotten"),
        "programme_copies": _("Copies of programmes that are forgotten"),
        "person": _("Name"),
        "order": _("Order"),
        "started_at": _("Begun"),
        "skipped_at": _("Left out"),
        "copied_from": _("Taken over from"),
        "arrivals": _("Notes of who was met at the door that are deleted"),
        "givers": _("Givers whose names and addresses are forgotten"),
        "names_of_givers": _("Names of givers that are told no more"),
        "addresses_of_givers": _("Letters to givers whose address is forgotten"),
        "receipt": _("Receipt"),
        "on": _("On"),
        "cause": _("For what"),
        "done_on": _("Done on"),
        "told_at": _("Giver told of the work"),
        "members": _("Members of the organising committee who are forgotten"),
        "companions": _("People who came along and whose names are forgotten"),
        "requests_of_forms": _("Marks of sent forms that are forgotten"),
        "letter_files": _("Letters in files that are deleted"),
        "photos": _("Photographs without consent that are deleted"),
        "pixels": _("Pixels"),
        "invitations": _("Invitations whose names and addresses are forgotten"),
        "proposals": _("Proposals of communes whose names are forgotten"),
        "sheets": _("Lists of invitations that nobody confirmed"),
        "journeys": _("Journeys of delegations that are forgotten"),
        "coaches": _("Coaches whose drivers are forgotten"),
        "badge_prints": _("Notes of when a badge was printed that are forgotten"),
        "addresses_of_invitations": _("Letters of invitation whose address is forgotten"),
        "addresses_of_staff": _("Old messages to staff whose address is forgotten"),
        "names": _("People whose names are forgotten"),
        "contacts": _("Parties whose addresses are forgotten"),
        "addresses": _("Messages whose address is forgotten"),
        "answer": _("Answer"),
        "lost_tickets": _("Addresses of who lost tickets that are forgotten"),
        "merges": _("Answers that can no longer be parted"),
        "reasons": _("Reasons of decisions that are forgotten"),
        "requests": _("Requests to communes that are forgotten"),
        "calls": _("Calls whose words are forgotten"),
        "reason": _("Reason"),
        "rule": _("What was found"),
        "stands_in": _("Where it stands"),
        "read_over": _("To be looked at again"),
        "due_on": _("To be done by"),
        "outcome": _("What was said"),
        "addresses_of_answers": _("Answers of communes whose address is forgotten"),
        "slug": _("Name in addresses"),
        "title": _("Title"),
        "subtitle": _("Subtitle"),
        "intro": _("Words of welcome"),
        "venue": _("Venue"),
        "address": _("Address"),
        "programme": _("Programme"),
        "summary": _("Summary"),
        "body": _("Text"),
        "text": _("Text"),
        "starts_at": _("Begins"),
        "ends_at": _("Ends"),
        "registration_opens_at": _("Answers are taken from"),
        "registration_closes_at": _("Answers are taken until"),
        "changes_close_at": _("Parties may change until"),
        "doors_open_at": _("Doors open"),
        "doors_close_at": _("Doors close"),
        "timezone": _("Time zone"),
        "capacity": _("Places"),
        "waiting_list": _("Waiting list"),
        "used": _("Answers"),
        "places": _("Places"),
        "offered_until": _("Held until"),
        "closes_at": _("May be chosen until"),
        "position": _("Order"),
        "deed": _("Deed"),
        "guests": _("Guests"),
        "any_time": _("Lets in at any time"),
        "event": _("Event"),
        "events": _("Events"),
        "revoked_at": _("Locked out"),
        "settled_at": _("Settled"),
        "met_at": _("Met"),
        "published_at": _("Published"),
        "opened_at": _("Signed in"),
        "sent_at": _("Told"),
        "copies": _("Sheets"),
        "unsubscribed_at": _("No more reminders"),
        "reminded_at": _("Reminded"),
        "handed_on": _("Handed over"),
        "withdrawn_at": _("Taken back"),
        "link_version": _("Link no."),
        "signed_on": _("Signed on"),
        "rows_new": _("New rows"),
        "rows_changed": _("Updated rows"),
        "rows_same": _("Unchanged rows"),
        "external_id": _("Number in your list"),
        "closed": _("Closed"),
        "closed_at": _("Lets nobody in since"),
        "year": _("Year"),
        "short_name": _("Short name"),
        "place": _("Place"),
        "phone": _("Telephone"),
        "phone_hours": _("A word about the hours"),
        "phone_days": _("Days on which somebody answers"),
        "phone_times": _("Hours in which somebody answers"),
        "front_place": _("Place on the front page"),
        "far_zone": _("Time zone of most of our people abroad"),
        "email": _("E-mail"),
        "role": _("Role"),
        "unit": _("Unit"),
        "scopes": _("May do"),
        "passkey": _("Passkey"),
        "method": _("Kind of request"),
        "right": _("Right that was missing"),
        "step": _("Step"),
        "comment": _("Comment"),
        "figures_right": _("Figures found right"),
        "figures_wrong": _("Figures found wrong"),
        "is_public": _("On the site"),
        "attempts": _("Attempts"),
        "build": _("Build no."),
        "locales": _("Languages"),
        "created": _("Records made"),
        "updated": _("Records changed"),
        "source": _("Source"),
        "key": _("Key"),
        "format": _("Format"),
        "entries": _("Entries"),
        "narrowed_to": _("Narrowed to"),
        "reply": _("Answer to the invitation"),
        "wishes_news": _("Wishes to hear from us again"),
        "table": _("Table"),
        "numbers": _("Numbers"),
        "paper": _("Paper"),
        "seats": _("Seats at table that are forgotten"),
    }


def _own_fields() -> dict[str, dict[str, str]]:
    """Fields that are called otherwise on the pages of one thing than on most."""
    way_in = {"access": _("Who may come")}
    opened = {"opened_at": _("Opened")}
    return {"project": _labels_in(ProjectForm), "event": way_in, "session": way_in, "invitation": opened}


def field(name: str, thing: str = "") -> str:
    """A field's name, as the page of that thing calls it; of a text, with its language."""
    known = fields() | _own_fields().get(thing, {})
    if name in known:
        return known[name]
    if (option := _OPTION.fullmatch(name)) and option[2] in LOCALES:
        label = _("Option %(number)d", number=int(option[1]))
        return _("%(field)s, %(language)s", field=label, language=LOCALES[option[2]].name)
    if (source := _SOURCE.fullmatch(name)) and source[2] in SourceFields.__dict__:
        part = str(getattr(SourceFields, source[2]).args[0])
        return _("%(field)s, %(language)s", field=_("Source %(number)d", number=int(source[1])), language=part)
    if (link := _LINK.fullmatch(name)) and link[2] in LinkFields.__dict__:
        part = str(getattr(LinkFields, link[2]).args[0])
        return _("%(field)s, %(language)s", field=_("Link %(number)d", number=int(link[1])), language=part)
    if (fact := _FACT.fullmatch(name)) and fact[2] in FactFields.__dict__:
        part = str((getattr(FactFields, fact[2]).args or (known["slug"],))[0])
        return _("%(field)s, %(language)s", field=_("Fact %(number)d", number=int(fact[1])), language=part)
    if name.endswith("-state"):
        return _("%(field)s, %(language)s", field=field(name.removesuffix("-state"), thing), language=known["state"])
    text, _hyphen, code = name.rpartition("-")
    if text in known and code in LOCALES:
        return _("%(field)s, %(language)s", field=known[text], language=LOCALES[code].name)
    code = name.removeprefix("locale_")
    if code in LOCALES:
        return _("%(field)s, %(language)s", field=known["locales"], language=LOCALES[code].name)
    if numbered := _NUMBERED.fullmatch(name):
        return f"{things()[{'figure': 'indicator'}.get(numbered[1], numbered[1])]} {numbered[2]}"
    return name


def _labels_of(form: Any) -> dict[str, str]:
    """How the fields of all forms over records are called on their pages."""
    labels: dict[str, str] = {}
    for one in form.__subclasses__():
        labels |= _labels_in(one) | _labels_of(one)
    return labels


def _labels_in(form: Any) -> dict[str, str]:
    fields = ((name, one) for name, one in vars(form).items() if isinstance(one, UnboundField) and one.args)
    return {name: str(one.args[0]) for name, one in fields}


def value(thing: str, name: str, said: Any) -> str | Markup:
    """A value as a reader takes it in; empty where it says nothing."""
    if name in _BOXES and isinstance(said, str) and said in _TICKED:
        said = _TICKED[said]
    if isinstance(said, bool):
        return _("yes") if said else _("no")
    if said is None or said in ("", [], {}):
        return ""
    if isinstance(said, list) and not any(isinstance(one, dict | list) for one in said):
        return ", ".join(str(value(thing, name, one)) for one in said)
    if isinstance(said, dict | list):
        return json.dumps(said, ensure_ascii=False)
    if isinstance(said, str):
        return _of_text(thing, name, said)
    return str(said)


def _of_text(thing: str, name: str, said: str) -> str | Markup:
    named = {
        ("registration", "state"): wording.states,
        ("session_wait", "state"): waiting_states,
        ("message", "state"): wording.message_states,
        ("job", "state"): wording.job_states,
        ("account", "role"): roles,
        ("registration", "guest_kind"): wording.kinds,
        ("invitation", "guest_kind"): wording.kinds,
        ("invitation", "addressee"): invitation_words.addressees,
        ("invitation", "companion"): invitation_words.companions,
        ("proposal", "state"): proposal_wording.states,
        ("registration", "channel"): channels,
        ("question", "kind"): question_kinds,
        ("event", "access"): ways_in,
        ("session", "access"): ways_in,
        ("event", "guest_kinds"): wording.kinds,
        ("session", "guest_kinds"): wording.kinds,
        ("access_code", "guest_kind"): wording.kinds,
        ("unit_task", "kind"): wording.task_kinds,
        ("call_task", "reason"): wording.call_reasons,
        ("call", "outcome"): call_wording.outcomes,
        ("announcement", "kind"): announcement_wording.kinds,
        ("invitation", "reply"): replies,
        ("question", "per"): question_addressees,
        ("seating_plan", "kind"): seating_wording.kinds,
        ("seating_table", "kind"): seating_wording.kinds,
    }.get((thing, name))
    if named is not None:
        return named().get(said, said)
    try:
        if _DAY.fullmatch(said):
            return numbers.day(date.fromisoformat(said))
        if _CLOCK_AND_DAY.fullmatch(said):
            at = datetime.fromisoformat(said)
            return moment(at) if at.tzinfo else f"{at:%H:%M}, {numbers.day(at.date())}"
    except ValueError:
        pass
    return said


def replies() -> dict[str, str]:
    """What a guest says to an invitation."""
    return {Reply.COMING: _("comes"), Reply.NOT_THIS_YEAR: _("not this year")}


def channels() -> dict[str, str]:
    """How an answer came."""
    return {
        "web": _("the site"),
        "api": _("a program"),
        "door": _("the reception"),
        "sample": _("rehearsal data"),
        "phone": _("the telephone"),
    }


def waiting_states() -> dict[str, str]:
    return {
        "waiting": _("waits"),
        "offered": _("places are held"),
        "accepted": _("taken"),
        "declined": _("let go"),
        "expired": _("not answered in time"),
        "ended": _("ended"),
    }


def ways_in() -> dict[str, str]:
    return {way: str(word) for way, word in access_forms.TO_EVENT.items()}


def question_kinds() -> dict[str, str]:
    return {kind: str(word) for kind, word in question_forms.KINDS.items()}


def question_addressees() -> dict[str, str]:
    return {per: str(word) for per, word in question_forms.PUT_TO.items()}


signals.field_words.append(lambda thing, name: field(name, thing))
signals.value_words.append(lambda thing, name, said: str(value(thing, name, said)))
signals.deed_words.append(deed)  # a party reads in its own data what was done to them
