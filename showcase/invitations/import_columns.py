"""What a column of the host's list may hold, guessed from the words at its head. Pure."""

from collections.abc import Sequence
from enum import StrEnum


class Column(StrEnum):
    """The columns of a list, in the order in which the template has them; most are named as the invitation's own."""

    EXTERNAL_ID = "external_id"
    NAME = "name"
    HONORIFIC = "honorific"
    CALLED = "called"
    OFFICE = "office"
    ADDRESSEE = "addressee"
    COMPANION = "companion"
    MOST_PEOPLE = "most_people"
    GUEST_KIND = "guest_kind"
    COUNTRY = "country"
    LOCALE = "locale"
    EMAIL = "email"
    PHONE = "phone"
    HOME_PHONE = "home_phone"
    UNIT = "unit"
    NOTE = "note"


# Vietnamese and English, folded. A running number (STT) is no code: it names another guest once the list is sorted.
WORDS: dict[Column, tuple[str, ...]] = {
    Column.EXTERNAL_ID: ("ma", "ma so", "ma khach", "ma khach moi", "code", "id", "guest id", "number in your list"),
    Column.NAME: (
        *("ho ten", "ho va ten", "ho ten khach", "ten", "ten khach", "ten khach moi", "khach moi", "ho ten khach moi"),
        *("ten gia dinh", "ten dai bieu", "name", "full name", "guest", "guest name", "name as written"),
    ),
    Column.HONORIFIC: ("kinh xung", "danh xung", "xung ho", "ong ba", "title", "honorific", "salutation"),
    Column.CALLED: ("goi la", "xin phep duoc goi la", "cach goi", "duoc goi la", "called"),
    Column.OFFICE: (
        *("chuc danh", "chuc vu", "don vi", "co quan", "chuc danh don vi", "chuc vu don vi", "to chuc", "noi cong tac"),
        *("office", "post", "position", "organisation", "organization", "company", "post and organisation"),
    ),
    Column.ADDRESSEE: ("moi ai", "doi tuong", "doi tuong moi", "hinh thuc moi", "addressee", "invited as", "to whom"),
    Column.COMPANION: ("di cung", "cung di", "nguoi di cung", "moi cung", "kem theo", "companion", "together with"),
    Column.MOST_PEOPLE: (
        *("so nguoi", "so nguoi toi da", "toi da", "so luong", "so khach", "so luong nguoi"),
        *("people", "at most", "most people", "people at most", "number of people"),
    ),
    Column.GUEST_KIND: ("loai khach", "nhom khach", "loai", "nhom", "kind", "kind of guest", "guest kind", "category"),
    Column.COUNTRY: (
        *("nuoc", "quoc gia", "nuoc cu tru", "nuoc so tai", "noi dinh cu", "nuoc dinh cu", "dinh cu", "noi o"),
        *("noi cu tru", "country", "lives in", "country of residence", "country where they live"),
    ),
    Column.LOCALE: ("ngon ngu", "tieng", "ngon ngu thiep", "language", "lang", "locale"),
    Column.EMAIL: ("email", "e mail", "mail", "thu dien tu", "dia chi email", "email address", "e mail address"),
    Column.PHONE: (
        *("dien thoai", "so dien thoai", "sdt", "dt", "so dt", "di dong", "dien thoai nuoc ngoai", "sdt nuoc ngoai"),
        *("dien thoai o nuoc ngoai", "phone", "telephone", "mobile", "tel", "phone abroad", "telephone abroad"),
    ),
    Column.HOME_PHONE: (
        *("dien thoai viet nam", "dien thoai o viet nam", "dien thoai tai viet nam", "sdt viet nam", "sdt o viet nam"),
        *("so viet nam", "dien thoai nguoi nha", "sdt nguoi nha", "dien thoai than nhan", "sdt than nhan"),
        *("home phone", "phone in viet nam", "phone in vietnam", "telephone in viet nam", "telephone in vietnam"),
    ),
    Column.UNIT: (
        *("xa", "xa phuong", "phuong", "phuong xa", "que", "que quan", "que o xa", "xa giao thiep", "noi giao thiep"),
        *("giao thiep", "commune", "home commune", "commune that hands the card over"),
    ),
    Column.NOTE: ("ghi chu", "note", "notes", "remark", "remarks"),
}
_BY_WORD = {word: column for column, words in WORDS.items() for word in words}
_HEAD_AMONG = 10  # rows; titles of the paper may stand above the head

Mapping = tuple[Column | None, ...]


def guess(heads: Sequence[str]) -> Mapping:
    """What each column holds by the folded words at its head; no two hold the same."""
    ranked = sorted(
        (rank, place, column)
        for place, head in enumerate(heads)
        if (found := _column_of(head)) is not None
        for rank, column in [found]
    )
    guessed: dict[int, Column] = {}
    for _rank, place, column in ranked:
        if column not in guessed.values():
            guessed[place] = column
    return tuple(guessed.get(place) for place in range(len(heads)))


def head_among(rows: Sequence[Sequence[str]]) -> int:
    """Which of the first rows (folded) names the columns: the one that names most, and a name among them."""

    def named(row: Sequence[str]) -> int:
        columns = [column for column in guess(row) if column]
        return len(columns) if Column.NAME in columns else 0

    first = rows[:_HEAD_AMONG]
    return max(range(len(first)), key=lambda place: (named(first[place]), -place), default=0)


def _column_of(head: str) -> tuple[int, Column] | None:
    """(0, column) for the very words, (more, column) where they stand within others, the more the less they tell."""
    if head in _BY_WORD:
        return 0, _BY_WORD[head]
    within = [word for word in _BY_WORD if f" {word} " in f" {head} "]
    if not within or len(head) > 80:
        return None
    longest = max(within, key=lambda word: (len(word), word))
    return 1 + len(head) - len(longest), _BY_WORD[longest]
