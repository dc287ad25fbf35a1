"""Scenarios drawn at random over every key of the schema, each with a command that reads it."""

from __future__ import annotations

import json
import math
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from killers import NUMBERS, TEXTS, TOML

from hubplanner.scenario_page import scenario_schema

PLACES = (
    *(
        "거제시",
        "경남 거제시",
        "38090",
        "군산시",
        "창원시",
        "구미시",
        "포항시",
        "여수시",
        "울산 동구",
    ),
    *("경남", "전북", "경상북도", "부산", "동남권", "호남권", "대경권", "west"),
)
FILES = {
    "rule": ("rule.toml", "special_area_2022", "preemptive_area_2025", "employment_crisis"),
    "matrix": ("minutes.csv",),
    "roads": ("roads.geojson",),
    "points": ("points.csv",),
    "technologies": ("korea", "pcast", "technologies.toml"),
    "own_links": ("links.csv",),
    "folders": ("own",),
    "extends": ("base.toml",),
}
NAMES = {
    **dict.fromkeys(("required", "forbidden", "existing", "at_least", "at_most"), PLACES),
    **dict.fromkeys(("groups", "fixed", "opening_cost"), PLACES),
    "provinces": ("경남", "전북", "부산", "경상북도", "울산", "동남권", "호남권"),
    "without_links": ("거가대교", "인천대교", "서해안고속도로", "광안대교"),
    "targets": ("manufacturing_share", "ageing", "employment_change"),
}
TECHNOLOGIES = ("ships", "composites", "additive", "materials", "digital", "robots", "batteries")
SECTIONS = ("data", "scoring", "candidates", "travel", "siting", "network")
WAITING = 2.0
"""Seconds after which a drawn siting takes the best found: optimality is tested elsewhere."""


@dataclass(frozen=True)
class Drawn:
    """A scenario file's text and the words of the command that reads it."""

    text: str
    command: tuple[str, ...]


def draw(seed: int) -> Drawn:
    """The scenario of a seed: one in eight is made by hand, one in three of the others spoilt."""
    dice = random.Random(seed)
    command = _command(dice)
    if dice.random() < 1 / 8:
        return Drawn(dice.choice(TOML), command)
    scenario = _sound(dice)
    if dice.random() < 1 / 3:
        _spoil(scenario, dice)
    return Drawn(as_toml(scenario), command)


def _command(dice: random.Random) -> tuple[str, ...]:
    """The words around ``FILE``, which stands for the scenario, and ``OUT``, for a folder."""
    region = dice.choice(["거제시", "38090", "고성군", *TEXTS])
    return dice.choice(
        [
            *[("plan", "FILE", "--out", "OUT")] * 8,
            *[("site", "FILE", "--out", "OUT", "--prices")] * 3,
            ("site", "FILE", "--alternatives", "3", "--json"),
            ("site", "FILE", "--curve", "3", "--out", "OUT"),
            ("site", "FILE", "--within", "2", "--alternatives", "5"),
            ("site", "FILE", "--pareto", "p_median,p_center"),
            ("score", "FILE", "--json"),
            ("score", "FILE", "--region", region),
            ("indicators", "FILE", "--region", region),
            ("validate", "FILE", "--json"),
            ("rules", "--scenario", "FILE", "--json"),
            ("rules", region, "--scenario", "FILE"),
            ("network", "FILE", "--out", "OUT"),
            ("explain", region, "FILE"),
            ("compare", "FILE", "base.toml", "--out", "OUT"),
            ("report", "FILE", "--format", "svg", "--out", "OUT"),
            ("data", "list", "--scenario", "FILE"),
            ("data", "check", "--scenario", "FILE"),
            ("data", "show", region, "--scenario", "FILE"),
            *[("scenario", "check", "FILE")] * 3,
        ]
    )


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(scenario_schema())
    return schema


def _keys(section: str) -> dict[str, Any]:
    part = _schema()["properties"][section]["$ref"].rsplit("/", 1)[1]
    keys: dict[str, Any] = _schema()["$defs"][part]["properties"]
    return keys


def _sound(dice: random.Random) -> dict[str, Any]:
    """A few keys with values that the schema allows; whether they can be had together is open."""
    scenario: dict[str, Any] = {"siting": {"time_limit_seconds": WAITING}}
    if dice.random() < 0.1:
        scenario["extends"] = dice.choice(FILES["extends"])
    for _ in range(dice.randint(1, 7)):
        section = dice.choices(SECTIONS, (1, 3, 3, 3, 8, 4))[0]
        keys = _keys(section)
        key = dice.choice(sorted(keys))
        scenario.setdefault(section, {})[key] = _value(key, keys[key], dice)
    siting = scenario["siting"]
    if "groups" not in siting:
        siting["groups"] = {"west": ["전북", "전남"]}
    # What goes together only, so that more than the refusal of halves is tried.
    if siting.get("sites") == "points" or "points" in siting:
        siting.update(sites="points", points=siting.get("points") or "points.csv")
        siting["hubs"] = min(siting.get("hubs", 3), 4)
    if "model" in siting or "weight" in siting or "demand" in siting:
        siting.setdefault("model", "p_median")
        if str(siting.get("demand")).endswith("emd"):
            siting["weight"] = dice.choice(["population", "equal"])
        if siting["model"] in ("budgeted", "capacitated_p_median"):
            siting.setdefault("budget", dice.uniform(0, 12))
            siting.setdefault("capacity", 10 ** dice.uniform(-1, 5))
    scoring = scenario.get("scoring", {})
    for key, needed in (
        ("targets", "normalisation"),
        ("weights", "weighting"),
        ("ahp", "weighting"),
    ):
        if key in scoring:
            scoring[needed] = {"targets": "target", "weights": "given", "ahp": "ahp"}[key]
    return scenario


def _value(key: str, spec: dict[str, Any], dice: random.Random) -> Any:
    if "$ref" in spec:
        part = _schema()["$defs"][spec["$ref"].rsplit("/", 1)[1]]["properties"]
        chosen = dice.sample(sorted(part), dice.randint(1, len(part)))
        return {name: _value(name, part[name], dice) for name in chosen}
    if "anyOf" in spec:
        return _value(key, spec["anyOf"][0], dice)
    if "enum" in spec:
        return dice.choice(spec["enum"])
    match spec["type"]:
        case "boolean":
            return dice.random() < 0.5
        case "integer" | "number":
            return _number(spec, dice)
        case "array":
            one = spec["items"]
            return [_value(key, one, dice) for _ in range(dice.randint(0, 3))]
        case "object":
            return _table(key, spec["additionalProperties"], dice)
        case _:
            return dice.choice(FILES.get(key) or NAMES.get(key) or TECHNOLOGIES)


def _table(key: str, values: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    if key == "groups":
        return {
            "west": ["전북"],
            "east": _value("provinces", {"type": "array", "items": values["items"]}, dice),
        }
    if key == "mass":
        names: tuple[str, ...] = ("technopark", "ccei", "university", "institute", "region", "hub")
    else:
        names = (*NAMES[key], *(("each",) if key.startswith("at_") else ()))
    chosen = dice.sample(names, dice.randint(0, 2))
    if key == "fixed":
        return {name: dice.choice(TECHNOLOGIES) for name in chosen}
    return {name: min(_value(key, values, dice), 4) for name in chosen}


def _number(spec: dict[str, Any], dice: random.Random) -> float:
    """Near the default, at a bound, or anywhere between."""
    least = spec.get("minimum", spec.get("exclusiveMinimum", 0))
    most = spec.get("maximum", spec.get("exclusiveMaximum", 1e4))
    default = spec.get("default") or 60.0
    drawn = dice.choice(
        [least, most, dice.uniform(least, most), *[default * dice.uniform(0.3, 2)] * 5]
    )
    if spec["type"] == "integer":
        most = min(most, 2_000)  # draws: as many more take as much longer
        return round(min(max(drawn, least), most))
    if drawn in (spec.get("exclusiveMinimum"), spec.get("exclusiveMaximum")):
        drawn = (least + most) / 2
    return float(min(max(drawn, least), most))


def _spoil(scenario: dict[str, Any], dice: random.Random) -> None:
    """One value that no key takes, a key that there is none of, or a name of another kind."""
    section = dice.choice([name for name in SECTIONS if name in scenario])
    keys = _keys(section)
    key = dice.choice(sorted(keys))
    spec = str(keys[key])
    killer: Any = dice.choice([dice.choice(TEXTS), dice.choice(NUMBERS), dice.choice(TEXTS)])
    match dice.randrange(6):
        case 0:
            scenario[section][dice.choice(TEXTS) or "hub"] = killer
        case 1:
            scenario[section][key] = dice.choice([[], {}, [[]], [killer], {"x": killer}, True, "3"])
        case 2:
            scenario[dice.choice(["name", "title_ko", "title_en", "extends", "x"])] = killer
        case _ if "'array'" in spec and "'object'" not in spec:
            scenario[section][key] = [dice.choice(PLACES), killer]
        case _ if "'object'" in spec:
            scenario[section][key] = {str(dice.choice(TEXTS)): killer}
        case _:
            scenario[section][key] = killer


def as_toml(table: dict[str, Any]) -> str:
    """A dictionary as TOML, its tables inline."""
    return "".join(f"{_key(name)} = {_written(value)}\n" for name, value in table.items())


def _key(name: str) -> str:
    return _written(str(name))


def _written(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case float() if not math.isfinite(value):
            return str(value)
        case int() | float():
            return repr(value)
        case list():
            return f"[{', '.join(map(_written, value))}]"
        case dict():
            return (
                "{"
                + ", ".join(f"{_key(name)} = {_written(one)}" for name, one in value.items())
                + "}"
            )
        case _:
            return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def write(seed: int, folder: Path) -> list[str]:
    """Write the scenario of a seed as ``drawn.toml``; returns what is typed."""
    drawn = draw(seed)
    (folder / "drawn.toml").write_text(drawn.text, encoding="utf-8", errors="surrogatepass")
    return [{"FILE": "drawn.toml", "OUT": "out"}.get(word, word) for word in drawn.command]
