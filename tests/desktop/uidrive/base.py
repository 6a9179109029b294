# SPDX-License-Identifier: GPL-3.0-or-later
"""What the parts of uidrive share: names of AT-SPI, roles, states, small helpers."""

import collections
import ctypes
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

try:                                   # gir1.2-json-1.0; five times faster than
    gi.require_version("Json", "1.0")  # GLib.Variant.unpack() on a big tree
    from gi.repository import Json
except (ValueError, ImportError):
    Json = None

A11Y = "org.a11y.atspi.Accessible"
ACTION = "org.a11y.atspi.Action"
COMPONENT = "org.a11y.atspi.Component"
TEXT = "org.a11y.atspi.Text"
EDITABLE = "org.a11y.atspi.EditableText"
VALUE = "org.a11y.atspi.Value"
SELECTION = "org.a11y.atspi.Selection"
PROPS = "org.freedesktop.DBus.Properties"
ROOT_PATH = "/org/a11y/atspi/accessible/root"
CACHE_PATH = "/org/a11y/atspi/cache"
COORD_WINDOW = 1

# AT-SPI role numbers that GTK 4 can produce.
ROLES = {
    2: "alert", 7: "check box", 8: "check menu item", 10: "column header",
    11: "combo box", 16: "dialog", 20: "filler", 23: "frame", 27: "image",
    29: "label", 31: "list", 32: "list item", 33: "menu", 34: "menu bar",
    35: "menu item", 36: "option pane", 37: "page tab", 38: "page tab list",
    39: "panel", 40: "password text", 41: "popup menu", 42: "progress bar",
    43: "push button", 44: "radio button", 45: "radio menu item",
    47: "row header", 48: "scroll bar", 49: "scroll pane", 50: "separator",
    51: "slider", 52: "spin button", 54: "status bar", 55: "table",
    56: "table cell", 61: "text", 62: "toggle button", 63: "tool bar",
    64: "tool tip", 65: "tree", 66: "tree table", 69: "window",
    75: "application", 79: "entry", 81: "caption", 82: "document frame",
    83: "heading", 85: "section", 87: "form", 88: "link", 90: "table row",
    91: "tree item", 94: "document text", 98: "list box", 99: "grouping",
    101: "notification", 103: "level bar", 111: "log", 112: "marquee",
    113: "math", 115: "timer", 124: "footnote",
}
# Names a test may use for several AT-SPI roles at once.
ROLE_GROUPS = {
    "button": ("push button", "toggle button"),
    "checkbox": ("check box",), "switch": ("check box",),
    "textbox": ("text", "entry", "password text"),
    "window": ("frame", "window", "dialog", "alert"),
    "tab": ("page tab",), "row": ("table row", "list item"),
    "menuitem": ("menu item", "check menu item", "radio menu item"),
}
STATES = {
    0: "invalid", 1: "active", 3: "busy", 4: "checked", 6: "defunct", 7: "editable",
    8: "enabled", 9: "expandable", 10: "expanded", 11: "focusable",
    12: "focused", 14: "horizontal", 16: "modal", 17: "multi-line",
    20: "pressed", 22: "selectable", 23: "selected", 24: "sensitive",
    25: "showing", 29: "vertical", 30: "visible", 32: "indeterminate",
    33: "required", 36: "invalid-entry", 41: "checkable", 43: "read-only",
}
INTERACTIVE = {"push button", "toggle button", "check box", "radio button",
               "text", "entry", "password text", "combo box", "spin button",
               "slider", "page tab", "menu item", "link", "list item",
               "check menu item", "radio menu item"}


class UIError(AssertionError):
    """A step of the test did not work; carries a tree dump where useful."""


_libc = ctypes.CDLL(None)


def _die_with_parent():
    _libc.prctl(1, signal.SIGTERM)            # PR_SET_PDEATHSIG


def _sh(*argv, check=True, env=None, timeout=20):
    r = subprocess.run(argv, capture_output=True, text=True, env=env,
                       timeout=timeout)
    if check and r.returncode != 0:
        raise UIError("%s failed (%d): %s" % (" ".join(argv), r.returncode,
                                              r.stderr.strip()))
    return r.stdout


def clean_name(name):
    """GTK 4.8 names a mnemonic button "_Save Save" and some others "Undo
    Undo" (own label plus labelled-by); make that "Save" and "Undo"."""
    plain = re.sub(r"_(?=\w)", "", name)
    half = len(plain) // 2
    if len(plain) % 2 and plain[half] == " " and plain[:half] == plain[half + 1:]:
        return plain[:half]
    return plain if "_" in name and " " in name else name


def _matches(want, have):
    if want is None:
        return True
    if hasattr(want, "search"):
        return want.search(have) is not None
    if callable(want):
        return bool(want(have))
    return want == have
