"""Kinds of papers as people call them."""

from ..core.i18n import gettext as _
from .rules import Kind


def kinds() -> dict[Kind, str]:
    return {
        Kind.LETTER: _("Letter (công văn)"),
        Kind.PROPOSAL: _("Proposal (tờ trình)"),
        Kind.REPORT: _("Report (báo cáo)"),
        Kind.INVITATION: _("Letter of invitation (giấy mời)"),
        Kind.PLAN: _("Plan (kế hoạch)"),
        Kind.NOTICE: _("Notice (thông báo)"),
        Kind.SHEET: _("Data sheet (phiếu thông tin)"),
    }
