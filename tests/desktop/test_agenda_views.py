#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The agenda's views by real keys, and what a machine keeps of the agenda: seen without a server, gone after signing out."""
import glob
import os
import re
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from test_desktop import UITest  # noqa: E402


class Views(UITest):
    options = {"keyring": True, "notifications": True, "size": (1366, 768)}

    def shot(self, name):
        if os.environ.get("UI_SHOTS"):
            time.sleep(0.5)
            self.s.screenshot(os.path.join(os.environ["UI_SHOTS"], name + ".png"))

    def kept(self):
        home = self.s.env.get("XDG_CACHE_HOME") or os.path.join(self.s.env["HOME"], ".cache")
        return glob.glob(os.path.join(home, "nexus-reussite", "agenda-*"))

    def test_keys(self):
        self.sign_in()
        self.s.key("ctrl+2")
        self.app.wait(lambda: (self.app.windows()[0].live_name or "").startswith("Agenda"), what="the agenda")
        self.shot("agenda-week")
        self.s.key("alt+3")
        self.app.find("list", "Days of the month")
        self.shot("agenda-month")
        self.s.key("g")
        self.app.find("textbox", "Go to a date")
        self.s.type("12 dec 2027")
        self.app.wait_text("Sunday 12 December 2027")
        self.s.key("Return")
        self.app.find("list item", re.compile("^Sunday 12 December 2027, 0 sessions"))
        self.s.key("Return")
        self.app.wait_text("Sunday 12 December 2027")
        self.s.key("alt+4")
        self.app.find("list", "Sessions by day")
        self.s.key("ctrl+Prior")
        self.app.find("list", "Days of the month")
        self.s.key("ctrl+Next", "ctrl+Next")
        self.app.find("list", "Sessions")
        self.s.key("ctrl+f")
        self.app.find("textbox", "Search in this view")
        self.s.type("lina")
        self.app.wait_text("Nothing matches")
        self.shot("agenda-search")
        self.s.key("Escape")
        self.s.key("ctrl+t")

    def test_copy(self):
        self.sign_in()
        self.s.key("ctrl+2")
        self.app.wait(lambda: self.kept(), timeout=15, what="the copy to be written")
        with open(self.kept()[0], "rb") as copy:
            content = copy.read()
        self.assertTrue(content.startswith(b"NXAGENDA1\n"))
        self.assertNotIn("Hélios".encode(), content)
        self.quit()
        self.end_office()
        self.app = self.start("--server", self.address)
        self.app.wait_text(re.compile("^Offline since .*this machine kept"), timeout=20)
        self.app.find("checkbox", "Hélios")
        self.shot("agenda-offline")


if __name__ == "__main__":
    unittest.main(verbosity=2)
