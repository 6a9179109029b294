#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a family's registration to a coach's report: browser, server and two desktops, all real; prints TAP.

The pictures of each step stay in $UI_SHOTS.
"""
import re
import sys
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from desk import Desk
from world import Browser, Server, Tap, later

PARENT, PARENT_PASSWORD = "ines.benali@example.com", "soleil-sur-carthage"
PUPIL, PUPIL_PASSWORD = "lina.benali@nexus-student.local", "cigale-et-fourmi"
WEEKDAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"]
# Commits to pixels; the sanitizers' builds are slower.
LIVE_SECONDS = 2.0

today = datetime.now(ZoneInfo("Africa/Tunis"))
day = today + timedelta(days=3)
DAY = f"{WEEKDAYS[day.weekday()]} {'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]}"


class Journey:
    def __init__(self):
        self.server = Server()
        self.browser = Browser(self.server.base)
        self.desks = {}

    def register(self):
        text = self.browser.do("register", email=PARENT, password=PARENT_PASSWORD, parent=["Inès", "Ben Ali"], child=["Lina", "Ben Ali"])
        assert "Votre demande est arrivée" in text, text

    def activate(self):
        message, match = self.server.mail_to(PARENT, r"(http://\S+/activation\?token=\S+)")
        assert "Lina" in message["Subject"], message["Subject"]
        url = self.browser.do("activate", link=match.group(1), password=PUPIL_PASSWORD)
        if "/eleve" not in url:
            self.browser.do("signIn", person="pupil", email=PUPIL, password=PUPIL_PASSWORD)

    def open_desk(self, name, email, wrapper=()):
        self.desks[name] = Desk(self.server.base, email, wrapper)

    def find_family(self):
        desk = self.desks["assistant"]
        desk.session.key("ctrl+3")
        desk.app.find("entry", "Rechercher un élève")
        desk.session.key("ctrl+f")
        desk.session.type("lina be")
        desk.app.find("list item", re.compile("^Lina Ben Ali"))
        desk.session.key("Return")
        desk.app.find("heading", "Lina Ben Ali")
        desk.app.wait_text(re.compile("Inès Ben Ali"))
        desk.picture("5-file")

    def sell(self):
        desk = self.desks["assistant"]
        desk.app.find("button", "Encaisser un plan…").click()
        desk.app.window("Encaisser")
        desk.app.find("button", re.compile("^Hybride, 179,000"))
        desk.picture("5-sale")
        desk.app.find("button", re.compile("^Encaisser 179,000")).click()
        desk.app.find("panel", re.compile("^Solde, 4.crédits"), timeout=10)
        desk.app.find("panel", re.compile("^Formule, Hybride"))
        desk.picture("5-sold")

    def watch_agenda(self):
        desk = self.desks["coach"]
        desk.session.key("ctrl+2")
        desk.app.wait(lambda: desk.app.window(re.compile("Agenda")), 10)
        desk.app.find("list item", re.compile(", avec Hélios$"), timeout=10)
        if day.isocalendar()[:2] != today.isocalendar()[:2]:
            desk.session.key("alt+Right")
        desk.app.find("status bar", re.compile(rf"sem\. {day.isocalendar()[1]}\b"), timeout=10)
        desk.picture("6-coach-before")

    def book(self):
        done = self.browser.do("book", day=DAY, hour="14:00")
        self.session_id = done["session"]
        assert "3 crédits" in re.sub(r"\s", " ", done["before"] + done["after"]), done
        assert "14:00" in done["after"], done["after"]
        desk = self.desks["coach"]
        began = time.monotonic()
        desk.app.find("list item", re.compile("^Lina Ben Ali.*14:00"), timeout=10)
        waited = time.monotonic() - began
        assert waited < LIVE_SECONDS, f"the coach saw it after {waited:.1f} s"
        print(f"# in the coach's agenda {waited * 1000:.0f} ms after the browser had its page")
        desk.picture("10-coach-after")

    def balance(self):
        desk = self.desks["assistant"]
        desk.app.find("panel", re.compile("^Solde, 3.crédits"), timeout=10)

    def three_days_pass(self):
        """The session is held: from here on the server and the coach's desktop live after its end."""
        self.close_desks()
        after = day.replace(hour=15, minute=5, second=0)
        self.wrapper = later((after - datetime.now(ZoneInfo("Africa/Tunis"))).total_seconds())
        self.server.halt()
        self.server.start(self.wrapper)
        self.open_desk("coach", "helios@nexus.demo", self.wrapper)

    def write_report(self):
        desk = self.desks["coach"]
        desk.app.find("list item", re.compile("^Lina Ben Ali.*rapport à faire"), timeout=10)
        desk.picture("11-today")
        desk.app.find("button", re.compile("rapport, Lina Ben Ali")).click()
        desk.app.wait(lambda: desk.app.window(re.compile("Rapports")), 10)
        desk.app.find("button", "Présent", timeout=10)
        desk.app.wait_text("Lina Ben Ali")
        desk.session.key("p")
        for field, text in (("a été travaillé", "Suites et récurrence, deux exercices du bac."), ("va bien", "L’initialisation est propre."),
                            ("^À travailler", "Rédiger l’hérédité sans sauter d’étape.")):
            desk.app.find("text", re.compile(field)).type(text)
        desk.picture("11-report")
        desk.session.key("ctrl+Return")
        desk.app.wait_text(re.compile("^Rapport.*envoyé|envoyé à la famille|^envoyé \\d"), timeout=20)
        desk.picture("11-report-sent")

    def read_report(self):
        self.server.mail_to(PARENT, rf"/rapports/{self.session_id}")
        text = self.browser.do("readReport", email=PARENT, password=PARENT_PASSWORD, session=self.session_id)
        assert "Rédiger l’hérédité" in text and "Hélios" in text, text

    def prove(self):
        done = self.server.run("check")
        assert done.returncode == 0, done.stdout
        assert self.browser.do("problems") == [], self.browser.do("problems")

    def close_desks(self):
        for name in list(self.desks):
            self.desks.pop(name).close()

    def stop(self):
        for desk in self.desks.values():
            desk.session.__exit__(None, None, None)
        self.browser.stop()
        self.server.stop()


def main():
    journey = Journey()
    tap = Tap(13)
    try:
        tap.step("a family registers", journey.register)
        tap.step("the pupil's account is activated by the link in the mail", journey.activate)
        tap.step("the assistant signs in", lambda: journey.open_desk("assistant", "assistante@nexus.demo"))
        tap.step("the assistant finds the family from a few letters", journey.find_family)
        tap.step("the assistant sells HYBRIDE for cash: 4 credits", journey.sell)
        tap.step("the coach signs in", lambda: journey.open_desk("coach", "helios@nexus.demo"))
        tap.step("the coach's agenda shows the week", journey.watch_agenda)
        tap.step("the pupil books, and the coach's agenda shows it untouched", journey.book)
        tap.step("the assistant's file says 3 credits", journey.balance)
        tap.step("three days pass", journey.three_days_pass)
        tap.step("the coach writes and sends the report", journey.write_report)
        tap.step("the parent reads the report", journey.read_report)
        tap.step("ledger and bookings are proved, nothing complained", lambda: (journey.prove(), journey.close_desks()))
    finally:
        journey.stop()
    return 1 if tap.broken else 0


if __name__ == "__main__":
    sys.exit(main())
