"""Papers to the authority that licenses a publication not for sale: the data of Form 04 of Decree 138/2025, and the
letter that goes with it. Their words are those of the administration and have no other language."""

from dataclasses import dataclass

from .model import Column, Frame, Paper, Paragraph, Points, Run, Table
from .rules import OPEN

SHEET_COLUMNS = (Column("TT", 0.07, "center"), Column("Nội dung", 0.36), Column("Thông tin", 0.57))
SUBJECT = "đề nghị cấp giấy phép xuất bản tài liệu không kinh doanh"


@dataclass(frozen=True)
class LicenceFacts:
    """What the form asks of one publication in one language; what is empty stands as a dotted line."""

    superior: str  # body above the applicant
    applicant: str
    address: str
    title: str
    language: str  # in words: tiếng Việt
    authority: str  # to whom it is addressed
    origin: str = ""  # of a translated work
    translator: str = ""
    form: str = ""  # tạp chí, sách, tờ rơi
    pages: int | None = None
    inserts: str = ""
    size_cm: str = ""  # 21 × 29,7
    print_run: int | None = None
    printer: str = ""
    printer_address: str = ""
    purpose: str = ""
    summary: str = ""
    attachments: tuple[str, ...] = ()


def data_sheet(facts: LicenceFacts, frame: Frame) -> Paper:
    """Field by field, in the form's order."""
    written = tuple((str(place), label, value or OPEN) for place, (label, value) in enumerate(_fields(facts), 1))
    return Paper(
        header=frame.header,
        number=frame.number,
        place_and_day=frame.place_and_day,
        kind="Phiếu thông tin",
        summary=SUBJECT[0].upper() + SUBJECT[1:],
        addressees=(facts.authority or OPEN,),
        blocks=(Table(SHEET_COLUMNS, written),),
        signature=frame.signature,
        recipients=("Như trên", frame.files),
    )


def covering_letter(facts: LicenceFacts, frame: Frame) -> Paper:
    """The letter that goes with the manuscripts."""
    blocks: list[Paragraph | Points] = [
        Paragraph(
            (
                Run(f"{facts.applicant} đề nghị {facts.authority or OPEN} xem xét, cấp giấy phép xuất bản tài liệu "),
                Run("không kinh doanh đối với ấn phẩm "),
                Run(f"“{facts.title}”", bold=True),
                Run(f", {_extent(facts)}."),
            )
        )
    ]
    if facts.purpose:
        blocks.append(Paragraph(f"Mục đích xuất bản: {facts.purpose.rstrip('.')}."))
    if facts.attachments:
        blocks += [
            Paragraph("Hồ sơ gửi kèm gồm có:"),
            Points(tuple((f"{place}.", _ended(one)) for place, one in enumerate(facts.attachments, 1))),
        ]
    blocks.append(
        Paragraph(
            f"{facts.applicant} cam kết thực hiện đúng nội dung giấy phép và các quy định của pháp luật về xuất bản, "
            "in và nộp lưu chiểu."
        )
    )
    blocks.append(Paragraph(f"Trân trọng đề nghị {facts.authority or OPEN} xem xét, giải quyết./."))
    return Paper(
        header=frame.header,
        number=frame.number,
        place_and_day=frame.place_and_day,
        summary=f"{SUBJECT} “{facts.title}”",
        addressees=(facts.authority or OPEN,),
        blocks=tuple(blocks),
        signature=frame.signature,
        recipients=("Như trên", frame.files),
    )


def _fields(facts: LicenceFacts) -> tuple[tuple[str, str], ...]:
    return (
        ("Cơ quan chủ quản", facts.superior),
        ("Cơ quan, tổ chức đề nghị cấp giấy phép", facts.applicant),
        ("Địa chỉ", facts.address),
        ("Tên tài liệu", facts.title),
        ("Xuất xứ (nếu là tài liệu dịch)", facts.origin),
        ("Người dịch", facts.translator),
        ("Hình thức tài liệu", facts.form),
        ("Số trang", _counted(facts.pages, "trang")),
        ("Phụ bản", facts.inserts),
        ("Khuôn khổ", f"{facts.size_cm} cm" if facts.size_cm else ""),
        ("Số lượng in", _counted(facts.print_run, "bản")),
        ("Ngữ xuất bản", facts.language),
        ("Cơ sở in", facts.printer),
        ("Địa chỉ cơ sở in", facts.printer_address),
        ("Mục đích xuất bản", facts.purpose),
        ("Nội dung tóm tắt", facts.summary),
        ("Kèm theo", "; ".join(facts.attachments)),
    )


def _extent(facts: LicenceFacts) -> str:
    parts = (
        facts.language,
        _counted(facts.pages, "trang"),
        f"khuôn khổ {facts.size_cm} cm" if facts.size_cm else "",
        f"số lượng in {_counted(facts.print_run, 'bản')}" if facts.print_run is not None else "",
    )
    return ", ".join(part for part in parts if part)


def _counted(number: int | None, noun: str) -> str:
    return "" if number is None else f"{number:,} {noun}".replace(",", ".")


def _ended(text: str) -> str:
    return f"{text.rstrip(' ;.')}."
