#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up what meson's test reports say: summary.py SKIPS BUILD…

Prints every failure and one last line «N passed, N failed». A skipped case counts as failed unless SKIPS names it with a reason; so does a
program that crashed, ran out of time or said nothing, whatever its cases said before.
"""
import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def allowed_skips(path):
    """Lines «program / case: reason»."""
    allowed = {}
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, reason = line.partition(": ")
            if not reason:
                sys.exit(f"summary.py: {path}: no reason for {name!r}")
            allowed[name.strip()] = reason.strip()
    return allowed


# What XML 1.0 has no place for: meson copies it from what the programs print.
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def subtests(logs):
    """{name of the program: [(case, outcome)]} of those that speak TAP; the others are not in it."""
    found = {}
    report = NO_XML.sub("�", (logs / "testlog.junit.xml").read_bytes().decode("utf-8", "replace"))
    for suite in ElementTree.fromstring(re.sub(r"^<\?xml[^>]*\?>", "", report)).iter("testsuite"):
        _, dot, program = suite.get("name").partition(".")
        if not dot:                        # the programs that have no cases, all in one
            continue
        found[program] = []
        for case in suite.iter("testcase"):
            outcome = "passed"
            if case.find("failure") is not None or case.find("error") is not None:
                outcome = "failed"
            elif case.find("skipped") is not None:
                outcome = "skipped"
            found[program].append((case.get("name"), outcome))
    return found


def program_cases(program, cases):
    """Outcomes of one program: its cases, and itself where it has none or ended worse than they did."""
    name, result = program["name"].partition(":")[2] or program["name"], program["result"]
    for case, outcome in cases:
        yield f"{name} / {case}", outcome
    if result == "SKIP" and not cases:
        yield name, "skipped"
    elif result not in ("OK", "SKIP", "EXPECTEDFAIL"):
        if not any(outcome == "failed" for _, outcome in cases):
            yield f"{name} ({result}, exit status {program.get('returncode')})", "failed"
    elif not cases:
        yield name, "passed"


def outcomes(build):
    """(name, outcome) of everything that ran in one build folder."""
    logs = build / "meson-logs"
    try:
        cases = subtests(logs)
        programs = [json.loads(line) for line in (logs / "testlog.json").read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError, ElementTree.ParseError) as error:
        yield f"no report of the tests ({error})", "failed"
        return
    if not programs:
        yield "no test ran", "failed"
    for program in programs:
        yield from program_cases(program, cases.get(program["name"], []))


def main():
    allowed = allowed_skips(sys.argv[1])
    passed, failed = 0, 0
    for folder in sys.argv[2:]:
        build = Path(folder)
        for name, outcome in outcomes(build):
            if outcome == "skipped" and name in allowed:
                print(f"skipped as listed: {name} ({allowed[name]})")
            elif outcome == "passed":
                passed += 1
            else:
                failed += 1
                print(f"{outcome}: {build.name}: {name}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
