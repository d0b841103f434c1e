"""Papers to try the writers with."""

from showcase.papers.licence import LicenceFacts
from showcase.papers.model import (
    Appendix,
    Column,
    Frame,
    Header,
    Heading,
    Paper,
    Paragraph,
    Points,
    Run,
    Signature,
    Table,
)

HEADER = Header(
    superior="Mặt trận Tổ quốc Việt Nam",
    issuer="Ủy ban Mặt trận tỉnh Mẫu",
    motto=("Cộng hòa xã hội chủ nghĩa Việt Nam", "Độc lập – Tự do – Hạnh phúc"),
)
SIGNATURE = Signature(("TM. Ban Thường trực", "KT. Chủ tịch", "Phó Chủ tịch"), "Nguyễn Thị Ẵm")
DAY = "Huế, ngày 05 tháng 02 năm 2024"
FRAME = Frame(HEADER, "Số: 05/MTTQ-BTT", DAY, SIGNATURE, "Lưu: VT")
FACTS = LicenceFacts(
    superior="Mặt trận Tổ quốc Việt Nam",
    applicant="Ủy ban Mặt trận tỉnh Mẫu",
    address="Số 1, đường Mẫu",
    title="Đối ngoại nhân dân năm 2023",
    language="tiếng Việt",
    authority="Sở Văn hóa, Thể thao và Du lịch tỉnh Mẫu",
    form="Tạp chí",
    pages=32,
    size_cm="21 × 29,7",
    print_run=1500,
    printer="Công ty In Mẫu",
    purpose="Tặng kiều bào về dự họp mặt",
    summary="Kết quả công tác đối ngoại nhân dân trong năm và hình ảnh quê hương.",
    attachments=("Hai bản thảo có đóng dấu", "Bản dịch tiếng Việt của phần tiếng Khmer"),
)
TABLE = Table(
    (Column("TT", 0.1, "center"), Column("Đơn vị", 0.6), Column("Số bản", 0.3, "right")),
    tuple((str(row), f"Ủy ban Mặt trận xã số {row}", "12") for row in range(1, 71)),
    "Danh sách phân phối",
)


def proposal(**changes: object) -> Paper:
    values: dict[str, object] = {
        "header": HEADER,
        "number": "Số: 05/TTr-MTTQ-BTT",
        "place_and_day": DAY,
        "kind": "Tờ trình",
        "summary": "Về việc tổ chức họp mặt kiều bào nhân dịp Tết Nguyên đán",
        "bases": ("Căn cứ Luật Mặt trận Tổ quốc Việt Nam", "Căn cứ chương trình công tác năm 2024"),
        "addressees": ("Tỉnh ủy", "Ủy ban nhân dân tỉnh"),
        "blocks": (
            Heading("I. Mục đích"),
            Paragraph("Gặp gỡ bà con kiều bào về quê ăn Tết, báo cáo tình hình của tỉnh trong năm qua. " * 4),
            Points((("1.", (Run("Thời gian: ", bold=True), Run("ngày 05/02/2024."))), ("2.", "Địa điểm: hội trường."))),
        ),
        "signature": SIGNATURE,
        "recipients": ("Như trên", "Ban Thường trực (báo cáo)", "Lưu: VT, BTT"),
    }
    return Paper(**(values | changes))  # type: ignore[arg-type]


def long_proposal() -> Paper:
    """Three pages or more, a table over a page's end and an appendix across."""
    body = tuple(Paragraph("Mặt trận tỉnh phối hợp với các sở, ngành chuẩn bị chu đáo. " * 6) for _ in range(12))
    wide = Appendix("Kế hoạch phân phối", (TABLE,), landscape=True)
    return proposal(blocks=(*body, TABLE), appendices=(wide, Appendix("Danh mục", (TABLE,))))
