"""The lines drawn under parts of the head, in millimetres, for both writers."""

from .letters import width
from .measures import HEAD_LEFT, HEAD_RIGHT, RULE_SHARE, SIZES, TEXT_WIDTH
from .model import Paper
from .rules import lines_of, motto_of, rule_length


def under_issuer(paper: Paper) -> float:
    return _share_of(paper.header.issuer.upper(), HEAD_LEFT, "issuer")


def under_motto(paper: Paper) -> float:
    """As wide as the last line."""
    if not paper.header.motto:
        return 0.0
    text = motto_of(paper.header.motto[-1])
    size = SIZES["motto"].value
    lines = lines_of(text, HEAD_RIGHT, lambda line: width(line, size, bold=True))
    return min(HEAD_RIGHT, max((width(line, size, bold=True) for line in lines), default=0.0))


def under_summary(paper: Paper) -> float:
    """Under the kind and its summary; a letter has none."""
    return 0.0 if paper.is_letter else _share_of(paper.summary or paper.kind.upper(), TEXT_WIDTH, "summary")


def _share_of(text: str, room: float, part: str) -> float:
    return rule_length(text, room, RULE_SHARE.value, lambda line: width(line, SIZES[part].value, bold=True))
