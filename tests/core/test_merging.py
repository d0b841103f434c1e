"""Two people write on one text; what both changed is put together by paragraph."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from showcase.core.merging import Merged, Side, digests, merge

BASE = "Một.\n\nHai.\n\nBa.\n\nBốn."


def put_together(yours: str, theirs: str, base: str = BASE) -> Merged:
    return merge(digests(base), yours, theirs, {})


@pytest.mark.parametrize(
    ("yours", "theirs", "both"),
    [
        ("Một.\n\nHai!\n\nBa.\n\nBốn.", "Một.\n\nHai.\n\nBa!\n\nBốn.", "Một.\n\nHai!\n\nBa!\n\nBốn."),
        ("Một.\n\nBa.\n\nBốn.", BASE + "\n\nNăm.", "Một.\n\nBa.\n\nBốn.\n\nNăm."),
        ("Không.\n\n" + BASE, "Một!\n\nHai.\n\nBa.\n\nBốn.", "Không.\n\nMột!\n\nHai.\n\nBa.\n\nBốn."),
        ("Một.\n\nHai.\n\nMới.\n\nBa.\n\nBốn.", "Một.\n\nHai!\n\nBa!\n\nBốn.", "Một.\n\nHai!\n\nMới.\n\nBa!\n\nBốn."),
        ("Bốn.\n\nMột.\n\nHai.\n\nBa.", "Một.\n\nHai!\n\nBa.\n\nBốn.", "Bốn.\n\nMột.\n\nHai!\n\nBa."),
        (BASE + "\n\nNăm.", BASE + "\n\nNăm.", BASE + "\n\nNăm."),
        ("", BASE, ""),
    ],
)
def test_changes_that_do_not_meet_are_both_made(yours: str, theirs: str, both: str) -> None:
    merged = put_together(yours, theirs)
    assert (merged.text, merged.clashes) == (both, [])


def test_a_paragraph_that_both_changed_is_for_a_person_to_decide() -> None:
    yours, theirs = "Một!\n\nHai!\n\nBa.\n\nBốn.", "Một.\n\nHai?\n\nBa.\n\nBốn?"
    merged = put_together(yours, theirs)
    assert [(one.place, one.yours, one.theirs) for one in merged.clashes] == [(2, "Hai!", "Hai?")]
    assert merged.text == "Một!\n\nHai!\n\nBa.\n\nBốn?"
    key = merged.clashes[0].key
    for side, second in ((Side.YOURS, "Hai!"), (Side.THEIRS, "Hai?")):
        again = merge(merged.base, merged.text, theirs, {key: side})
        assert (again.text, again.clashes) == (f"Một!\n\n{second}\n\nBa.\n\nBốn?", [])
    newer = merge(merged.base, merged.text, theirs.replace("Hai?", "Hai hai?"), {key: Side.YOURS})
    assert [one.theirs for one in newer.clashes] == ["Hai hai?"]  # nobody decided about these words


@pytest.mark.parametrize("theirs", ["Một.\n\nBa.\n\nBốn.", BASE.replace("Hai.", "Hai?\n\nHai rưỡi.")])
@pytest.mark.parametrize("yours", [BASE.replace("Hai.", "Hai!"), BASE.replace("Hai.", "Hai!\n\nThêm.")])
def test_what_one_removed_and_the_other_changed_is_not_lost(yours: str, theirs: str) -> None:
    merged = put_together(yours, theirs)
    assert len(merged.clashes) == 1
    assert merged.clashes[0].yours in yours
    assert merge(merged.base, merged.text, theirs, {merged.clashes[0].key: Side.THEIRS}).text == theirs


words = st.lists(st.sampled_from("abcdefgh"), max_size=8).map("\n\n".join)


@settings(max_examples=500, deadline=None)
@given(words, words, words)
def test_no_paragraph_that_somebody_wrote_goes_without_a_word(base: str, yours: str, theirs: str) -> None:
    merged = put_together(yours, theirs, base)
    shown = merged.text.split() + [word for one in merged.clashes for word in (one.yours + "\n" + one.theirs).split()]
    new = (set(yours.split()) | set(theirs.split())) - set(base.split())
    assert new <= set(shown)
    assert put_together(base, theirs, base).text == theirs
    assert put_together(yours, base, base).text == yours
    if not merged.clashes:
        assert put_together(theirs, yours, base).clashes == []


texts = st.lists(st.sampled_from("abcdefgh"), max_size=8, unique=True).map("\n\n".join)


@settings(max_examples=500, deadline=None)
@given(texts, texts, texts, st.sampled_from(Side))
def test_who_decides_as_asked_is_done_and_saw_all_that_goes(base: str, yours: str, theirs: str, side: Side) -> None:
    merged, given_up, decisions, rounds = put_together(yours, theirs, base), "", {}, 0
    while merged.clashes:
        rounds += 1
        assert rounds < 9
        for one in merged.clashes:
            given_up += one.yours if side is Side.THEIRS else one.theirs
            decisions[one.key] = side
        merged = merge(merged.base, merged.text, theirs, decisions)
    new = (set(yours.split()) | set(theirs.split())) - set(base.split())
    assert new <= {*merged.text.split(), *given_up.replace("\n", "")}


def test_long_texts_are_put_together_in_a_moment() -> None:
    base = [f"Đoạn {number}." for number in range(900)]
    yours, theirs = base.copy(), base.copy()
    yours[::7] = [one + " Sửa." for one in yours[::7]]
    theirs[3::7] = [one + " Thêm." for one in theirs[3::7]]
    begun = time.process_time()
    merged = put_together("\n\n".join(yours), "\n\n".join(theirs), "\n\n".join(base))
    assert merged.clashes == []
    assert merged.text.count("Sửa.") + merged.text.count("Thêm.") == len(base[::7]) + len(base[3::7])
    same = "\n\n".join(["x"] * 900)
    put_together(same + "\n\ny", "z\n\n" + same, same)
    assert time.process_time() - begun < 1
