"""Points of the check before print, in words."""

from ..core.i18n import gettext as _
from .rules import Check


def checks() -> dict[Check, str]:
    """What was found."""
    return {
        Check.PAGES: _("The number of pages is not a multiple of four"),
        Check.FONTS: _("Letters that are not in the file"),
        Check.ALT_TEXT: _("Pictures without a description"),
        Check.REFERENCE: _("References that lead nowhere"),
        Check.SOURCE: _("Figures without a source"),
        Check.DEMO: _("Made-up sample content"),
        Check.UNREVIEWED: _("Texts that nobody has reviewed"),
        Check.UNAPPROVED: _("Articles that are not approved"),
        Check.FALLBACK: _("Texts shown in another language"),
        Check.IMPRINT: _("Lines of the imprint that are not settled"),
        Check.SIZE: _("A large file"),
        Check.COLOUR: _("Colours that the printing house must convert"),
    }


def what_to_do() -> dict[Check, str]:
    """What an editor does about it."""
    return {
        Check.PAGES: _("Add or take away pages, so that whole sheets of four come out."),
        Check.FONTS: _("Tell the operator: a font is missing in the file."),
        Check.ALT_TEXT: _("Describe the picture in its page."),
        Check.REFERENCE: _("Choose another record for the section, or enter the one that is missing."),
        Check.SOURCE: _("Give the figure its source."),
        Check.DEMO: _("Put real content in the place of the sample."),
        Check.UNREVIEWED: _("Have somebody who knows the language read it and approve it."),
        Check.UNAPPROVED: _("Lead the text to its approval."),
        Check.FALLBACK: _("Translate the text, or say why the other language may stand there."),
        Check.IMPRINT: _("Fill in the imprint."),
        Check.SIZE: _("Use smaller pictures."),
        Check.COLOUR: _("Agree with the printing house on who converts the colours."),
    }
