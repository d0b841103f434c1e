"""What differs between two documents, said in words."""

from showcase.publication.changes import blocks_of, changed


def page(text: str, section: str = "gio") -> str:
    return (
        "<html><head><title>Không tính</title><style>p { color: red }</style></head><body>"
        f'<section class="section section--article" id="{section}"><h2>Gió</h2>{text}</section></body></html>'
    )


def test_paragraphs_are_read_by_section_and_without_what_nobody_sees() -> None:
    assert blocks_of(page("<p>Một <b>hai</b></p><p>ba</p>")) == {"gio": ["Gió", "Một hai", "ba"]}


def test_cells_and_labels_of_charts_are_paragraphs_of_their_own() -> None:
    html = page("<table><tr><td>8,25</td><td>%</td></tr></table><svg><text>2023</text><text>9</text></svg>")
    assert blocks_of(html)["gio"][1:] == ["8,25", "%", "2023", "9"]


def test_pictures_are_read_by_what_they_show() -> None:
    assert blocks_of(page('<img alt="Chợ nổi" src="a.jpg">'))["gio"] == ["Gió", "Chợ nổi"]


def test_nothing_changed_is_nothing() -> None:
    assert changed("vi", page("<p>Một</p>"), page("<p>Một</p>")) == []


def test_a_corrected_figure_is_told_as_before_and_now() -> None:
    (one,) = changed("vi", page("<p>Tăng 8,25 % so với</p>"), page("<p>Tăng 8,31 % so với</p>"))
    assert (one.section, one.locale, one.figures) == ("gio", "vi", ("8,25", "8,31"))
    assert one.before == "Tăng 8,25 % so với"
    assert one.now == "Tăng 8,31 % so với"


def test_a_changed_word_is_no_figure() -> None:
    (one,) = changed("vi", page("<p>Kính gửi bà con</p>"), page("<p>Kính thưa bà con</p>"))
    assert one.figures is None


def test_what_came_and_went_is_told_with_its_section() -> None:
    before = page("<p>Một</p>") + page("<p>Cũ</p>", "cu")
    now = page("<p>Một</p><p>Hai</p>")
    found = changed("vi", before, now)
    assert [(one.section, one.before, one.now) for one in found] == [
        ("gio", "", "Hai"),
        ("cu", "Gió", ""),
        ("cu", "Cũ", ""),
    ]


def test_of_a_long_paragraph_the_words_beside_the_change_are_shown() -> None:
    long = " ".join(f"từ{number}" for number in range(200))
    (one,) = changed("vi", page(f"<p>{long} 8,25 {long}</p>"), page(f"<p>{long} 8,31 {long}</p>"))
    assert len(one.now) < 300
    assert "8,31" in one.now


def test_an_address_with_digits_is_no_figure() -> None:
    (one,) = changed("vi", page("<p>Xem a.vn/2023/</p>"), page("<p>Xem a.vn/2024/</p>"))
    assert one.figures is None


def test_a_cover_is_known_by_its_template() -> None:
    assert blocks_of('<section class="section section--back-cover"><p>Hết</p></section>') == {"back-cover": ["Hết"]}
