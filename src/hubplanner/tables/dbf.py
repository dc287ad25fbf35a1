"""The encoding of a Shapefile's table, which its .cpg states wrongly or not at all."""

from __future__ import annotations

# What Korean programs call CP949, and what GDAL and old programs state whatever they write.
_DECIDED_BY_BYTES = {
    *("", "949", "cp949", "ms949", "ms_949", "uhc", "windows949", "xwindows949", "ansi949"),
    *("ksc5601", "ksc56011987", "ksc56011992", "euckr", "korean"),
    *("utf8", "65001", "iso88591", "88591", "latin1"),
}


def encoding_of(table: bytes, stated: str) -> str | None:
    """How the texts of a .dbf are encoded; None where only what its .cpg states can tell.

    Parameters
    ----------
    table
        The .dbf.
    stated
        Content of the .cpg, empty where there is none.

    Examples
    --------
    >>> encoding_of(bytes(32) + "거제".encode("cp949"), "MS949")
    'cp949'
    >>> encoding_of(bytes(32) + "거제".encode(), ""), encoding_of(bytes(32), "1252")
    ('utf-8', None)
    """
    name = "".join(letter for letter in stated.casefold() if letter.isalnum())
    if name not in _DECIDED_BY_BYTES:
        return None
    for encoding in ("utf-8", "cp949"):
        try:
            table[32:].decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return None if name in ("iso88591", "88591", "latin1") else "cp949"
