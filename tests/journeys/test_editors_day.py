"""An editor's text from the plan to the site: written, pictured, checked, translated, corrected, approved."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from showcase.accounts.rules import Role
from tests.live import LiveSite, is_clean, launch, live_site, sign_in
from tests.photos import synthetic

pytestmark = pytest.mark.browser
TITLE, SLUG = "Một vùng đất đổi thay", "mot-vung-dat-doi-thay"
ARTICLE = f"/staff/content/articles/{SLUG}/"
UNIT = "Phường 4"  # of the sample's reporter
SEEN = "Bốn ô màu trên cánh đồng diễn tập"
FIGURE = "{{ grdp-growth:2023 }}"
CHART = "{{ chart/grdp-growth }}"
ENGLISH = {
    "title": ["A land that changes"],
    "summary": ["What a year brought the province, in figures."],
    "body": [
        f"The economy grew by **{FIGURE}** in 2023.",
        CHART,
        "{{ picture }}",
        "The people on the dykes talk about the year with joy.",
    ],
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """A site of its own: another text and another figure would be in the way of other journeys."""
    with live_site(tmp_path_factory.mktemp("desk")) as running:
        yield running


def test_from_the_plan_to_the_site(playwright: Playwright, desk: LiveSite) -> None:
    browser = launch(playwright)
    editor = somebody(browser, desk, Role.EDITOR)
    plan(editor, desk)
    photo = send_a_photograph(editor, desk)
    write(editor, desk, photo)
    change_a_word(editor, desk)
    move_on(editor, desk, "đã có bản thảo", "đã biên tập")
    assert_not_public(editor, desk)

    check_the_figures(somebody(browser, desk, Role.REPORTER, width=360), desk)
    assert_stands_at(editor, desk, "đã soát số liệu")

    translate(somebody(browser, desk, Role.TRANSLATOR), desk, photo)
    read_over(editor, desk)
    assert_not_public(editor, desk)

    correct_the_figure(editor, desk)
    read_over(editor, desk)
    approve(editor, desk)
    assert_stands_at(editor, desk, "đã duyệt đăng")
    read(browser.new_page(locale="vi-VN"), desk)
    browser.close()


def somebody(browser: Browser, site: LiveSite, role: Role, width: int = 1280) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 900}, locale="vi-VN").new_page()
    sign_in(page, site, role)
    return page


def plan(page: Page, site: LiveSite) -> None:
    page.goto(f"{site.url}/staff/content/board")
    page.get_by_role("link", name="Lên kế hoạch bài").click()
    page.get_by_label("Tiêu đề", exact=True).fill(TITLE)
    page.get_by_label("Loại văn bản").select_option("profile")
    page.get_by_label("Người viết").select_option(label="Biên tập viên (mẫu)")
    page.get_by_label("Người dịch").select_option(label="Biên dịch viên (mẫu)")
    page.get_by_label("Đơn vị soát số liệu").select_option(label=UNIT)
    assert is_clean(page)
    page.get_by_role("button", name="Giao bài").click()
    assert_stands_at(page, site, "đã giao")


def send_a_photograph(page: Page, site: LiveSite) -> str:
    """Give the library a photograph with what is seen on it; its name in texts."""
    page.goto(f"{site.url}/staff/photos/")
    file = {"name": "DSC_0815.jpg", "mimeType": "image/jpeg", "buffer": synthetic.jpeg((2600, 1800))}
    page.get_by_label("Các tệp, chọn được nhiều tệp").set_input_files([file])
    page.get_by_role("textbox", name="Người chụp").fill("Trần Diễn Tập")
    page.get_by_role("button", name="Thêm các ảnh này").click()
    seen = page.get_by_role("group", name="Trong ảnh có gì")
    seen.get_by_label("Tiếng Việt").fill(SEEN)
    seen.get_by_label("English").fill("Four coloured fields")
    keep(page)
    assert is_clean(page)
    reference = page.get_by_label("Tên gọi trong bài viết").input_value()
    return reference.removeprefix("{{ picture/").removesuffix(" }}")


def write(page: Page, site: LiveSite, photo: str) -> None:
    """By toolbar and picker, seen on the site and in print before it is kept."""
    page.goto(f"{site.url}/staff/content/board")
    page.get_by_role("link", name=TITLE, exact=True).click()
    page.get_by_label("Tóm tắt").fill("Một năm của tỉnh, kể bằng số liệu.")
    body = page.locator("#body")
    body.click()
    page.keyboard.type("Kinh tế năm 2023 tăng ")
    page.get_by_role("button", name="Chữ đậm").click()
    page.keyboard.press("Delete")
    pick(page, "Số liệu", "GRDP", FIGURE)
    body.press("End")
    page.keyboard.type(".")
    pick(page, "Biểu đồ", "GRDP", CHART)
    pick(page, "Hình ảnh", "diễn tập", picture(photo))
    page.keyboard.type("\n\nBà con bên bờ đê kể lại một năm với niềm vui.")
    assert body.input_value().split("\n\n") == [
        f"Kinh tế năm 2023 tăng **{FIGURE}**.",
        CHART,
        picture(photo),
        "Bà con bên bờ đê kể lại một năm với niềm vui.",
    ]
    for name in ("Trang web", "Bản in"):
        pane = page.get_by_role("region", name=name)
        expect(pane.locator("strong")).to_contain_text("8,25")
        expect(pane.locator("svg").first).to_be_visible()
        photograph = pane.get_by_role("img", name=SEEN)
        photograph.scroll_into_view_if_needed()
        expect(photograph).to_have_js_property("complete", True)
        assert photograph.evaluate("picture => picture.naturalWidth") > 0, name
        expect(pane).to_contain_text("niềm vui")
    assert is_clean(page)
    keep(page)
    assert_not_public(page, site)


def picture(photo: str) -> str:
    return f"{{{{ picture/{photo} }}}}"


def pick(page: Page, kind: str, words: str, insert: str) -> None:
    page.get_by_role("button", name="Chèn số liệu hoặc hình").click()
    window = page.get_by_role("dialog")
    window.get_by_role("button", name=kind, exact=True).click()
    expect(window.get_by_role("button", name=kind, exact=True)).to_have_attribute("aria-pressed", "true")
    window.get_by_role("searchbox").fill(words)
    window.locator(f'[data-insert="{insert}"]').click()
    expect(window).to_be_hidden()


def change_a_word(page: Page, site: LiveSite) -> None:
    """A second version; what it changed is struck out and underlined."""
    page.goto(f"{site.url}{ARTICLE}")
    body = page.locator("#body")
    body.fill(body.input_value().replace("bờ đê", "bờ kênh"))
    keep(page)
    page.get_by_role("link", name="Bài đã thay đổi thế nào").click()
    page.get_by_role("link", name=re.compile(r"^Bản \d")).first.click()  # the newest
    expect(page.locator("main del")).to_have_text("đê")
    expect(page.locator("main ins")).to_have_text("kênh")
    assert is_clean(page)


def move_on(page: Page, site: LiveSite, *steps: str) -> None:
    """By the button on the article's page, step by step."""
    for step in steps:
        page.goto(f"{site.url}{ARTICLE}")
        page.get_by_role("button", name=f"Chuyển: {step}").click()
        expect(page.locator("[aria-current=step]")).to_have_text(step)


def approve(page: Page, site: LiveSite) -> None:
    """The unit has not seen the corrected figure, so whoever passes that over says why."""
    page.goto(f"{site.url}{ARTICLE}way")
    page.get_by_label("Đến bước").select_option(label="đã duyệt đăng")
    page.get_by_role("button", name="Chuyển bước").click()
    expect(page.locator("[aria-current=step]")).to_have_text("đã soát bản dịch")
    page.locator("[name=reason]").first.fill("Cục Thống kê đã báo số mới bằng văn bản.")
    page.get_by_role("button", name="Chuyển bước").click()
    expect(page.locator("[aria-current=step]")).to_have_text("đã duyệt đăng")


def assert_stands_at(page: Page, site: LiveSite, step: str) -> None:
    page.goto(f"{site.url}/staff/content/board")
    column = page.get_by_role("region", name=re.compile(f"^{step}"))
    expect(column.get_by_role("link", name=TITLE, exact=True)).to_be_visible()


def assert_not_public(page: Page, site: LiveSite) -> None:
    """No visitor gets it, by its address or in the list."""
    assert page.context.browser is not None
    other = page.context.browser.new_page()
    for locale in ("vi", "en"):
        answer = other.goto(f"{site.url}/{locale}/articles/{SLUG}/")
        assert answer is not None
        assert answer.status == 404
        other.goto(f"{site.url}/{locale}/articles/")
        expect(other.get_by_role("main")).not_to_contain_text(TITLE)
    other.close()


def check_the_figures(phone: Page, site: LiveSite) -> None:
    """The reporter finds the question on the first page after signing in, and answers it with a thumb."""
    phone.goto(f"{site.url}/staff/")
    phone.get_by_role("link", name="Số liệu của 1 bài chờ đơn vị soát").click()
    phone.get_by_role("link", name=re.compile(TITLE)).click()
    figure = phone.get_by_role("group", name=re.compile("8,25"))
    figure.get_by_label("Đúng", exact=True).check()
    assert is_clean(phone)
    phone.get_by_role("button", name="Gửi trả lời").click()
    expect(phone.get_by_role("status")).to_be_visible()


def translate(page: Page, site: LiveSite, photo: str) -> None:
    """Paragraph by paragraph beside the original, as it waits in the list of what is to be translated."""
    page.goto(f"{site.url}/staff/content/translations/en/?kind=article")
    page.get_by_role("link", name=TITLE, exact=True).click()
    for field, paragraphs in ENGLISH.items():
        for number, words in enumerate(paragraphs, 1):
            page.locator(f"[name={field}_{number}]").fill(words.replace("{{ picture }}", picture(photo)))
    assert is_clean(page)
    page.get_by_role("button", name="Lưu bản dịch").click()
    expect(page.get_by_role("status")).to_contain_text("Đã lưu")
    page.goto(f"{site.url}{ARTICLE}way")
    for step in ("đã dịch", "đã soát bản dịch"):
        page.get_by_label("Đến bước").select_option(label=step)
        page.locator("[name=reason]").first.fill("Bản tiếng Pháp và tiếng Khmer làm sau.")
        page.get_by_role("button", name="Chuyển bước").click()
        expect(page.locator("[aria-current=step]")).to_have_text(step)
    assert is_clean(page)


def read_over(page: Page, site: LiveSite) -> None:
    page.goto(f"{site.url}/staff/content/translations/en/?kind=article")
    page.get_by_role("link", name=TITLE, exact=True).click()
    page.get_by_label("Tôi đã đọc hết bản dịch, đối chiếu với bản gốc").check()
    page.get_by_role("button", name="Lưu bản dịch").click()
    expect(page.get_by_role("status")).to_contain_text("Đã lưu")
    page.goto(f"{site.url}/staff/content/translations/en/?kind=article")
    expect(page.get_by_role("main")).not_to_contain_text(TITLE)


def correct_the_figure(page: Page, site: LiveSite) -> None:
    """The page names every place, the text that is not public yet among them, and asks."""
    page.goto(f"{site.url}/staff/content/figures/grdp-growth/")
    page.get_by_role("link", name="2023", exact=True).click()
    page.get_by_label("Giá trị").fill("8,31")
    page.get_by_role("button", name="Lưu thay đổi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Số liệu này có ở \d\d chỗ"))
    main = page.get_by_role("main")
    for place in (f"{TITLE}, Tiếng Việt", "A land that changes, English", "Bài viết, biểu đồ", "Biểu đồ", "Ấn phẩm"):
        expect(main).to_contain_text(place)
    expect(page.get_by_label(re.compile(f"{TITLE}.*English"))).to_be_checked()  # to be read over again
    assert_links_lead_somewhere(page, TITLE)
    assert is_clean(page)
    page.get_by_role("button", name=re.compile(r"Sửa cả \d\d chỗ")).click()
    expect(page.get_by_role("status")).to_contain_text("Đã lưu thay đổi")


def assert_links_lead_somewhere(page: Page, words: str) -> None:
    links = page.locator("main").get_by_role("link").filter(has_text=words)
    addresses = links.evaluate_all("links => links.map(link => link.href)")
    assert addresses
    assert {address: page.request.get(address).status for address in addresses} == dict.fromkeys(addresses, 200)


def read(page: Page, site: LiveSite) -> None:
    for locale, said in (("vi", "8,31"), ("en", "8.31%")):
        page.goto(f"{site.url}/{locale}/articles/{SLUG}/")
        main = page.get_by_role("main")
        expect(main.locator("strong").first).to_contain_text(said)
        expect(main.locator("figure.chart svg").first).to_contain_text(said[:4])
        assert is_clean(page)
    expect(page.get_by_role("img", name="Four coloured fields")).to_be_visible()


def keep(page: Page) -> None:
    page.get_by_role("button", name="Lưu thay đổi").click()
    expect(page.get_by_role("status").filter(has_text="Đã lưu")).to_be_visible()
