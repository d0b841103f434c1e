"""Settings from the environment, and what they make on the disk."""

from pathlib import Path

from showcase.config import from_environment


def test_a_new_state_folder_is_closed_to_other_users(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    from_environment({"SHOWCASE_VAR": str(folder)})
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_somebody_made_keeps_its_rights(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    from_environment({"SHOWCASE_VAR": str(tmp_path)})
    assert tmp_path.stat().st_mode & 0o777 == 0o750
