# SPDX-License-Identifier: GPL-3.0-or-later
"""One person's desktop in a world of its own."""
import os
import re

from world import DEMO_PASSWORD
from uidrive import Session


class Desk:
    """One person's desktop in a world of its own, signed in."""

    def __init__(self, base, email, wrapper=()):
        env = {name: os.environ[name] for name in ("GSETTINGS_SCHEMA_DIR", "NEXUS_LOCALE_DIR")}
        self.session = Session(size=(1366, 768), keyring=True, notifications=True, locale="fr_FR", env=env)
        self.session.__enter__()
        self.app = self.session.launch([*wrapper, os.environ["NEXUS_DESKTOP"], "--server", base])
        self.app.find("text", "E-mail", timeout=15).type(email)
        self.app.find("text", "Mot de passe").type(DEMO_PASSWORD, verify=False)
        self.session.key("Return")
        self.app.find("tab", "Aujourd’hui", timeout=15)
        self.app.wait(lambda: self.app.window(re.compile("Aujourd’hui")), 10)

    def picture(self, name):
        if os.environ.get("UI_SHOTS"):
            self.session.move(5, 5)
            self.session.screenshot(os.path.join(os.environ["UI_SHOTS"], f"journey-{name}.png"))

    def close(self):
        self.session.key("ctrl+q")
        code = self.app.wait_exit()
        warnings, output = self.app.warnings(), self.app.output()
        self.session.__exit__(None, None, None)
        assert code == 0, f"ended with {code}: {output}"
        assert warnings == [], warnings
