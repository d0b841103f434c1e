"""The `showcase` command: one group per feature, and the exit codes others rely on."""

import sys
import traceback

import click
from flask.cli import FlaskGroup, ScriptInfo

from .app import create_app


def main() -> None:
    """Run the command. 0 done, 1 not in order, 2 wrong use, 3 could not (one line, no traceback)."""
    debug = "--debug" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    group = FlaskGroup(
        name="showcase",
        create_app=lambda: create_app(),
        add_default_commands=False,
        add_version_option=False,
        load_dotenv=False,
        set_debug_flag=False,
        help="Runs and looks after the site. --debug shows where something failed.",
    )
    try:
        code = group.main(
            arguments,
            prog_name="showcase",
            standalone_mode=False,
            obj=ScriptInfo(create_app=lambda: create_app()),
        )
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(3)
    except Exception as error:
        if debug:
            traceback.print_exc()
        reason = " ".join(str(error).split())[:300] or type(error).__name__
        click.echo(f"showcase: {reason}", err=True)
        sys.exit(3)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
