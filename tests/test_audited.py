"""Every deed is in a log, in one wording. tests/audited.py watches that it is so in every test of the suite."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from tests.live import ROOT

VERB = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")
# Each route that may change something: the verbs it notes, or (a sentence) why none.
NOTED: dict[str, set[str] | str] = {
    "accounts.forgotten": {"password_reset.requested"},  # by the worker
    "accounts.one_time_link": {"account.signed_in"},
    "accounts.passkey": {"account.signed_in"},
    "accounts.passkey_options": "A question to a browser.",
    "accounts.second_step": {"account.signed_in", "recovery_code.used"},
    "accounts.sign_in": {"account.signed_in"},
    "accounts.sign_out": {"account.signed_out"},
    "accounts_own.authenticator_confirmation": {"authenticator.confirmed", "recovery_codes.created"},
    "accounts_own.authenticator_removal": {"authenticator.removed"},
    "accounts_own.authenticator_start": "It counts once its first code is typed.",
    "accounts_own.passkey": {"passkey.added", "recovery_codes.created"},
    "accounts_own.passkey_options": "A question to a browser.",
    "accounts_own.passkey_removal": {"passkey.removed"},
    "accounts_own.password": {"password.changed"},
    "accounts_own.recovery_codes": {"recovery_codes.created"},
    "accounts_own.session_end": {"account.session_ended"},
    "accounts_own.sessions_end_others": {"account.session_ended"},
    "checkin.conflict_settlement": {"conflict.settled"},
    "checkin.door_annulment": {"scan.annulled"},
    "checkin.door_scans": "Scans are their own log.",
    "checkin.phone_codes": {"enrolment_code.created"},
    "checkin.phone_revocation": {"device.revoked"},
    "checkin_api.annulment": {"scan.annulled"},
    "checkin_api.enrol": {"device.enrolled"},
    "checkin_api.scans": "Scans are their own log.",
    "checkin_api.walk_in": {"registration.created"},
    "editions_staff.change_host": {"host.changed"},
    "invitations.answer": {"registration.created", "invitation.replied"},
    "invitations.news": {"invitation.changed"},
    "invitations.opening": {"invitation.opened"},
    "invitations.reply": {"invitation.opened", "invitation.replied"},
    "look.change_colours": {"edition.changed"},
    "look.change_horizon": {"edition.changed"},
    "look.change_logo": {"logo.changed"},
    "officials.add_office": {"office.added"},
    "officials.add_official": {"official.added"},
    "officials.change_office": {"office.changed"},
    "officials.change_official": {"official.changed"},
    "officials.change_portrait": {"portrait.changed"},
    "officials.remove_office": {"office.removed"},
    "officials.remove_official": {"official.removed"},
    "papers.add_signer": {"signer.added"},
    "papers.change_papers": {"host.changed"},
    "papers.change_signer": {"signer.changed"},
    "papers.remove_signer": {"signer.removed"},
    "publication.build": {"build.requested"},
    "publication.cancel": {"build.cancelled"},
    "registration.change_consents": {"consent.changed"},
    "registration.change_contact": {"contact.changed", "call.asked"},
    "registration.deletion": {"registration.cancelled", "guest.erased"},
    "registration.lost_ticket": "The worker looks whom it is about, and notes that.",
    "registration.cancellation": {"registration.cancelled"},
    "registration.delegation": {"registration.created"},
    "registration.delete_draft": {"draft.deleted"},
    "registration.mail_draft": {"draft.mailed"},
    "registration.accept_offer": {"session_wait.accepted"},
    "registration.refuse_offer": {"session_wait.declined", "session_wait.offered"},
    "registration.add_person": {"registration.changed", "attendee.added", "consent.changed", "session_wait.created"},
    "registration.party_answers": {"answer.changed"},
    "registration.person": {"registration.changed", "attendee.changed", "consent.changed", "session_wait.created"},
    "registration.remove_person": {"registration.changed", "attendee.dropped"},
    "registration.register": {"registration.created"},
    "registration.transfer": {"registration.changed", "attendee.dropped", "attendee.added", "consent.changed"},
    "registration.visit": {"unit_task.created"},
    "registration.word": {"unit_task.created"},
    "registration.send_again": {"message.resent"},
    "registration_api.cancel_registration": {"registration.cancelled", "registration.promoted"},
    "registration_api.change_event": {"event.changed", "session.changed", "session.deleted", "gate.changed"},
    "registration_api.change_registration": {"registration.changed", "attendee.changed"},
    "registration_api.create_event": {"event.created", "session.created", "gate.created"},
    "registration_api.create_registration": {"registration.created"},
    "registration_api.reissue_ticket": {"ticket.reissued"},
    "staff.demo_purge": {"demo.purged"},
    "staff.language": "It stays in the browser.",
    "staff_accounts.change": {"account.changed", "account.renamed"},
    "staff_accounts.closing": {"account.closed"},
    "staff_accounts.invite": {"account.created", "account.invited"},
    "staff_accounts.reopening": {"account.reopened"},
    "staff_accounts.resending": {"account.invited"},
    "staff_accounts.second_factor_removal": {"second_factor.removed"},
    "staff_audit.export": {"audit.exported"},
    "staff_calendar.change_days": {"calendar.changed"},
    "staff_calendar.completion": {"calendar_step.done"},
    "staff_calendar.reopening": {"calendar_step.reopened"},
    "staff_calls.done": {"call.done"},
    "staff_calls.not_reached": {"call.put_off"},
    "staff_content.add_achievement": {"achievement.added"},
    "staff_content.add_article": {"article.added"},
    "staff_content.add_guide_entry": {"guide_entry.added"},
    "staff_content.add_indicator": {"indicator.added"},
    "staff_content.add_observation": {"observation.added"},
    "staff_content.add_project": {"project.added"},
    "staff_content.change_achievement": {"achievement.changed"},
    "staff_content.change_article": {"article.changed"},
    "staff_content.change_commune": {"unit.corrected"},
    "staff_content.change_guide_entry": {"guide_entry.changed"},
    "staff_content.change_indicator": {"indicator.changed"},
    "staff_content.change_observation": {"observation.changed", "translation.outdated"},
    "staff_content.change_project": {"project.changed", "translation.outdated"},
    "staff_content.change_translation": {"translation.changed"},
    "staff_content.confirm_project": {"project.changed"},
    "staff_content.remove_observation": {"observation.removed"},
    "staff_editions.change_edition": {"edition.changed"},
    "staff_editions.make_successor": {"edition.made_from_last_year"},
    "staff_editions.publication": {"edition.published"},
    "staff_editions.removal": {"edition.removed", "event.deleted"},
    "staff_editions.withdrawal": {"edition.withdrawn"},
    "staff_events.change_event": {"event.changed"},
    "staff_events.change_gate": {"gate.changed"},
    "staff_events.change_hold": {"hold.changed", "registration.promoted"},
    "staff_events.change_question": {"question.changed"},
    "staff_events.change_session": {"session.changed"},
    "staff_events.close_gate": {"gate.closed"},
    "staff_events.create_event": {"event.created", "gate.created"},
    "staff_events.codes_file": {"access_code.exported"},
    "staff_events.create_codes": {"access_code.created"},
    "staff_events.create_gate": {"gate.created"},
    "staff_events.create_hold": {"hold.created"},
    "staff_events.create_session": {"session.created"},
    "staff_events.delete_event": {"event.deleted", "gate.deleted"},
    "staff_events.delete_gate": {"gate.deleted"},
    "staff_events.delete_session": {"session.deleted"},
    "staff_events.move_gate": {"gate.moved"},
    "staff_events.create_question": {"question.created"},
    "staff_events.delete_question": {"question.deleted"},
    "staff_events.move_question": {"question.moved"},
    "staff_events.move_session": {"session.moved"},
    "staff_events.release_hold": {"hold.released", "registration.promoted"},
    "staff_events.reopen_gate": {"gate.reopened"},
    "staff_events.withdraw_code": {"access_code.withdrawn"},
    "staff_guests.seating": {"registration.promoted"},
    "staff_guests.resending": {"message.resent"},
    "staff_invitations.change_invitation": {"invitation.changed"},
    "staff_invitations.create_invitation": {"invitation.created"},
    "staff_invitations.keep_list": {"invitation.imported", "invitation.created", "invitation.changed"},
    "staff_invitations.note_handed": {"invitation.handed"},
    "staff_invitations.approve_list": {"proposal_list.approved", "proposal.approved", "invitation.created"},
    "staff_invitations.approve_proposal": {"proposal.approved", "invitation.created"},
    "staff_invitations.decline_proposal": {"proposal.declined"},
    "staff_invitations.give_up_list": {"proposal_list.deleted"},
    "staff_invitations.make_list": {"proposal_list.created"},
    "staff_invitations.merge_proposal": {"proposal.merged", "invitation.changed"},
    "staff_invitations.reopen_proposal": {"proposal.reopened"},
    "staff_proposals.change_proposal": {"proposal.changed"},
    "staff_proposals.note_handed": {"invitation.handed"},
    "staff_proposals.propose": {"proposal.created"},
    "staff_invitations.note_reply": {"invitation.replied"},
    "staff_invitations.note_sent": {"invitation.sent"},
    "staff_invitations.print_sheets": {"invitation_cards.printed", "invitation_papers.printed"},
    "staff_invitations.renew_link": {"invitation.link_renewed"},
    "staff_invitations.restore": {"invitation.restored"},
    "staff_invitations.send_list": "It is looked over; nothing of it is kept until it is confirmed.",
    "staff_invitations.send": {"invitation.sent", "invitation.reminded"},
    "staff_invitations.send_to_one": {"invitation.sent", "invitation.reminded"},
    "staff_invitations.withdraw": {"invitation.withdrawn"},
    "staff_messages.job_retry": {"job.retried"},
    "staff_messages.resending": {"message.resent"},
    "staff_requests.answer": {"unit_task.answered"},
    "staff_search.search": "It only looks; what is searched for stays out of addresses.",
    "staff_set_up.administrator": {"account.created"},
    "staff_set_up.begin": "It proves who sits at the server.",
    "staff_set_up.choose_backup_key": {"backup_key.chosen"},
    "staff_set_up.confirm_backup_key": {"backup_key.chosen"},
    "staff_set_up.host": {"host.created", "edition.created"},
    "staff_set_up.make_backup_key": "It counts once somebody has it on paper.",
    "staff_set_up.send_test": {"mail.tested"},
    "staff_units.change_contact": {"unit.changed"},
    "staff_wording.change_words": {"wording.changed"},
    "staff_settings.change": {"settings.changed"},
    "unsubscribing.unsubscribe": {"consent.withdrawn", "invitation.unsubscribed"},
    "staff_wording.preview": "It shows what would be written.",
    "staff_wording.reset": {"wording.changed"},
    "staff_wording.test": {"wording.tested"},
}


def verbs_in(path: Path) -> Iterator[str]:
    """The verbs that a module gives to audit.record(); those it puts together as it runs are left out."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    named = {
        node.targets[0].id: node.value
        for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "record":
            first = node.args[0]
            choices = (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,)
            values = (named.get(one.id, one) if isinstance(one, ast.Name) else one for one in choices)
            yield from (str(value.value) for value in values if isinstance(value, ast.Constant))


def all_verbs() -> set[str]:
    return {verb for path in (ROOT / "showcase").rglob("*.py") for verb in verbs_in(path)}


def test_every_route_that_may_change_something_says_what_it_notes(app: Flask) -> None:
    changing = {r.endpoint for r in app.url_map.iter_rules() if (r.methods or set()) - {"GET", "HEAD", "OPTIONS"}}
    assert changing - NOTED.keys() == set(), "add them to NOTED, with the verbs they give to audit.record()"
    assert NOTED.keys() - changing == set()


def test_verbs_are_worded_in_one_way() -> None:
    verbs = all_verbs()
    assert [verb for verb in sorted(verbs) if not VERB.fullmatch(verb)] == []
    said = {verb for noted in NOTED.values() if isinstance(noted, set) for verb in noted}
    assert said - verbs == set()
