#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A morning at the office with the real server, by keys alone; a coach's desktop looks on. Prints TAP.

Pictures of what failed go to $UI_SHOTS.
"""
import json
import os
import re
import sys
import time
import urllib.parse
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "journeys"))
from world import DEMO_PASSWORD, Server, Tap  # noqa: E402
from uidrive import Session  # noqa: E402

TUNIS = ZoneInfo("Africa/Tunis")
# Commits to pixels; the sanitizers' builds are slower.
LIVE_SECONDS = float(os.environ.get("LIVE_SECONDS", "2"))


class Api:
    """What the test asks the server for itself, to know what is free and what is true."""

    def __init__(self, base):
        self.base, self.token = base, None
        self.token = self("/api/auth/callback/credentials", {"email": "assistante@nexus.demo", "password": DEMO_PASSWORD})["token"]

    def __call__(self, path, body=None, **query):
        url = self.base + path + ("?" + urllib.parse.urlencode(query) if query else "")
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        request = urllib.request.Request(url, json.dumps(body).encode() if body else None, headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def pupil(self):
        """Somebody with a plan and credits who wants mathematics, and whose first two letters are not everybody's."""
        pupils = self("/api/students", limit=200)["items"]
        return next(p for p in pupils if p["subscription"] and p["subscription"]["status"] == "ACTIVE" and p["balance"] >= 2
                    and "MATHEMATIQUES" in p["subjects"] and re.fullmatch("[A-Za-z]+", p["firstName"] + p["lastName"].replace(" ", ""))
                    and sum(f"{q['firstName']} {q['lastName']}".startswith(f"{p['firstName']} {p['lastName']}") for q in pupils) == 1)

    def slot(self, coach, pupil):
        """A full hour of the coach's, two days ahead or more, at which the pupil has nothing that day."""
        begin = datetime.now(TUNIS).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=2)
        span = {"from": iso(begin), "to": iso(begin + timedelta(days=7))}
        taken = {at(s["scheduledAt"]).date() for s in self("/api/sessions", studentId=pupil["id"], **span)["items"]}
        slots = self(f"/api/coaches/{coach}/slots", type="COURS_ONLINE", duration=60, **span)["items"]
        return next(s for s in map(lambda s: at(s["start"]), slots) if s.minute == 0 and s.date() not in taken)

    def sessions(self, pupil, start):
        found = self("/api/sessions", studentId=pupil["id"], **{"from": iso(start), "to": iso(start + timedelta(minutes=1))})["items"]
        return [s["status"] for s in found]

    def balance(self, pupil):
        return self(f"/api/students/{pupil['id']}/credits")["balance"]


def iso(instant):
    return instant.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ")


def at(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(TUNIS)


def plain(text):
    return re.sub(r"\s", " ", text)


class Desk:
    def __init__(self, base):
        env = {name: os.environ[name] for name in ("GSETTINGS_SCHEMA_DIR", "NEXUS_LOCALE_DIR")}
        self.session = Session(size=(1366, 768), keyring=True, notifications=True, locale="fr_FR", env=env)
        self.session.__enter__()
        self.keys, self.type = self.session.key, self.session.type
        self.app = self.session.launch([os.environ["NEXUS_DESKTOP"], "--server", base])

    def sign_in(self, email, password):
        self.app.wait_text(re.compile("^C’est bien Nexus Réussite"), timeout=15)
        self.type(email)
        self.keys("Tab")
        self.type(password)
        self.keys("Return")

    def begin(self):
        self.app.find("tab", "Aujourd’hui", timeout=15)

    def place(self, number, title):
        self.keys(f"ctrl+{number}")
        self.app.wait(lambda: self.app.window(re.compile(title)), 10)

    def turn_to(self, day):
        """The agenda's week of that day."""
        today = datetime.now(TUNIS).date()
        weeks = ((day - timedelta(days=day.weekday())) - (today - timedelta(days=today.weekday()))).days // 7
        self.keys("ctrl+t", *["alt+Right"] * weeks)

    def quit(self):
        self.keys("ctrl+q")
        code = self.app.wait_exit()
        warnings, output = self.app.warnings(), self.app.output()
        assert code == 0, f"ended with {code}: {output}"
        assert warnings == [], warnings

    def close(self):
        self.session.__exit__(None, None, None)


class Office:
    def __init__(self):
        self.server = Server()
        self.api = Api(self.server.base)
        self.coach_id = next(c["id"] for c in self.api("/api/coaches")["items"] if c["pseudonym"] == "Hélios")
        self.pupil = self.api.pupil()
        self.name = f"{self.pupil['firstName']} {self.pupil['lastName']}"
        self.start = self.api.slot(self.coach_id, self.pupil)
        self.block = re.compile(rf"^{self.name},.*{self.start:%H:%M}.*Hélios")
        self.desks = {}

    def wrong_password(self):
        desk = self.desks["office"] = Desk(self.server.base)
        desk.sign_in("assistante@nexus.demo", "pas-le-bon-mot")
        desk.app.wait_text("L’adresse ou le mot de passe n’est pas le bon.")

    def right_password(self):
        desk = self.desks["office"]
        # The wrong one is selected: typing goes over it.
        desk.type(DEMO_PASSWORD)
        desk.keys("Return")
        desk.begin()

    def find(self):
        desk = self.desks["office"]
        desk.place(3, "Élèves")
        desk.keys("ctrl+f")
        desk.type(self.pupil["lastName"][:2].lower())
        desk.app.find("list item", re.compile(f"^{self.name}"))
        desk.type(self.pupil["lastName"][2:].lower() + " " + self.pupil["firstName"].lower())
        desk.app.wait_text(re.compile("^1 élève"))
        desk.keys("Return")
        desk.app.find("heading", self.name)

    def adjust(self):
        desk = self.desks["office"]
        before = self.api.balance(self.pupil)
        desk.app.find("button", "Ajuster les crédits…")
        desk.keys("alt+j")
        desk.app.window("Ajuster les crédits")
        desk.app.wait_text(re.compile("^Solde .* → "))
        desk.keys("Tab")
        desk.type("Geste commercial")
        desk.keys("Return")
        desk.app.wait(lambda: self.api.balance(self.pupil) == before + 1, what="one credit more")
        desk.app.wait_text(re.compile("crédit.* pour " + self.pupil["firstName"]))
        desk.keys("ctrl+z")
        desk.app.wait_text("L’ajustement a été annulé")
        assert self.api.balance(self.pupil) == before

    def look_on(self):
        desk = self.desks["coach"] = Desk(self.server.base)
        desk.sign_in("helios@nexus.demo", DEMO_PASSWORD)
        desk.begin()
        desk.place(2, "Agenda")
        desk.turn_to(self.start.date())
        desk.app.find("list item", re.compile(", avec Hélios$"), timeout=10)

    def fill_booking(self, desk):
        app = desk.app
        app.wait_text("Nouvelle séance")
        desk.type(self.pupil["lastName"][:2].lower())
        app.find("list item", re.compile(f"^{self.name}"))
        desk.type(self.pupil["lastName"][2:].lower() + " " + self.pupil["firstName"].lower())
        # In the list of matches: the week may show sessions of the same pupil.
        matches = app.find("list", "Élèves qui correspondent")
        app.wait(lambda: [n.name for n in app.find_all("list item", within=matches)] == [self.name], what="one pupil that matches")
        desk.keys("Return")
        app.wait_text(re.compile("^Solde après"))
        # Subject, form, coach: of those who teach mathematics Hélios is the first by the alphabet, after "whoever is free".
        desk.keys("Tab", "Tab", "Tab", "space")
        app.find("list", "GtkListView", within=app.find("combo box", "Coach"))
        desk.keys("Home", "Down", "Return")
        desk.keys("Tab")
        days = (self.start.date() - datetime.now(TUNIS).date()).days
        desk.type(f"+{days}\t{self.start:%H:%M}")

    def book(self):
        desk, coach = self.desks["office"], self.desks["coach"]
        before = self.api.balance(self.pupil)
        desk.place(2, "Agenda")
        desk.app.find("list item", re.compile(", avec "), timeout=10)
        desk.keys("n")
        self.fill_booking(desk)
        after = f"{before - 1:g}".replace(".", ",")
        desk.app.wait(lambda: any(plain(n.live_name).startswith(f"Solde après : {after} crédit") for n in desk.app.find_all(None, re.compile("^Solde après"))),
                      what=f"a balance of {after} after it")
        desk.keys("Return")
        desk.app.wait_text(re.compile("^Séance réservée pour " + self.pupil["firstName"]))
        began = time.monotonic()
        coach.app.find("list item", re.compile(f"^{self.name},.*{self.start:%H:%M}"), timeout=10)
        waited = time.monotonic() - began
        assert waited < LIVE_SECONDS, f"the coach saw it after {waited:.1f} s"
        print(f"# in the coach's agenda {waited * 1000:.0f} ms after the office had its answer")
        # The office looks at what it booked: that week, that block, chosen.
        desk.app.find("list item", self.block, states=("focused",))
        assert self.api.sessions(self.pupil, self.start) == ["SCHEDULED"] and self.api.balance(self.pupil) == before - 1

    def cancel_and_undo(self):
        desk, coach = self.desks["office"], self.desks["coach"]
        before = self.api.balance(self.pupil)
        desk.keys("Delete")
        desk.app.find("button", "Garder")
        desk.keys("alt+a")
        desk.app.wait_text(re.compile("^Séance annulée pour " + self.pupil["firstName"]))
        assert self.api.sessions(self.pupil, self.start) == ["CANCELLED"] and self.api.balance(self.pupil) == before + 1
        coach.session.xdotool("windowminimize", coach.session.xdotool("getactivewindow").strip())
        coach.app.wait(lambda: not [w for w in coach.app.windows() if "active" in w.live_states], what="the coach to look elsewhere")
        coach.session.notifications.items.clear()
        desk.keys("ctrl+z")
        desk.app.wait_text(re.compile(r"^Action annulée\. "))
        # The same session, not another one.
        assert self.api.sessions(self.pupil, self.start) == ["SCHEDULED"]
        notice = coach.session.notifications.wait(f"Nouvelle séance\u00a0: {self.name}")
        assert f"{self.start:%H:%M}" in notice["body"], notice

    def server_goes_and_comes(self):
        desk = self.desks["office"]
        desk.place(3, "Élèves")
        desk.app.find("heading", self.name)
        desk.keys("ctrl+f")
        desk.keys("ctrl+a")
        desk.type("ben")
        self.server.halt()
        desk.app.wait_text(re.compile("^Hors ligne depuis"), timeout=15)
        desk.app.find("heading", self.name)
        self.server.start([])
        desk.app.gone("status bar", re.compile("^Hors ligne depuis"), timeout=30)
        desk.app.find("heading", self.name)
        assert [n for n in desk.app.find_all("entry") if n.text == "ben"], "what was typed is gone"
        desk.place(2, "Agenda")
        desk.app.find("list item", self.block, timeout=10)

    def names(self):
        for number, title in ((1, "Aujourd’hui"), (2, "Agenda"), (3, "Élèves"), (4, "Rapports"), (5, "Virements")):
            self.desks["office"].place(number, title)
            app = self.desks["office"].app
            # The toolkit's own: rows of its lists, the cross in a search entry (Escape does the same).
            bad = [n for n in app.audit_names() if n.role != "list item" and n.raw_name != "GtkImage"]
            assert bad == [], f"{title}: {bad}"

    def end(self):
        for desk in self.desks.values():
            if desk is self.desks.get("coach"):
                desk.session.xdotool("windowactivate", "--sync", desk.session.xdotool("search", "--name", "Nexus").split()[-1])
            desk.quit()
        done = self.server.run("check")
        assert done.returncode == 0, done.stdout

    def stop(self, broken):
        for name, desk in self.desks.items():
            if broken and os.environ.get("UI_SHOTS"):
                os.makedirs(os.environ["UI_SHOTS"], exist_ok=True)
                desk.session.screenshot(os.path.join(os.environ["UI_SHOTS"], f"office-{name}-failed.png"))
            desk.close()
        self.server.stop()


def main():
    office = Office()
    tap = Tap(10)
    try:
        tap.step("a wrong password is said in clear words", office.wrong_password)
        tap.step("the right one opens the office", office.right_password)
        tap.step("a pupil is found from two letters", office.find)
        tap.step("credits are adjusted, and Ctrl+Z takes it back", office.adjust)
        tap.step("the coach's desktop looks on", office.look_on)
        tap.step("N books; the block and the balance are right, the coach sees it", office.book)
        tap.step("Del cancels, Ctrl+Z books again, and a coach who looks elsewhere has a notice", office.cancel_and_undo)
        tap.step("the server goes and comes back, nothing is lost", office.server_goes_and_comes)
        tap.step("every control has a name", office.names)
        tap.step("clean ends, and the books are right", office.end)
    finally:
        office.stop(tap.broken)
    return 1 if tap.broken else 0


if __name__ == "__main__":
    sys.exit(main())
