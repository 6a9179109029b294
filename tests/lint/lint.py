#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the project's own rules over every file that git knows, and checks the translations; prints TAP.

lint.py ROOT
"""
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from rules import RULES  # noqa: E402

SKIPPED = ("tests/common/json/", "tests/server/mustache/", "tests/lint/test_rules.py", "po/")


def files(root):
    out = subprocess.run(["git", "-c", f"safe.directory={root}", "-C", str(root), "ls-files", "-z"], capture_output=True, check=False)
    names = [n for n in out.stdout.decode().split("\0") if n]
    if not names:                      # an unpacked archive has no git
        names = [str(p.relative_to(root)) for p in root.rglob("*") if p.is_file() and "build" not in p.parts[len(root.parts)]]
    for name in names:
        if not name.startswith(SKIPPED):
            try:
                yield name, (root / name).read_text(encoding="utf-8")
            except (UnicodeDecodeError, FileNotFoundError):
                continue


def translations(root):
    """Every language is complete and its formats agree with the source's."""
    faults = []
    for language in (root / "po" / "LINGUAS").read_text().split():
        path = root / "po" / f"{language}.po"
        done = subprocess.run(["msgfmt", "--statistics", "-c", "-o", "/dev/null", str(path)], capture_output=True, text=True,
                              env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}, check=False)
        line = done.stderr.strip().split("\n")[-1]
        if done.returncode != 0 or "untranslated" in line or "fuzzy" in line:
            faults.append(f"po/{language}.po: {line}")
    return faults


def main():
    root = Path(sys.argv[1]).resolve()
    tree = list(files(root))
    print(f"1..{len(RULES) + 2}")
    bad = False
    for number, rule in enumerate(RULES, 1):
        faults = [f"{path}:{line}: {message}" for path, text in tree for line, message in rule(path, text)]
        bad |= report(number, rule.__name__, faults)
    bad |= report(len(RULES) + 1, "translations", translations(root))
    bad |= report(len(RULES) + 2, "there is a tree to look at", [] if len(tree) > 50 else [f"only {len(tree)} files"])
    return 1 if bad else 0


def report(number, name, faults):
    print(f"{'not ok' if faults else 'ok'} {number} - {name.replace('_', ' ')}")
    for fault in faults[:40]:
        print(f"# {fault}")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
