#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is installed beside the programs is valid, and the Flatpak manifest asks for what the build needs and no more; TAP.

packaging.py SOURCE BUILD
"""
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

APP = "academy.nexusreussite.Nexus"
# What org.gnome.Platform 50 has of what the desktop links; anything else would need a module of its own.
RUNTIME = {"glib-2.0", "gobject-2.0", "gio-2.0", "gio-unix-2.0", "json-glib-1.0", "libsoup-3.0", "gtk4", "libadwaita-1",
           "libsecret-1", "libnotify", "libgcrypt"}
PERMISSIONS = {"--share=network", "--share=ipc", "--socket=wayland", "--socket=fallback-x11", "--device=dri"}

source, build = Path(sys.argv[1]), Path(sys.argv[2])
checks = []


def check(function):
    checks.append(function)
    return function


def run(*argv):
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(map(str, argv))}: {done.stdout}{done.stderr}"
    return done.stdout


def dependencies(part):
    return set(re.findall(r"dependency\('([^']+)'", (source / part).read_text()))


def manifest():
    return json.loads((source / "flatpak" / f"{APP}.json").read_text())


@check
def desktop_file_is_valid():
    run("desktop-file-validate", build / "data" / f"{APP}.desktop")


@check
def desktop_file_speaks_french():
    text = (build / "data" / f"{APP}.desktop").read_text()
    assert "Comment[fr]=" in text and "Keywords[fr]=" in text, "no French in the desktop file"


@check
def metainfo_is_valid():
    run("appstreamcli", "validate", "--no-net", "--pedantic", build / "data" / f"{APP}.metainfo.xml")


@check
def schema_compiles_strictly():
    run("glib-compile-schemas", "--strict", "--dry-run", source / "data")


@check
def icons_are_there_and_square():
    for name in (f"scalable/apps/{APP}.svg", f"symbolic/apps/{APP}-symbolic.svg"):
        root = ElementTree.parse(source / "data" / "icons" / "hicolor" / name).getroot()
        assert root.get("width") == root.get("height"), name


@check
def manifest_names_the_application():
    m = manifest()
    assert m["id"] == APP and m["runtime"] == "org.gnome.Platform" and m["runtime-version"] == "50", m
    assert m["command"] in (source / "desktop" / "meson.build").read_text(), "the command is not built"
    assert [module["name"] for module in m["modules"]] == ["nexus"], "one module: ours"


@check
def manifest_asks_for_nothing_more():
    assert set(manifest()["finish-args"]) == PERMISSIONS, manifest()["finish-args"]


@check
def manifest_options_exist():
    options = set(re.findall(r"option\('(\w+)'", (source / "meson_options.txt").read_text())) | {"buildtype"}
    for option in manifest()["modules"][0]["config-opts"]:
        name, value = re.fullmatch(r"-D(\w+)=(\w+)", option).groups()
        assert name in options, option
    assert "-Dserver=false" in manifest()["modules"][0]["config-opts"], "the runtime has no libpq"


@check
def runtime_has_what_the_desktop_links():
    needed = dependencies("meson.build") | dependencies("common/meson.build") | dependencies("desktop/meson.build")
    assert needed <= RUNTIME, f"not in the runtime: {sorted(needed - RUNTIME)}"


@check
def shell_scripts_parse():
    for name in ("nexus", "data/nexus-run.sh", "data/nexus-test.sh", "po/update.sh", "po/make-locale.sh", ".ci/run"):
        run("sh", "-n", source / name)


@check
def server_configuration_names_known_keys():
    keys = re.findall(r"^#?([A-Z_]+)=", (source / "data" / "server.conf").read_text(), re.M)
    known = "".join(p.read_text() for p in (source / "server").glob("nx-config*.c"))
    assert keys and all(f'"{key}"' in known for key in keys), [k for k in keys if f'"{k}"' not in known]


def main():
    print(f"1..{len(checks)}")
    bad = False
    for number, function in enumerate(checks, 1):
        try:
            function()
            print(f"ok {number} - {function.__name__.replace('_', ' ')}")
        except Exception as error:  # a broken file is a failed check, whatever it raises
            bad = True
            print(f"not ok {number} - {function.__name__.replace('_', ' ')}")
            for line in str(error).strip().split("\n"):
                print(f"# {line}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
