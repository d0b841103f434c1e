"""How an edition's pictures are called in its folder."""

from .models import Edition


def picture_names(edition: Edition) -> dict[str, str]:
    """Hash → slug of an edition's pictures: the first name that a picture got is its slug."""
    names: dict[str, str] = {}
    for name, digest in edition.pictures.items():
        if not name.endswith("_dark"):
            names.setdefault(digest, name)
    return names


def uploaded_name(digest: str) -> str:
    """The slug in a folder of a picture that was uploaded or made on the site."""
    return f"upload-{digest[:12]}"
