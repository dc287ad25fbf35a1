"""The encoding of a Shapefile's table, which its .cpg states wrongly or not at all."""

from __future__ import annotations

_LATIN = {
    *("iso88591", "88591", "latin1"),
    *("1252", "cp1252", "ansi1252", "windows1252", "ldid87", "ldid3", "437", "cp437", "850"),
}
"""What GDAL and programs of the West state whatever they write."""

_DECIDED_BY_BYTES = {
    # What Korean programs call CP949.
    *("", "949", "cp949", "ms949", "ms_949", "uhc", "windows949", "xwindows949", "ansi949"),
    *("ksc5601", "ksc56011987", "ksc56011992", "euckr", "korean", "oem949", "ldid121"),
    *("51949", "cp51949", "utf8", "65001", "system"),
    *_LATIN,
}

_CUT_AT_MOST = 0.1
"""Share of letters that a program may have cut in two at the end of a cell."""


def encoding_of(table: bytes, stated: str) -> str | None:
    r"""How the texts of a .dbf are encoded; None where only what its .cpg states can tell.

    Parameters
    ----------
    table
        The .dbf.
    stated
        Content of the .cpg, empty where there is none.

    Examples
    --------
    >>> def table(text: bytes) -> bytes:  # one field with this name, no records
    ...     start = bytes(8) + bytes([65, 0]) + bytes(22)
    ...     return start + text.ljust(11, b"\0") + b"C" + bytes(4) + b"\xfe" + bytes(15) + b"\r"
    >>> korean, unicode = table("이름".encode("cp949")), table("이름".encode())
    >>> encoding_of(korean, "MS949"), encoding_of(unicode, ""), encoding_of(korean, "1252")
    ('cp949', 'utf-8', 'cp949')
    >>> encoding_of(korean, "Big5") is None
    True
    """
    name = "".join(letter for letter in stated.casefold() if letter.isalnum())
    if name not in _DECIDED_BY_BYTES:
        return None
    texts = _texts(table)
    for encoding in ("utf-8", "cp949"):
        told = texts.decode(encoding, "replace")
        letters = sum(letter > "\x7f" for letter in told)
        if told.count("\ufffd") <= _CUT_AT_MOST * letters:
            return encoding
    return None if name in _LATIN else "cp949"


def _texts(table: bytes) -> bytes:
    """What of a .dbf is text, names of fields and records; widths among them are no letters."""
    end = int.from_bytes(table[8:10], "little")
    fields = (table[at : at + 11].split(b"\0")[0] for at in range(32, end - 1, 32))
    return b" ".join([*fields, table[end:]])
