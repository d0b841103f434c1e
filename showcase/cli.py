"""The `showcase` command: one group per feature, and the exit codes others rely on."""

import sys
import traceback
from importlib import import_module

import click
from flask import Flask
from flask.cli import FlaskGroup, ScriptInfo

from .serve import serve


class Site(ScriptInfo):
    """Builds the application when a command needs it: `serve` does not, its workers do."""

    def load_app(self) -> Flask:
        if self._loaded_app is None:
            self._loaded_app = import_module("showcase.app").create_app()
        return self._loaded_app


def main() -> None:
    """Run the command. 0 done, 1 not in order, 2 wrong use, 3 could not (one line, no traceback)."""
    debug = "--debug" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    group = FlaskGroup(
        name="showcase",
        add_default_commands=False,
        add_version_option=False,
        load_dotenv=False,
        set_debug_flag=False,
        help="Runs and looks after the site. --debug shows where something failed.",
    )
    group.add_command(serve)
    try:
        code = group.main(
            arguments,
            prog_name="showcase",
            standalone_mode=False,
            obj=Site(),
        )
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(3)
    except Exception as error:
        if debug:
            traceback.print_exc()
        cause = getattr(error, "orig", None) or error  # what the driver said, without the statement around it
        reason = " ".join(str(cause).split())[:300] or type(error).__name__
        if "no such table" in reason or ("relation" in reason and "does not exist" in reason):
            reason = "the database has no tables yet: run `showcase migrate` (bin/run does it by itself)"
        click.echo(f"showcase: {reason}", err=True)
        sys.exit(3)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
