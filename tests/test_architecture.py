"""The layout shows the architecture: imports run one way, and rules know no framework."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "showcase"
ORDER = (
    "core",
    "accounts",
    "editions",
    "papers",
    "content",
    "photos",
    "investment",
    "registration",
    "invitations",
    "checkin",
    "guests",
    "committee",
    "calls",
    "protocol",
    "delegations",
    "seating",
    "programme",
    "badges",
    "announcements",
    "followup",
    "contributions",
    "live",
    "publication",
    "release",
    "editorial",
    "translation",
    "outreach",
    "staff",
    "packs",
)
# Within a feature: a file imports only what stands before it.
ROLES = ("rules", "models", "services", "pack", "forms", "views", "staff_views", "api_views", "cli")
MODULES = sorted(path for path in ROOT.rglob("*.py") if "migrations" not in path.parts)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_package_imports_only_what_stands_before_it(path: Path) -> None:
    feature = path.relative_to(ROOT).parts[0]
    if feature not in ORDER:
        return
    for module in imports(path):
        if module[:1] == ("showcase",) and len(module) > 1 and module[1] in ORDER:
            assert ORDER.index(module[1]) <= ORDER.index(feature), f"{feature} imports {'.'.join(module)}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_of_a_feature_imports_only_earlier_roles(path: Path) -> None:
    parts = path.relative_to(ROOT).parts
    if len(parts) != 2 or path.stem not in ROLES or parts[0] == "core":
        return
    for module in imports(path):
        if module[:2] == ("showcase", parts[0]) and len(module) > 2 and module[2] in ROLES:
            assert ROLES.index(module[2]) < ROLES.index(path.stem), f"{path.stem} imports {module[2]}"


@pytest.mark.parametrize("path", sorted(ROOT.rglob("rules.py")), ids=lambda path: path.parent.name)
def test_rules_know_no_framework(path: Path) -> None:
    for module in imports(path):
        is_rules = module[:1] == ("showcase",) and module[-1] == "rules"
        assert module[0] in sys.stdlib_module_names or is_rules, ".".join(module)


@pytest.mark.parametrize("path", sorted(ROOT.rglob("__init__.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_packages_open_with_a_docstring_and_nothing_else(path: Path) -> None:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_what_it_is_for_and_hides_no_import(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "no docstring"
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        hidden = [node for node in ast.walk(function) if isinstance(node, (ast.Import, ast.ImportFrom))]
        assert not hidden, f"{function.name} imports inside"


def test_there_is_no_catch_all_file() -> None:
    names = {path.stem for path in MODULES}
    assert not names & {"utils", "helpers", "misc", "common", "data", "info", "manager"}


def imports(path: Path) -> Iterator[tuple[str, ...]]:
    """The absolute names of what a module imports, as tuples."""
    package = ("showcase", *path.relative_to(ROOT).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            stem = (*base, *(node.module.split(".") if node.module else ()))
            yield from ((*stem, alias.name) for alias in node.names) if not node.module else (stem,)
            if node.module and node.level:
                yield from ((*stem, alias.name) for alias in node.names if alias.name.islower())
