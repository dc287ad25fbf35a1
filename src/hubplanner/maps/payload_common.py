"""What all pages hand to their scripts."""

from __future__ import annotations

from typing import NamedTuple, TypedDict


class Bilingual(NamedTuple):
    """Words in both languages."""

    ko: str
    en: str


class Zooms(NamedTuple):
    """The zooms that a server of tiles has."""

    least: int
    greatest: int


class Names(TypedDict):
    """A name in both languages."""

    ko: str
    en: str


class Province(Names):
    """A province, with its Korean name in two letters and its other official ones."""

    short: str
    also: str


class RegionColumns(TypedDict):
    """Regions: code, names, code of the province, a point within in degrees.

    ``also`` are names of other years and of parts, to be found by.
    """

    code: list[str]
    ko: list[str]
    en: list[str]
    also: list[str]
    sido: list[str]
    lat: list[float]
    lon: list[float]


class Page(TypedDict):
    """What all pages have."""

    version: str
    provinces: dict[str, Province]
