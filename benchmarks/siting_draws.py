"""The p-median under 1,000 drawn weights: 229 regions × 200 hosts, together and each by itself.

    python benchmarks/siting_draws.py [--draws 1000] [--alone 30]

Hosts are bundled institutions, minutes great-circle ones. Weights are drawn in three ways (seed 1):
`score`, mean ranks of seven made-up indicators under drawn weights of these; `residents`,
log-normal sizes with an error of 30 %; `exponential`, each draw anew for every region. CPU seconds
of this process; objectives of the first draws must be those that each has by itself.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import time

import numpy as np

import hubplanner as hp
from hubplanner.siting import drawn_p_medians, p_median
from hubplanner.travelling import GreatCircle

HOSTS, SECONDS = 200, 5.0


def minutes() -> np.ndarray:
    """Region × host, to a tenth."""
    data = hp.load_dataset()
    rng = np.random.default_rng(0)
    hosts = data.institutions.iloc[np.sort(rng.choice(len(data.institutions), HOSTS, False))]
    return GreatCircle(1.3, 60.0).minutes(data.regions, hosts).round(1).to_numpy(float)


def weights(draws: int, n: int) -> dict[str, np.ndarray]:
    """Draw × region, by the way they are drawn."""
    rng = np.random.default_rng(1)
    ranks, residents = rng.uniform(0, 1, (n, 7)), rng.lognormal(11.5, 1, n)
    return {
        "score": rng.dirichlet(np.ones(7), draws) @ ranks.T,
        "residents": residents * rng.lognormal(0, 0.3, (draws, n)),
        "exponential": rng.gamma(1.0, 1.0, (draws, n)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--alone", type=int, default=30, help="draws solved each by itself too")
    asked = parser.parse_args()

    cost = minutes()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores\n")
    print("| weights | p | CPU s | ms a draw | by itself ms | choices | proven |")
    print("| --- " + "| ---: " * 6 + "|")
    slow, wrong = [], []
    for name, drawn in weights(asked.draws, len(cost)).items():
        for p in (6, 12, 20):
            start = time.process_time()
            together = drawn_p_medians(cost, p, drawn)
            seconds = time.process_time() - start
            start = time.process_time()
            alone = [p_median(cost, p, weights=one) for one in drawn[: asked.alone]]
            by_itself = (time.process_time() - start) / len(alone)
            same = [
                math.isclose(one.objective, other.objective, rel_tol=1e-9)
                for one, other in zip(together, alone, strict=False)
            ]
            proven = sum(one.optimal for one in together)
            if not all(same) or proven < len(together):
                wrong.append(f"{name} p = {p}")
            if seconds > SECONDS * len(drawn) / 1000:
                slow.append(f"{name} p = {p}")
            choices = len({one.sites for one in together})
            print(f"| {name} | {p} | {seconds:.1f} | {1000 * seconds / len(drawn):.1f} |", end="")
            print(f" {1000 * by_itself:.0f} | {choices} | {proven} |", flush=True)
    print(f"\n- wrong or open: {', '.join(wrong) or 'none'}")
    print(f"- above {SECONDS:g} s for 1,000: {', '.join(slow) or 'none'}")
    raise SystemExit(1 if wrong or slow else 0)


if __name__ == "__main__":
    main()
