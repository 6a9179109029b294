#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up what meson's test reports say: summary.py SKIPS BUILD…

Prints every failure and one last line «N passed, N failed». A skipped case counts as failed unless SKIPS names it with a reason.
"""
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def allowed_skips(path):
    """Lines «suite / case: reason»."""
    allowed = {}
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, reason = line.partition(": ")
            if not reason:
                sys.exit(f"summary.py: {path}: no reason for {name!r}")
            allowed[name.strip()] = reason.strip()
    return allowed


def cases(build):
    """(name, outcome) of every case that ran in one build folder."""
    report = build / "meson-logs" / "testlog.junit.xml"
    try:
        root = ElementTree.parse(report).getroot()
    except (OSError, ElementTree.ParseError) as error:
        yield f"{build.name}: no report of the tests ({error})", "failed"
        return
    found = False
    for suite in root.iter("testsuite"):
        before = found
        for case in suite.iter("testcase"):
            found = True
            name = f"{suite.get('name')} / {case.get('name')}"
            if case.find("failure") is not None or case.find("error") is not None:
                yield name, "failed"
            elif case.find("skipped") is not None:
                yield name, "skipped"
            else:
                yield name, "passed"
        # A program that crashed before its first case has no case of its own.
        if int(suite.get("errors", 0)) + int(suite.get("failures", 0)) > 0 and found == before:
            yield f"{suite.get('name')} / (no case ran)", "failed"
    if not found:
        yield f"{build.name}: no test ran", "failed"


def main():
    allowed = allowed_skips(sys.argv[1])
    passed, failed = 0, 0
    for folder in sys.argv[2:]:
        build = Path(folder)
        for name, outcome in cases(build):
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
