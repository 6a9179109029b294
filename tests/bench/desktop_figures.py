# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of the desktop application. Each function yields (label, value, limit, met, note)."""
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "desktop"))


def first_draw(session, build, program):
    out = subprocess.run([build / "tests/bench/firstframe", "-k", "--", *program], env=session.env, capture_output=True, text=True, check=True).stdout
    return float(re.search(r"first_draw_ms=([\d.]+)", out).group(1))


def first_frame(build):
    from uidrive import Session
    ours, empty = [], []
    env = {key: os.environ[key] for key in ("GSETTINGS_SCHEMA_DIR", "NEXUS_LOCALE_DIR") if key in os.environ}
    with Session(env=env) as session:
        for round_number in range(9):
            a = first_draw(session, build, [build / "desktop/nexus-desktop"])
            b = first_draw(session, build, [build / "tests/bench/empty-window"])
            if round_number > 0:               # the first round fills the caches
                ours.append(a)
                empty.append(b)
    ratios = [a / b for a, b in zip(ours, empty)]
    ratio = statistics.median(ratios)
    yield ("first painted frame / empty window", f"{ratio:.2f}", "<= 1.5", ratio <= 1.5,
           f"{min(ratios):.2f}–{max(ratios):.2f}; {statistics.median(ours):.0f} ms against {statistics.median(empty):.0f} ms of an empty AdwApplicationWindow")


def agenda_week(build):
    """Key to painted frame: 300 sessions of 12 coaches in a week."""
    from uidrive import Session
    limits = {"held": ("week agenda from the local copy", 50), "server": ("week agenda from the server", 100)}
    env = {key: os.environ[key] for key in ("GSETTINGS_SCHEMA_DIR", "NEXUS_LOCALE_DIR") if key in os.environ}
    env.update(GTK_A11Y="test", GSETTINGS_BACKEND="memory", GSK_RENDERER="cairo")
    with Session(env=env) as session:
        out = subprocess.run([build / "tests/bench/bench-agenda"], env=session.env, capture_output=True, text=True, check=True).stdout
    for what, median, worst, cpu in re.findall(r"(\w+) median_ms=([\d.]+) max_ms=([\d.]+) cpu_ms=([\d.]+)", out):
        label, limit = limits[what]
        yield (label, f"{median} ms", f"< {limit} ms", float(median) < limit, f"median of 15 turns, the worst {worst} ms; {cpu} ms of the processor each")


def agenda_frames(build):
    """Work of each frame while the agenda is scrolled, and while a block is dragged: 300 sessions of 12 coaches."""
    from uidrive import Session
    env = {key: os.environ[key] for key in ("GSETTINGS_SCHEMA_DIR", "NEXUS_LOCALE_DIR") if key in os.environ}
    env.update(GTK_A11Y="test", GSETTINGS_BACKEND="memory", GSK_RENDERER="cairo")
    with Session(env=env) as session:
        out = subprocess.run([build / "tests/bench/bench-agenda-frames"], env=session.env, capture_output=True, text=True, check=True).stdout
    for what, median, p99, worst in re.findall(r"(\w+) median_ms=([\d.]+) p99_ms=([\d.]+) max_ms=([\d.]+)", out):
        yield (f"a frame of the agenda, {what}", f"{p99} ms", "< 16 ms", float(p99) < 16, f"p99 of 590; median {median} ms, the worst {worst} ms")


FIGURES = {"first-frame": first_frame, "agenda-frames": agenda_frames, "agenda-week": agenda_week}
