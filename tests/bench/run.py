#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the platform and prints each figure as a ratio to a limit measured in the same run: run.py BUILD [NAME…]

Every figure is the median of rounds in which the two sides take turns, so that a slow moment of the machine meets both.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import desktop_figures  # noqa: E402
import live_figures  # noqa: E402
import server_figures  # noqa: E402

FIGURES = {**server_figures.FIGURES, **live_figures.FIGURES, **desktop_figures.FIGURES}


def main():
    build, wanted = Path(sys.argv[1]).resolve(), sys.argv[2:] or list(FIGURES)
    unknown = [name for name in wanted if name not in FIGURES]
    if unknown:
        sys.exit(f"no figure is called {', '.join(unknown)}; there are: {', '.join(FIGURES)}")
    missed = 0
    print(f"{'figure':<34} {'measured':>12} {'limit':>10}   what was measured")
    for name in wanted:
        for label, value, limit, good, note in FIGURES[name](build):
            missed += not good
            print(f"{label:<34} {value:>12} {limit:>10}   {note}{'' if good else '   MISSED'}", flush=True)
    print(f"{missed} missed" if missed else "all figures are met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
