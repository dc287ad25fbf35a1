"""Files that went wrong on their way: cut, mixed, forged, far too large. One a seed."""

from __future__ import annotations

import io
import random
import shutil
import struct
import tempfile
import zipfile
import zlib
from functools import cache
from pathlib import Path

import geopandas as gpd
import pyogrio
import xlsxwriter
from shapely.geometry import box

from tables import as_csv, survey_table

_WORDS = """
거제시 고성군 중구 서울특별시 전국 소계 31110 '11010 2023 2019.1/2 2023년 2025.01 31 C31
종사자수(명) 취업자[천명] RSE 제조업(10~34) 계 남자 명 천명 주: 출처: 예) 예시
- X * … 0 -0 1e309 NaN inf 1,234 (12) △3 ½ ٣ 12% 0x1F 999999999999999999999
=SUM(A1:A9) =cmd|'/c'!A0 +1 @x #N/A TRUE 2023-01-01 , " '
"""
TOKENS = [*_WORDS.split(), "", "\u200b", "\ufeff", "\u3000", " "]
LIST = [
    ["기관명", "종류", "시군구", "위도", "경도"],
    ["우리연구소", "연구소", "통영시", "34.85", "128.43"],
]


@cache
def table_text():
    rows, _ = survey_table()
    return as_csv(rows[:60], "utf-8").decode()


@cache
def workbook():
    """A small, sound workbook."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "a.xlsx"
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(survey_table()[0][:20]):
                sheet.write_row(number, 0, row)
            sheet.write_formula(30, 5, "=1+1", None, 2)
        return path.read_bytes()


@cache
def layer_files():
    """A sound Shapefile with its parts, a GeoPackage and a GeoJSON: suffix to bytes."""
    shapes = gpd.GeoDataFrame(
        {"이름": ["가", "나"]}, geometry=[box(128, 35, 128.1, 35.1)] * 2, crs="EPSG:4326"
    )
    with tempfile.TemporaryDirectory() as place:
        for name in ("a.shp", "a.gpkg", "a.geojson"):
            options = {"encoding": "cp949"} if name == "a.shp" else {}
            pyogrio.write_dataframe(shapes, Path(place) / name, **options)
        return {path.suffix: path.read_bytes() for path in Path(place).iterdir()}


def damaged(data, dice):
    """Cut short, bytes changed, a piece taken out, doubled, or moved."""
    data = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        if not data:
            break
        at = dice.randrange(len(data))
        match dice.randrange(5):
            case 0:
                del data[at:]
            case 1:
                for _ in range(dice.randint(1, 30)):
                    data[dice.randrange(len(data))] = dice.randrange(256)
            case 2:
                del data[at : at + dice.randint(1, 400)]
            case 3:
                data[at:at] = data[at : at + dice.randint(1, 400)]
            case 4:
                data[at:at] = dice.randbytes(dice.randint(1, 60))
    return bytes(data)


def repacked(change):
    """The workbook with `change` applied to each part: name and bytes to bytes, or None."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def sheet(xml):
    return repacked(lambda name, old: xml if name.endswith("sheet1.xml") else old)


def bomb(part, megabytes, pattern=b" ", stated=None):
    """A workbook one of whose parts inflates to so many MB; `stated` is the size it claims."""
    block = (pattern * ((1 << 20) // len(pattern) + 1))[: 1 << 20]
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    content = packed * megabytes + b"\x03\x00"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        with zipfile.ZipFile(io.BytesIO(workbook())) as old:
            for name in old.namelist():
                if not name.endswith(part):
                    new.writestr(name, old.read(name))
        name = f"xl/{'worksheets/' if part.startswith('sheet') else ''}{part}".encode()
        size = megabytes << 20 if stated is None else stated
        head = struct.pack(
            "<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 33, 0, len(content), size, len(name), 0
        )
        info = zipfile.ZipInfo(name.decode())
        info.compress_type, info.header_offset = zipfile.ZIP_DEFLATED, out.tell()
        info.compress_size, info.file_size, info.CRC = len(content), size, 0
        out.write(head + name + content)
        new.filelist.append(info)
        new.NameToInfo[info.filename] = info
        new.start_dir = out.tell()
        new._didModify = True
    return out.getvalue()


def one(seed: int, folder: Path) -> Path:
    """Write the damaged file of a seed; returns the path to import."""
    dice = random.Random(seed)
    kinds = list(KINDS.items())
    name, make = kinds[seed % len(kinds)]
    made = make(dice)
    if isinstance(made, dict):  # parts of one layer
        for suffix, data in made.items():
            (folder / f"a{suffix}").write_bytes(data)
        return folder / f"a{next(iter(made))}"
    suffix = name.split(" ")[0]
    path = folder / f"a.{suffix}"
    path.write_bytes(made)
    return path


def _mixed(dice):
    text = table_text()
    at = dice.randrange(len(text))
    encodings = dice.sample(["utf-8", "cp949", "utf-16", "utf-8-sig", "euc-kr"], 2)
    return text[:at].encode(encodings[0]) + text[at:].encode(encodings[1])


def _tokens(dice):
    width, height = dice.randint(1, 9), dice.randint(1, 40)
    rows = [
        [dice.choice(TOKENS) for _ in range(max(0, width + dice.choice([0, 0, 0, -1, 2])))]
        for _ in range(height)
    ]
    encoding = dice.choice(["utf-8", "utf-8-sig", "utf-16"])
    return as_csv(rows, encoding, dice.choice(",\t;|"))


def _formulas(dice):
    lines = table_text().split("\r\n")
    for _ in range(10):
        number = dice.randrange(1, len(lines))
        cells = lines[number].split(",")
        cells[dice.randrange(len(cells))] = dice.choice(
            ["=SUM(A1:A9)", "=cmd|'/c'!A0", "+1+1", "@A1"]
        )
        lines[number] = ",".join(cells)
    return "\r\n".join(lines).encode()


def _big_cell(dice):
    lines = table_text().split("\r\n")
    long = "가" * (10 << 20) if dice.random() < 0.05 else "가" * dice.randint(1000, 200_000)
    lines.insert(dice.randrange(len(lines)), f"거제시,{long},1")
    return "\r\n".join(lines).encode()


def _inner_xml(dice):
    chosen = dice.choice(["sheet1.xml", "sharedStrings.xml", "workbook.xml", "styles.xml", ".rels"])
    return repacked(lambda name, old: damaged(old, dice) if name.endswith(chosen) else old)


def _without_part(dice):
    chosen = dice.choice(["sheet1.xml", "sharedStrings.xml", "workbook.xml", "[Content_Types].xml"])
    return repacked(lambda name, old: None if name.endswith(chosen) else old)


def _far_cells(dice):
    far = dice.choice(["XFD1048576", "A1048576", "ZZ999999", "A99999999999", "AAAAAAA1", "A0", ""])
    cells = f'<c r="A1"><v>1</v></c><c r="{far}"><v>2</v></c>'
    return sheet(_sheet_xml(f'<row r="1">{cells}</row>'))


def _sheet_xml(rows):
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def _uncalculated(dice):
    cells = dice.choice(["<f>1+1</f>", "<f>1+1</f><v></v>", "<f>1/0</f><v>#DIV/0!</v>"])
    kind = dice.choice(["", ' t="e"', ' t="str"', ' t="b"', ' t="s"'])
    return sheet(_sheet_xml(f'<row r="1"><c r="A1"{kind}>{cells}</c></row>'))


def _bomb(dice):
    cells = b'<c r="A1"><v>1</v></c>'
    return dice.choice(
        [
            lambda: bomb("sheet1.xml", 1100),
            lambda: bomb("sharedStrings.xml", 301),
            lambda: bomb("sheet1.xml", 1100, cells, stated=1000),
            lambda: bomb("sharedStrings.xml", 400, b"<si><t>x</t></si>", stated=10),
            lambda: bomb("sheet1.xml", 4, cells, stated=10),
            lambda: b"PK\x03\x04" + bytes(1000),
        ]
    )()


def _laughs(dice):
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = (
        f'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY l0 "ha">{entities}]>'
        f'<sst xmlns="{space}"><si><t>&l9;</t></si></sst>'
    )
    return repacked(lambda name, old: text if name.endswith("sharedStrings.xml") else old)


def _shapefile(dice):
    parts = {suffix: layer_files()[suffix] for suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg")}
    for suffix in dice.sample(list(parts), dice.randint(1, 3)):
        match dice.randrange(4):
            case 0 if suffix != ".shp":
                del parts[suffix]
            case 1:
                parts[suffix] = damaged(parts[suffix], dice)
            case 2:
                parts[suffix] = layer_files()[dice.choice([".dbf", ".shx", ".prj", ".geojson"])]
            case _:
                parts[suffix] = b""
    return parts


def _zipped_shapefile(dice):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for suffix, data in _shapefile(dice).items():
            new.writestr(f"b{suffix}", data)
    data = out.getvalue()
    return damaged(data, dice) if dice.random() < 0.4 else data


KINDS = {
    "csv cut or changed": lambda dice: damaged(table_text().encode("cp949"), dice),
    "csv of mixed encodings": _mixed,
    "csv of tokens": _tokens,
    "csv with formulas": _formulas,
    "csv with a big cell": _big_cell,
    "csv of noise": lambda dice: dice.randbytes(dice.randint(0, 3000)),
    "csv that is a damaged list": lambda dice: damaged(as_csv(LIST, "utf-8"), dice),
    "xlsx cut or changed": lambda dice: damaged(workbook(), dice),
    "xlsx with damaged parts": _inner_xml,
    "xlsx without a part": _without_part,
    "xlsx with far cells": _far_cells,
    "xlsx with uncalculated formulas": _uncalculated,
    "xlsx that laughs": _laughs,
    "xlsx of noise": lambda dice: dice.randbytes(dice.randint(0, 3000)),
    "xls that is a web page": lambda dice: b"<html><table><tr><td>1</td></tr></table>",
    "xls of noise": lambda dice: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + dice.randbytes(2000),
    "shp with wrong parts": _shapefile,
    "zip of a wrong shapefile": _zipped_shapefile,
    "gpkg cut or changed": lambda dice: damaged(layer_files()[".gpkg"], dice),
    "geojson cut or changed": lambda dice: damaged(layer_files()[".geojson"], dice),
}


def rare(seed: int, folder: Path) -> Path:
    """Zip bombs: too slow for every seed, as inflating a gigabyte takes its second."""
    path = folder / "a.xlsx"
    path.write_bytes(_bomb(random.Random(seed)))
    return path


def clear(folder: Path) -> None:
    for item in folder.iterdir():
        shutil.rmtree(item) if item.is_dir() else item.unlink()
