from flask import Flask, render_template_string

from showcase.core.i18n import use_locale


def test_a_plural_in_a_template_takes_further_values(app: Flask) -> None:
    page = '{{ ngettext("%(who)s sees %(num)d tree", "%(who)s sees %(num)d trees", count, who="Hường") }}'
    with use_locale("en"):
        assert render_template_string(page, count=2) == "Hường sees 2 trees"
        assert render_template_string(page, count=1) == "Hường sees 1 tree"
