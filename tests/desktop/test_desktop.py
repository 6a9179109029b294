#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real desktop application against a furnished office: real keys, accessibility, keyring, notices."""
import json
import os
import re
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from uidrive import Session  # noqa: E402

PROGRAM = os.environ["NEXUS_DESKTOP"]
OFFICE = os.environ["FAKE_OFFICE"]
SHOTS = os.environ.get("UI_SHOTS")
LINA = "0193a0b0-0000-7000-8000-000000000001"
SESSION = "0193a0b0-0000-7000-8000-0000000000a1"


class UITest(unittest.TestCase):
    """One private session, one office and one program per test."""

    options = {}
    role = "ASSISTANTE"

    def setUp(self):
        self.office = subprocess.Popen([OFFICE, self.role], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end_office)
        self.address = self.office.stdout.readline().strip()
        # A settings file instead of memory: what is remembered must survive a restart.
        self.s = Session(env={"GSETTINGS_BACKEND": "keyfile", "LANGUAGE": "en"}, **self.options)
        self.s.__enter__()
        self.addCleanup(self.s.__exit__, None, None, None)
        self.app = self.start("--server", self.address)

    def start(self, *arguments):
        return self.s.launch([PROGRAM, *arguments])

    def end_office(self):
        if self.office.poll() is None:
            self.office.stdin.close()
            self.office.wait(10)
        self.office.stdout.close()

    def tell(self, line):
        self.office.stdin.write(line + "\n")
        self.office.stdin.flush()

    def emit(self, **event):
        self.tell(json.dumps(event))

    def tearDown(self):
        failed = any(e for _, e in getattr(self._outcome, "errors", []) if e) or \
            getattr(getattr(self._outcome, "result", None), "_excinfo", None)
        if failed and SHOTS:
            self.s.screenshot(os.path.join(SHOTS, self.id() + "-failed.png"))
        elif not failed:
            self.quit()
        self.assertEqual(self.app.warnings(), [], "GLib warnings were printed")

    def quit(self):
        self.s.key("ctrl+q")
        self.assertEqual(self.app.wait_exit(), 0, self.app.output())

    def sign_in(self):
        self.app.wait_text(re.compile("^This is Nexus Réussite at "))
        self.s.type("salma@nexus.tn")
        self.s.key("Tab")
        self.s.type("secret-password")
        self.s.key("Return")
        self.app.find("tab", "Students")

    def open_lina(self):
        self.s.key("ctrl+3", "ctrl+f")
        self.app.find("textbox", "Search students")
        self.s.type("lin")
        self.app.wait_text("1 student found")
        self.s.key("Return")
        self.app.wait_text("Parent: Karim Ben Ali")


class Office(UITest):
    options = {"keyring": True, "notifications": True}

    def test_keyboard_only(self):
        """From the sign-in to money taken without the pointer."""
        self.sign_in()
        self.open_lina()
        self.app.wait_text("2.75 credits")
        self.s.key("alt+c")
        self.app.wait_text("2.75 of 4")
        self.s.key("alt+p")
        self.app.find("button", "Take a Payment…").click()
        self.app.wait_text("TND 179.000 received at the desk · Hybride active · 4 credits")
        self.s.key("alt+t")
        self.app.wait_text("Hybride is active for Lina · 4 credits")

    def test_adjust_and_undo(self):
        self.sign_in()
        self.open_lina()
        self.app.find("button", "Adjust Credits…").click()
        self.app.window("Adjust Credits")
        self.app.wait_text("Balance 2.75 → 3.75 credits")
        self.s.key("Tab")
        self.s.type("Geste commercial")
        self.s.key("Return")
        self.app.wait_text("+1 credit for Lina")
        self.s.key("ctrl+z")
        self.app.wait_text("The adjustment was taken back")

    def test_reconcile_by_keys(self):
        """A day's transfers confirmed without the pointer: one line, a line that needs a note, the rest at once."""
        self.sign_in()
        self.s.key("ctrl+5")
        self.app.find("list item", re.compile("^relevé BIAT"))
        self.s.key("Tab", "Tab", "Return")
        self.app.wait_text("37 lines · 28 certain · 6 doubtful · 3 unknown")
        # What a key will do is said before it is pressed.
        self.app.wait_text("Confirming activera Hybride pour Inès Benali, 4 crédits, courriel au parent.")
        self.app.wait_text("What is confirmed cannot be undone.")
        self.s.key("space")
        self.app.find("button", "Confirm 27  Ctrl+⏎")
        self.s.key("space")
        self.app.find("button", "Confirm 28  Ctrl+⏎")
        self.s.key("Return")
        self.app.wait_text("1 of 37 lines done")
        # The keys went on to the next line: the sixth after it lacks half a dinar.
        self.s.key("Down", "Down", "Down", "Down", "Down", "Down")
        self.app.wait_text("0.500 is missing: a note is needed.")
        self.s.key("Return")
        self.s.type("Frais de la banque")
        self.s.key("Return")
        self.app.wait_text("2 of 37 lines done")
        self.s.key("ctrl+Return")
        self.app.wait_text("29 of 37 lines done")
        self.app.wait_text(re.compile("^8 lines|^37 lines · 5 doubtful · 3 unknown$"))

    def test_letters_stay_letters_in_entries(self):
        self.sign_in()
        self.s.key("ctrl+5")
        self.app.find("list item", re.compile("^relevé BIAT"))
        self.s.key("Tab", "Tab", "Return")
        self.app.wait_text("37 lines · 28 certain · 6 doubtful · 3 unknown")
        self.s.key("e")
        self.app.find("textbox", "Search a payment")
        self.s.type("xue")
        self.app.wait_text("0 of 37 lines done")
        self.s.key("Escape")
        self.app.wait_text("Due 179.000 · received 179.000")

    def test_resume_from_keyring(self):
        self.sign_in()
        self.app.wait(lambda: subprocess.run(["secret-tool", "lookup", "server", self.address, "account", "salma@nexus.tn"],
                                             env=self.s.env, capture_output=True).returncode == 0, what="the token in the keyring")
        self.quit()
        self.app = self.start()
        self.app.find("tab", "Students")
        self.assertFalse(self.app.find_all("text", "Password", showing=True))
        # Signed out, nothing is left in the keyring.
        self.s.key("F10")
        self.app.find("menu item", "Sign Out").click()
        self.app.find("text", "E-mail")
        self.app.wait(lambda: subprocess.run(["secret-tool", "lookup", "server", self.address, "account", "salma@nexus.tn"],
                                             env=self.s.env, capture_output=True).returncode == 1, what="an empty keyring")

    def test_session_ends(self):
        self.sign_in()
        self.open_lina()
        self.tell("!expire")
        self.s.key("F5")
        self.app.wait_text("Your session has ended")
        self.s.type("secret-password")
        self.s.key("Return")
        self.app.gone("label", "Your session has ended")
        self.app.wait_text("Parent: Karim Ben Ali")

    def test_notice(self):
        self.sign_in()
        self.emit(seq=1, type="session.booked", id=SESSION, studentId=LINA)
        self.assertEqual(self.s.notifications.items, [], "a notice although the window is in front")
        window = self.s.xdotool("getactivewindow").strip()
        self.s.xdotool("windowminimize", window)
        self.app.wait(lambda: not [w for w in self.app.windows() if "active" in w.live_states], what="the window to be in the back")
        self.emit(seq=2, type="session.booked", id=SESSION, studentId=LINA)
        notice = self.s.notifications.wait("New session: Lina Ben Ali")
        self.assertIn("Hélios", notice["body"])
        self.assertEqual(notice["actions"].get("open"), "Open")
        self.s.notifications.invoke(notice, "open")
        self.app.wait(lambda: (self.app.windows()[0].live_name or "").startswith("Agenda"), what="the agenda to be shown")
        self.s.xdotool("windowactivate", window)

    def test_server_goes_away(self):
        self.sign_in()
        self.open_lina()
        self.end_office()
        self.app.wait_text(re.compile("^Offline since "), timeout=15)
        self.app.wait_text("Parent: Karim Ben Ali")
        self.app.find("button", "Try Again")

    def test_every_control_has_a_name(self):
        self.sign_in()
        self.open_lina()
        bad = [n for n in self.app.audit_names() if n.role != "list item"]
        self.assertEqual(bad, [])
        self.s.key("ctrl+5")
        self.app.find("list item", re.compile("^relevé BIAT"))
        self.s.key("Tab", "Tab", "Return")
        self.app.wait_text("37 lines · 28 certain · 6 doubtful · 3 unknown")
        bad = [n for n in self.app.audit_names() if n.role != "list item"]
        self.assertEqual(bad, [])


class NoKeyring(UITest):
    def test_says_so(self):
        self.sign_in()
        self.app.wait_text(re.compile("^No keyring answers on this computer"))


class Coach(UITest):
    role = "COACH"

    def test_reduced_file(self):
        self.sign_in()
        self.open_lina()
        self.assertFalse(self.app.find_all("button", "Adjust Credits…", showing=True))
        self.assertFalse(self.app.find_all("button", "Take a Payment…", showing=True))


class Family(UITest):
    role = "PARENT"

    def test_is_sent_to_the_web(self):
        self.app.wait_text(re.compile("^This is Nexus Réussite at "))
        self.s.type("karim@example.tn")
        self.s.key("Tab")
        self.s.type("secret-password")
        self.s.key("Return")
        self.app.wait_text(re.compile("^This application is for the office and the coaches.*" + re.escape(self.address)))


if __name__ == "__main__":
    unittest.main(verbosity=2)
