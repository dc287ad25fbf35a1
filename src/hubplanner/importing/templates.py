"""Empty workbooks to fill in, with an example row and notes in Korean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hubplanner.errors import DataError

if TYPE_CHECKING:
    from xlsxwriter import Workbook


@dataclass(frozen=True)
class Template:
    """A workbook: heads with the width of their columns, an example, and notes."""

    heads: dict[str, int]
    example: tuple[str | float, ...]
    notes: tuple[str, ...]


_COMMON = (
    "첫 시트 '입력'에 한 행에 하나씩 적는다. '예)'로 시작하는 행은 예시이며 가져올 때 건너뛴다.",
    "시군구는 2010년 이후의 이름이나 코드로 적고, 같은 이름이 여럿이면 시도를 붙인다(경남 고성군).",
    "머리글은 바꾸지 않는다. 쓰지 않는 열은 비워 두거나 지워도 된다.",
)

TEMPLATES = {
    "employment": Template(
        heads={
            "시군구": 16,
            "산업": 28,
            "시점": 10,
            "사업체수 (개)": 14,
            "종사자수 (명)": 14,
            "취업자 (천명)": 14,
            "출처": 30,
            "비고": 24,
        },
        example=(
            "예) 경남 거제시",
            "31 기타 운송장비 제조업",
            "2023",
            512,
            38000,
            "",
            "거제시 통계연보 2024",
            "지워도 된다",
        ),
        notes=(
            *_COMMON,
            "산업은 이름이나 한국표준산업분류(10차) 코드로 적는다: 전산업, 제조업, C.제조업(10~34),"
            " 31 기타 운송장비 제조업. 전체 이름은 data/references/industries.csv에 있다.",
            "시점은 연도(2023)나 반기(2023 1/2)로 적는다.",
            "종사자수는 일하는 곳 기준(명), 취업자는 사는 곳 기준(천명)이다. 둘을 섞지 않는다.",
            "값이 0이면 0, 없으면 -, 비공개이면 X, 모르면 …이나 빈칸으로 적는다. 넷은 서로 다르다.",
            "출처에는 기관, 통계표, 연도를 적는다. 지도와 표에 그대로 나타난다.",
        ),
    ),
    "institutions": Template(
        heads={
            "기관명": 26,
            "종류": 16,
            "시군구": 16,
            "위도": 12,
            "경도": 12,
            "주소": 32,
            "분야": 30,
            "영문명": 26,
            "설립연도": 10,
            "출처": 30,
        },
        example=(
            "예) 거제조선해양연구소",
            "연구소",
            "경남 거제시",
            34.8806,
            128.6211,
            "경상남도 거제시 계룡로 125",
            "조선;해양플랜트",
            "Geoje Marine Institute",
            "2010",
            "거제시청 누리집",
        ),
        notes=(
            *_COMMON,
            "종류는 테크노파크, 창조경제혁신센터, 대학, 연구소, 산업단지 가운데 하나다.",
            "위도와 경도는 도(WGS84)로 적는다. 위도는 33~39, 경도는 124~132 사이이다.",
            "분야가 여럿이면 ;로 나눈다.",
        ),
    ),
    "travel": Template(
        heads={"출발": 18, "도착": 18, "소요시간(분)": 14, "거리(km)": 12},
        example=("예) 경남 거제시", "부산 강서구", 52.5, 48.2),
        notes=(
            *_COMMON,
            '가져오지 않고 시나리오에 바로 적는다: [travel] matrix = "travel.xlsx"',
            "소요시간은 분으로 적는다. 거리는 비워 두어도 된다. 가는 길과 오는 길을 따로 적는다.",
            '적지 않은 쌍은 [travel] missing = "network"일 때 내장 도로망의 시간으로 채운다.',
        ),
    ),
    "designations": Template(
        heads={
            "지정단위": 18,
            "시군구": 16,
            "종류": 26,
            "지정일": 14,
            "만료일": 14,
            "출처": 30,
        },
        example=(
            "예) 통영·고성",
            "경남 고성군",
            "산업위기대응특별지역",
            "2018-05-29",
            "2023-05-28",
            "고시 번호나 기사",
        ),
        notes=(
            *_COMMON,
            "한 단위로 함께 지정된 시군구는 지정단위를 같게 적는다.",
            "날짜는 2018-05-29처럼 적는다. 만료일은 연장까지 마친 마지막 날이다.",
        ),
    ),
}


def write_template(kind: str, path: Path) -> None:
    """Write an empty workbook for `kind` (a key of `TEMPLATES`); it imports back once filled.

    Raises
    ------
    DataError
        When the kind is unknown, or the file is there already or cannot be written.
    """
    if kind not in TEMPLATES:
        raise DataError(
            "template {kind!r} is unknown; known: {templates}",
            kind=kind,
            templates=", ".join(TEMPLATES),
        )
    template = TEMPLATES[kind]
    with new_workbook(path) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E7EEF5", "bottom": 1})
        grey = book.add_format({"italic": True, "font_color": "#666666"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("입력")
        sheet.freeze_panes(1, 0)
        for column, (head, width) in enumerate(template.heads.items()):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head, bold)
            sheet.write(1, column, template.example[column], grey)
        notes = book.add_worksheet("안내")
        notes.set_column(0, 0, 110)
        for row, note in enumerate(template.notes):
            notes.write_string(row, 0, note, wrapped)


@contextmanager
def new_workbook(path: Path, options: dict[str, Any] | None = None) -> Iterator[Workbook]:
    """A workbook to be filled in, at a path where no file is yet; folders on the way are made.

    Raises
    ------
    DataError
        When a file is there already, or it cannot be written.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    if path.exists():
        raise DataError("{path}: is there already; name another file with --out", path=path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with xlsxwriter.Workbook(str(path), options or {}) as book:
            yield book
    except (OSError, XlsxWriterException) as error:
        detail = getattr(error, "strerror", None) or error
        raise DataError(
            "{path}: cannot be written ({detail}); name another with --out",
            path=path,
            detail=detail,
        ) from error
