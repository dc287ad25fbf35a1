"""Are the files of every command the same, byte for byte, before and after a change?

    python tests/same_files.py BEFORE [AFTER]

BEFORE and AFTER are revisions; without AFTER the working tree is meant. Both make the same plans,
comparison, siting study, network and reports, one after the other in the same folder. Prints what
differs and exits with 1 where anything does. For changes that are to leave behaviour as it is.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]

SCENARIOS = {
    "p_median": """
[siting]
model = "p_median"
sites = "candidates"
""",
    "wishes": """
title_ko = "거제·군산 필수"
title_en = "Geoje and Gunsan certain"
[siting]
hubs = 5
required = ["경남 거제시", "전북 군산시"]
forbidden = ["서울 금천구"]
at_most = { each = 2 }
spacing_km = 30.0
""",
    "groups": """
[scoring]
aggregation = "topsis"
weighting = "equal"
[candidates]
min_manufacturing = 0.2
[siting]
model = "max_cover"
weight = "population"
demand = "regions"
sites = "institutions"
hubs = 4
radius_minutes = 45.0
groups = { "동남권" = ["부산", "울산", "경남"] }
at_least = { "동남권" = 1, "전북" = 1 }
at_most = { "동남권" = 2 }
[network]
technologies = "korea"
""",
    "capacities": """
[scoring]
normalisation = "z"
[travel]
method = "great_circle"
[siting]
model = "capacitated_p_median"
weight = "population"
capacity = 4000000.0
sites = "complexes"
hubs = 7
existing = ["경남테크노파크"]
[network]
fixed = { "경남 거제시" = "composites" }
""",
    "jeonbuk": """
[candidates]
top = 14
provinces = ["전북"]
[siting]
hubs = 3
""",
    "own": """
[data]
folders = ["own-data/workers"]
[siting]
hubs = 4
then = ["p_center"]
""",
}

# As KOSIS writes them: two heads, CP949, one figure withheld, two industries.
WORKERS = """행정구역별,산업별,2019,2023
행정구역별,산업별,종사자수 (명),종사자수 (명)
경상남도 거제시,계,95000,88000
경상남도 거제시,제조업(10~34),61000,"51,200"
전라북도 군산시,계,118000,113000
전라북도 군산시,제조업(10~34),31000,24500
부산광역시 강서구,계,160000,171000
부산광역시 강서구,제조업(10~34),72000,X
전라남도 영암군,계,36000,30500
전라남도 영암군,제조업(10~34),19000,13200
"""

COMMANDS = [
    ["data", "import", "workers.csv"],
    ["plan"],
    *(["plan", f"{name}.toml"] for name in SCENARIOS),
    ["compare", "wishes.toml", "groups.toml"],
    ["site", "wishes.toml", "--alternatives", "3", "--curve", "8", "--prices", "--out", "siting"],
    ["site", "p_median.toml", "--pareto", "p_median,p_center", "--out", "siting"],
    ["network", "--out", "network"],
    ["report"],
    ["report", "jeonbuk.toml", "--lang", "en"],
]


def make_files(code: Path, folder: Path) -> dict[str, bytes]:
    """Run the commands on the code of a checkout, in an empty folder; every file that comes out."""
    for name, text in SCENARIOS.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    (folder / "workers.csv").write_bytes(WORKERS.encode("cp949"))
    for command in COMMANDS:
        done = subprocess.run(
            [sys.executable, "-c", "from hubplanner.cli import run; run()", *command],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(code / "src")},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"hubplanner {' '.join(command)} ended with {done.returncode}\n{done.stderr}")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def files_of(revision: str | None, folder: Path) -> dict[str, bytes]:
    """The files by the code of a revision, or of the working tree."""
    folder.mkdir()
    try:
        if revision is None:
            return make_files(ROOT, folder)
        with tempfile.TemporaryDirectory() as code:
            subprocess.run(["git", "clone", "-q", str(ROOT), code], check=True)
            subprocess.run(["git", "-C", code, "checkout", "-q", revision], check=True)
            return make_files(Path(code), folder)
    finally:
        subprocess.run(["rm", "-r", str(folder)], check=True)


def main() -> int:
    """Compare, print what differs, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("before")
    parser.add_argument("after", nargs="?")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        before = files_of(wanted.before, Path(place) / "here")
        after = files_of(wanted.after, Path(place) / "here")
    differing = sorted(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )
    for name in differing:
        kind = "differs" if name in before and name in after else "is in one only"
        print(f"{name} {kind}")
    print(f"{len(before)} files, {len(differing)} differ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
