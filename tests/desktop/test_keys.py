#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ten commonest tasks of the office by keys alone, with the real server; read back through accessibility, checked by the API. TAP.

Nothing is clicked and no action is called: whoever cannot see the screen or hold a mouse does the same. Pictures of what failed go to
$UI_SHOTS.
"""
import os
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "journeys"))
from world import DEMO_PASSWORD, Server, Tap  # noqa: E402
from test_office import TUNIS, Api, Desk, at, iso  # noqa: E402

# A busy machine is waited for.
PATIENCE = 30
COACH = "Hélios"
WEEKDAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]


def midnight(days):
    return datetime.now(TUNIS).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=days)


class Keys:
    def __init__(self):
        self.server = Server()
        self.api = Api(self.server.base)
        self.coach = next(c for c in self.api("/api/coaches")["items"] if c["pseudonym"] == COACH)
        self.choose_pupils()
        self.choose_times()
        self.desk = Desk(self.server.base)
        self.app, self.keys, self.type = self.desk.app, self.desk.keys, self.desk.type

    # What is free, asked beforehand

    def choose_pupils(self):
        """Who wants mathematics and can pay for all this, and somebody else."""
        pupils = [p for p in self.api("/api/students", limit=200)["items"]
                  if re.fullmatch("[A-Za-z ]+", p["firstName"] + p["lastName"]) and p["subscription"]
                  and p["subscription"]["status"] == "ACTIVE"]
        self.pupil = next(p for p in pupils if p["balance"] >= 4 and "MATHEMATIQUES" in p["subjects"])
        self.other = next(p for p in pupils if p["lastName"][:2] != self.pupil["lastName"][:2])
        self.name, self.other_name = (f"{p['firstName']} {p['lastName']}" for p in (self.pupil, self.other))

    def free(self, first, days, duration):
        span = {"from": iso(midnight(first)), "to": iso(midnight(first + days))}
        items = self.api(f"/api/coaches/{self.coach['id']}/slots", type="COURS_ONLINE", duration=duration, **span)["items"]
        return {at(s["start"]) for s in items}

    def choose_times(self):
        span = {"from": iso(midnight(0)), "to": iso(midnight(35))}
        taken = {at(s["scheduledAt"]).date() for s in self.api("/api/sessions", studentId=self.pupil["id"], **span)["items"]}
        long = sorted(t for t in self.free(2, 12, 75) if t.date() not in taken)
        # Booked at a full hour, moved to the day after half an hour later, in the same week.
        self.start = next(t for t in long if t.minute == 0 and t.weekday() < 6 and t + timedelta(days=1, minutes=30) in long)
        self.moved = self.start + timedelta(days=1, minutes=30)
        hours = self.free(2, 12, 60) | self.free(14, 14, 60)
        self.weekly = next(t for t in sorted(hours)
                           if t.minute == 0 and all(t + timedelta(days=7 * n) in hours for n in range(3))
                           and not {(t + timedelta(days=7 * n)).date() for n in range(3)} & (taken | {self.start.date(), self.moved.date()}))
        past = self.api("/api/sessions", coachId=self.coach["id"], **{"from": iso(midnight(-13)), "to": iso(midnight(0))})["items"]
        self.over = next(s for s in past if s["status"] == "SCHEDULED" and s["attendance"] is None and len(s["students"]) == 1)

    # What is true

    def booked(self, pupil=None):
        """The pupil's sessions to come: (start, minutes)."""
        span = {"from": iso(midnight(2)), "to": iso(midnight(35))}
        found = self.api("/api/sessions", studentId=(pupil or self.pupil)["id"], **span)["items"]
        return sorted((at(s["scheduledAt"]), s["duration"]) for s in found if s["status"] == "SCHEDULED")

    def is_booked(self, start, minutes):
        return (start, minutes) in self.booked()

    def session(self):
        """The session of the first tasks as the server knows it."""
        span = {"from": iso(self.start - timedelta(hours=1)), "to": iso(self.moved + timedelta(hours=2))}
        found = self.api("/api/sessions", studentId=self.pupil["id"], **span)["items"]
        return next(s for s in found if s["status"] == "SCHEDULED")

    # What is read

    def wait(self, condition, what):
        return self.app.wait(condition, PATIENCE, what, dump=True)

    def hear(self, pattern):
        return self.app.find(None, re.compile(pattern), timeout=PATIENCE)

    def focus(self, role, pattern):
        """Waits until the focus is there."""
        return self.app.find(role, re.compile(pattern), timeout=PATIENCE, showing=None, states=("focused",))

    def block(self, name, start):
        return rf"^{re.escape(name)}, .*, {WEEKDAYS[start.weekday()]} {start.day} à {start:%H:%M},"

    def window(self, title):
        return self.app.window(re.compile(title), timeout=PATIENCE)

    def alone(self):
        """No dialog is open."""
        self.wait(lambda: len(self.app.windows()) == 1, "the dialog to close")

    # What is done

    def go_to(self, day):
        self.keys("g")
        self.focus("text", "^Aller à une date$")
        self.type(f"{day:%d/%m/%Y}")
        self.hear(f"^{WEEKDAYS[day.weekday()]} {day.day}(er)? .* {day.year}$")
        self.keys("Return")
        self.focus("list", "^Séances$")
        self.hear(rf"^{WEEKDAYS[day.weekday()]} {day.day}(er)? .*{day.year}, \d+ séance|^sem")

    def walk_to(self, pattern):
        """Tab, from session to session, until the focus is on that one."""
        seen = []
        for _ in range(60):
            before = self.app.focused()
            if before is not None and re.search(pattern, before.name):
                return before
            seen.append(before and before.name)
            self.keys("Tab")
            self.wait(lambda: (now := self.app.focused()) is not None and now.path != before.path, "the focus to go on")
        raise AssertionError(f"{pattern} is not reached by Tab: {seen}")

    def name_pupil(self, pupil):
        """Two letters, down to the name, Enter."""
        self.type(pupil["lastName"][:2].lower())
        wanted = f"{pupil['firstName']} {pupil['lastName']}"
        matches = self.app.find("list", "Élèves qui correspondent", timeout=PATIENCE)
        names = self.wait(lambda: [n.name for n in self.app.find_all("list item", within=matches)], "the pupils that match")
        self.keys(*["Down"] * names.index(wanted), "Return")
        self.app.gone("list", "Élèves qui correspondent", timeout=PATIENCE)

    def replace(self, text):
        self.keys("ctrl+a")
        self.type(text)

    def menu(self, letter, title):
        """An entry of the agenda's menu by its letter, which opens a dialog."""
        self.keys("shift+F10")
        self.focus("menu item", "")
        self.keys(letter)
        self.window(title)

    def close_dialog(self):
        self.keys("Escape")
        self.alone()

    # The tasks

    def begin(self):
        self.desk.sign_in("assistante@nexus.demo", DEMO_PASSWORD)
        self.app.find("tab", "Aujourd’hui", timeout=PATIENCE)

    def find_pupil(self):
        self.desk.place(3, "Élèves")
        self.keys("ctrl+f")
        self.type(self.pupil["lastName"][:2].lower())
        self.app.find("list item", re.compile(f"^{self.name}"), timeout=PATIENCE, showing=None)
        self.keys("Down")
        for _ in range(30):
            row = self.wait(self.app.focused, "the focus in the list")
            if row.name.startswith(self.name):
                break
            self.keys("Down")
            self.wait(lambda: (now := self.app.focused()) is not None and now.path != row.path, "the next pupil")
        self.keys("Return")
        self.app.find("heading", self.name, timeout=PATIENCE)

    def go_to_date(self):
        self.desk.place(2, "Agenda")
        self.focus("list", "^Séances$")
        # One coach alone, by the number in the list of coaches.
        coaches = [n.name for n in self.app.find_all("checkbox")]
        self.keys(str(coaches.index(COACH) + 1))
        self.wait(lambda: not [n for n in self.app.find_all("list item", re.compile(", avec "), showing=True) if COACH not in n.name],
                  "the others' sessions to go")
        self.go_to(self.start)

    def book(self):
        before = self.api.balance(self.pupil)
        self.keys("n")
        self.focus("text", "^Élève$")
        self.name_pupil(self.pupil)
        self.hear("^Solde après")
        self.keys("alt+q")
        self.focus("text", "^Jour")
        self.keys("Tab")
        self.focus("text", "^Heure$")
        self.replace(f"{self.start:%H:%M}")
        self.keys("Return")
        self.hear("^Séance réservée pour")
        self.focus("list item", self.block(self.name, self.start))
        assert self.is_booked(self.start, 60) and self.api.balance(self.pupil) == before - 1, self.booked()

    def letters_in_an_entry(self):
        """A letter that is typed is a letter, not a command for the session beneath."""
        before = self.booked()
        self.keys("ctrl+f")
        entry = self.focus("entry", "^Chercher dans cette vue$")
        self.type("nmgdplaer1")
        self.wait(lambda: entry.text == "nmgdplaer1", "the letters in the entry")
        self.keys("Delete", "shift+Down")
        self.focus("entry", "^Chercher dans cette vue$")
        assert len(self.app.windows()) == 1 and entry.text == "nmgdplaer1" and self.booked() == before
        self.keys("Escape")
        self.focus("list", "^Séances$")
        self.walk_to(self.block(self.name, self.start))

    def give_up(self):
        version = self.session()["version"]
        self.keys("m")
        self.app.find("status bar", re.compile(r"\nEntrée déplace"), timeout=PATIENCE, showing=None)
        self.keys("Right", "Down")
        self.app.find("status bar", re.compile(f"^{WEEKDAYS[self.moved.weekday()]} .*{self.start:%H}:15"), timeout=PATIENCE, showing=None)
        self.keys("Escape")
        self.app.gone("status bar", re.compile(r"\nEntrée déplace"), timeout=PATIENCE, showing=None)
        self.focus("list item", self.block(self.name, self.start))
        assert self.session()["version"] == version and self.is_booked(self.start, 60)

    def move(self):
        self.keys("m")
        self.app.find("status bar", re.compile(r"\nEntrée déplace"), timeout=PATIENCE, showing=None)
        self.keys("Right", "Down", "Down")
        self.app.find("status bar", re.compile(f"^{WEEKDAYS[self.moved.weekday()]} .*{self.moved:%H:%M}"), timeout=PATIENCE, showing=None)
        self.keys("Return")
        self.hear("^Séance de .* déplacée")
        self.focus("list item", self.block(self.name, self.moved))
        assert self.is_booked(self.moved, 60) and not self.is_booked(self.start, 60), self.booked()

    def resize(self):
        self.keys("shift+Down")
        self.app.find("status bar", re.compile(r"\nEntrée déplace"), timeout=PATIENCE, showing=None)
        self.keys("Return")
        self.hear("^La séance de .* dure maintenant 1\u00a0h\u00a015$")
        self.focus("list item", self.block(self.name, self.moved) + ".*15")
        assert self.is_booked(self.moved, 75), self.booked()

    def undo_and_redo(self):
        self.keys("ctrl+z", "ctrl+z")
        self.wait(lambda: self.is_booked(self.start, 60), "both to be undone")
        self.focus("list item", self.block(self.name, self.start))
        self.keys("ctrl+shift+z")
        self.wait(lambda: self.is_booked(self.moved, 60), "the move to be done again")
        self.focus("list item", self.block(self.name, self.moved))
        self.keys("ctrl+shift+z")
        self.wait(lambda: self.is_booked(self.moved, 75), "the length to be changed again")
        self.focus("list item", self.block(self.name, self.moved) + ".*15")

    def cancel_and_undo(self):
        before = self.api.balance(self.pupil)
        self.keys("Delete")
        self.window("^Annuler la séance prévue avec")
        self.hear("^Remboursement.*1\u00a0crédit pour")
        self.close_dialog()
        self.focus("list item", self.block(self.name, self.moved))
        assert self.is_booked(self.moved, 75)
        self.keys("Delete")
        self.window("^Annuler la séance prévue avec")
        self.keys("alt+a")
        self.alone()
        self.hear("^Séance annulée pour")
        assert not self.is_booked(self.moved, 75) and self.api.balance(self.pupil) == before + 1
        self.keys("ctrl+z")
        self.hear(r"^Action annulée\. ")
        assert self.is_booked(self.moved, 75) and self.api.balance(self.pupil) == before
        self.app.find("list item", re.compile(self.block(self.name, self.moved)), timeout=PATIENCE)

    def wait_for_a_place(self):
        self.walk_to(self.block(self.name, self.moved))
        self.menu("t", "^Liste d’attente$")
        self.name_pupil(self.other)
        self.keys("ctrl+Return")
        self.hear("est sur la liste d’attente$")
        entries = self.api("/api/waiting", sessionId=self.session()["id"])["items"]
        assert [(e["studentName"], e["status"]) for e in entries] == [(self.other_name, "WAITING")], entries
        self.close_dialog()
        self.hear("1 nom attend une place")
        self.focus("list item", self.block(self.name, self.moved))

    def weekly_series(self):
        before = self.booked()
        self.menu("s", "^Chaque semaine$")
        self.name_pupil(self.pupil)
        self.keys("alt+j")
        self.replace(f"{self.weekly:%d/%m/%Y}")
        self.keys("Tab")
        self.replace(f"{self.weekly:%H:%M}")
        # It ends after a number of times.
        self.keys("alt+n")
        self.focus("list item", "^$")
        self.app.find("label", "après un nombre de séances", timeout=PATIENCE)
        self.keys("Down", "Return")
        # The list has gone, and its row has the focus again: the next one asks how often.
        self.app.gone("label", "un jour donné", timeout=PATIENCE)
        self.keys("Tab")
        self.replace("3")
        self.hear("^3 séances, 3\u00a0crédits\\. Solde après\u00a0: [\\d,]+\u00a0crédits?\\.$")
        self.wait(lambda: [n for n in self.app.find_all("button", "Réserver 3 séances") if "sensitive" in n.states], "the series to be possible")
        self.keys("ctrl+Return")
        self.hear("^3 séances réservées pour")
        self.alone()
        self.focus("list item", self.block(self.name, self.moved))
        made = sorted(set(self.booked()) - set(before))
        assert made == [(self.weekly + timedelta(days=7 * n), 60) for n in range(3)], made

    def mark(self):
        start, pupil = at(self.over["scheduledAt"]), self.over["students"][0]
        block = self.block(f"{pupil['firstName']} {pupil['lastName']}", start)
        self.go_to(start)
        self.walk_to(block)
        for key, said, mark, status in (("p", "présence", "PRESENT", "SCHEDULED"), ("a", "absence", "ABSENT", "NO_SHOW")):
            self.keys(key)
            self.hear(f"{said} notée$")
            now = self.api(f"/api/sessions/{self.over['id']}")
            now = now.get("session", now)
            assert (now["attendance"], now["status"]) == (mark, status), now
        self.focus("list item", block + ".*absent")

    def close_the_centre(self):
        """Where the block was, the focus is afterwards."""
        there = self.app.focused().name
        day = midnight(200)
        self.menu("h", "^Fermetures, salles, horaires$")
        self.keys("alt+n")
        self.type("Travaux")
        self.keys("alt+p")
        self.type(f"{day:%d/%m/%Y}")
        self.wait(lambda: [n for n in self.app.find_all("button", "Ajouter", showing=None) if "sensitive" in n.states], "the closure to be possible")
        self.keys("Return")
        self.hear("Travaux.* est ajouté$")
        self.close_dialog()
        self.focus("list item", "^" + re.escape(there) + "$")
        closures = self.api("/api/closures", **{"from": f"{day:%Y-%m-%d}", "to": f"{day:%Y-%m-%d}"})["items"]
        assert "Travaux" in [c["name"] for c in closures], closures

    def back_from_the_header(self):
        """Out to the header bar and back: the agenda's keys work again."""
        self.keys("F10", "Escape")
        self.focus("button", "^Menu principal$")
        self.keys("ctrl+2")
        self.focus("list", "^Séances$")
        self.keys("g")
        self.focus("text", "^Aller à une date$")
        self.keys("Escape")
        self.focus("list", "^Séances$")

    def end(self):
        self.desk.quit()
        done = self.server.run("check")
        assert done.returncode == 0, done.stdout

    def stop(self, broken):
        if broken and os.environ.get("UI_SHOTS"):
            os.makedirs(os.environ["UI_SHOTS"], exist_ok=True)
            self.desk.session.screenshot(os.path.join(os.environ["UI_SHOTS"], "keys-failed.png"))
        self.desk.close()
        self.server.stop()


def main():
    keys = Keys()
    steps = [
        ("the assistant signs in", keys.begin),
        ("1: two letters find a pupil, Enter opens the file", keys.find_pupil),
        ("2: G goes to a typed date, a number shows one coach", keys.go_to_date),
        ("3: N books, and the block has the focus", keys.book),
        ("letters in an entry are letters", keys.letters_in_an_entry),
        ("Escape gives up a move", keys.give_up),
        ("4: M, arrows and Enter move it", keys.move),
        ("5: Shift and an arrow change its length", keys.resize),
        ("6: Ctrl+Z twice undoes both, Ctrl+Shift+Z does them again", keys.undo_and_redo),
        ("7: Del says what it costs, cancels, and is undone", keys.cancel_and_undo),
        ("8: a name is put on the waiting list", keys.wait_for_a_place),
        ("9: a weekly series of three", keys.weekly_series),
        ("10: P and A mark who came", keys.mark),
        ("a closure is added, and the focus comes back", keys.close_the_centre),
        ("from the header bar back to the agenda", keys.back_from_the_header),
        ("a clean end, and the books are right", keys.end),
    ]
    tap = Tap(len(steps))
    try:
        for name, step in steps:
            tap.step(name, step)
    finally:
        keys.stop(tap.broken)
    return 1 if tap.broken else 0


if __name__ == "__main__":
    sys.exit(main())
