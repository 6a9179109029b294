#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of ./nexus say clearly what they cannot do, before they install or build anything; and the tests' verdict counts what
crashed, hung or was skipped; prints TAP. test_nexus.py SOURCE"""
import json
import re
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

source = Path(sys.argv[1])
checks = []


def check(function):
    checks.append(function)
    return function


def nexus(*arguments, **env):
    return subprocess.run(["/bin/sh", str(source / "nexus"), *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          check=False, timeout=60, env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", **env})


def shell(script):
    """A piece of data/nexus-run.sh by itself."""
    text = f'die () {{ echo "nexus: $*" >&2; exit 1; }}; say () {{ echo "$*"; }}; build=/nonexistent; . "{source}/data/nexus-run.sh"; {script}'
    return subprocess.run(["/bin/sh", "-euc", text], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60)


def refused(done, sentence):
    assert done.returncode == 1, f"ended with {done.returncode}: {done.stdout}{done.stderr}"
    assert sentence in done.stderr, f"“{sentence}” is not in: {done.stderr}"


@check
def help_lists_every_command():
    done = nexus("--help")
    assert done.returncode == 0, done.stderr
    script = (source / "nexus").read_text(encoding="utf-8")
    commands = re.findall(r"^  ([a-z]+)\)", script[script.index("\ncase $command in"):], re.MULTILINE)
    assert len(commands) >= 8, commands
    for command in commands:
        assert re.search(rf"^  {command}\b", done.stdout, re.MULTILINE), f"{command} is not in the help"
    assert nexus().stdout == done.stdout == nexus("help").stdout


@check
def an_unknown_command_is_refused():
    refused(nexus("rnu"), "unknown command “rnu”")


@check
def unknown_options_and_bad_ports_are_refused():
    refused(nexus("run", "--prot", "1"), "unknown option “--prot”")
    refused(nexus("run", "--port"), "--port wants a number")
    for port in ("x", "", "-1", "0", "65536", "8080x", "99999999999999999999"):
        refused(nexus("run", "--port", port), "is not a port number")
    refused(nexus("run", "--data"), "--data wants a folder")


@check
def a_data_folder_that_cannot_be_written_is_named():
    refused(shell("data=/proc/nexus; check_data_folder"), "the data folder /proc/nexus cannot be written")
    refused(shell("data=/dev/null; check_data_folder"), "the data folder /dev/null cannot be written")


@check
def a_taken_port_gives_way_to_the_next():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = shell(f"port={port}; choose_port; echo chosen $port")
        assert f"Port {port} is taken by another program" in done.stdout, done.stdout + done.stderr
        assert int(done.stdout.split()[-1]) > port, done.stdout


@check
def a_folder_that_is_no_build_is_kept():
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "mine.txt"
        kept.write_text("mine", encoding="utf-8")
        refused(nexus("clean", NEXUS_BUILD=folder), "is not a build folder")
        assert kept.exists()


@check
def every_listed_package_is_one_word():
    for path in sorted((source / "data").glob("packages-*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert line.startswith("#") or re.fullmatch(r"[a-z0-9][a-z0-9.+-]+", line), f"{path.name}: {line!r}"


def verdict(programs, junit, skips=""):
    """What tests/summary.py makes of reports such as meson writes: (last line, all of it)."""
    with tempfile.TemporaryDirectory() as folder:
        logs = Path(folder) / "meson-logs"
        logs.mkdir()
        if programs is not None:
            lines = [json.dumps({"name": f"nexus-reussite:server / {name}", "result": result, "returncode": 0}) for name, result in programs]
            (logs / "testlog.json").write_text("\n".join(lines), encoding="utf-8")
            suites = "".join(
                f'<testsuite name="nexus-reussite.nexus-reussite:server / {name}">'
                + "".join(f'<testcase name="{case}">{"" if outcome == "ok" else f"<{outcome}/>"}</testcase>' for case, outcome in cases)
                + "</testsuite>" for name, cases in junit.items())
            (logs / "testlog.junit.xml").write_text(f"<testsuites>{suites}</testsuites>", encoding="utf-8")
        listed = Path(folder) / "skips.txt"
        listed.write_text(skips, encoding="utf-8")
        done = subprocess.run(["/usr/bin/python3", str(source / "tests" / "summary.py"), str(listed), folder], capture_output=True,
                              text=True, check=False)
        assert (done.returncode == 0) == done.stdout.endswith(" 0 failed\n"), done
        return done.stdout.splitlines()[-1], done.stdout


@check
def the_verdict_counts_cases():
    assert verdict([("a", "OK"), ("b", "OK")], {"a": [("1 /x", "ok"), ("2 /y", "ok")]})[0] == "3 passed, 0 failed"
    assert verdict([("a", "FAIL")], {"a": [("1 /x", "ok"), ("2 /y", "failure")]})[0] == "1 passed, 1 failed"


@check
def the_verdict_counts_crashes_and_time_outs():
    for result in ("ERROR", "TIMEOUT", "INTERRUPT", "FAIL"):
        assert verdict([("a", result)], {"a": [("1 /x", "ok")]})[0] == "1 passed, 1 failed", result
        assert verdict([("a", result)], {})[0] == "0 passed, 1 failed", result
    assert verdict(None, {})[0] == "0 passed, 1 failed"
    assert verdict([], {})[0] == "0 passed, 1 failed"


@check
def the_verdict_reads_what_programs_print():
    """A case that printed what XML has no place for is still counted."""
    assert verdict([("a", "OK")], {"a": [("1 /x \x01\x1b", "ok"), ("2 /y", "failure")]})[0] == "1 passed, 1 failed"


@check
def the_verdict_counts_skips():
    skipped = {"a": [("1 /x", "ok"), ("2 /y", "skipped")]}
    assert verdict([("a", "OK")], skipped)[0] == "1 passed, 1 failed"
    line, text = verdict([("a", "OK")], skipped, "server / a / 2 /y: needs a printer\n")
    assert line == "1 passed, 0 failed" and "needs a printer" in text, text
    assert verdict([("a", "SKIP")], {})[0] == "0 passed, 1 failed"


def main():
    print(f"1..{len(checks)}")
    failed = 0
    for number, function in enumerate(checks, 1):
        try:
            function()
            print(f"ok {number} - {function.__name__}")
        except Exception as error:  # whatever it is, it is this check's failure
            failed += 1
            print(f"not ok {number} - {function.__name__}\n# {str(error)[:600]!r}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
