#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan by card and a dearer one by transfer: browser, Konnect's stand-in, server and the office's desktop, all real; prints TAP.

The pictures of each step stay in $UI_SHOTS.
"""
import re
import struct
import sys
import zlib
from datetime import datetime
from zoneinfo import ZoneInfo

from desk import Desk
from world import Browser, Server, Tap

PARENT, PASSWORD = "sonia.trabelsi@example.com", "jasmin-et-citron"
WISE = {"WISE_IBAN": "TN5910006035183598478831", "WISE_BIC": "STBKTNTT", "WISE_BENEFICIARY_NAME": "Nexus Réussite SARL",
        "WISE_BANK_NAME": "Société Tunisienne de Banque", "WISE_ADDRESS": "Rue Hédi Nouira, Tunis"}


def picture(width, height):
    """A white PNG."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = (b"\0" + b"\xff" * width) * height
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class Journey:
    def __init__(self):
        self.browser = Browser("", "money-steps.mjs")
        self.server = Server({**self.browser.do("konnect"), **WISE})
        self.browser.do("at", base=self.server.base)
        self.desk = None

    def register(self):
        text = self.browser.do("register", email=PARENT, password=PASSWORD, parent=["Sonia", "Trabelsi"], child=["Adam", "Trabelsi"])
        assert "Votre demande est arrivée" in text, text

    def choose(self):
        done = self.browser.do("choosePlan", email=PARENT, password=PASSWORD, plan="Hybride", shot="1")
        self.child = done["child"]
        assert "179,000" in done["text"] and "Hybride" in done["text"], done

    def pay(self):
        done = self.browser.do("payByCard")
        assert done["amount"] == "179000", done
        assert "4 crédits" in done["text"], done

    def mails(self):
        _, match = self.server.mail_to(PARENT, r"179,000")
        message, _ = self.server.mail_to(PARENT, r"(?i)reçu")
        receipts = [part for part in message.iter_attachments() if part.get_content_type() == "application/pdf"]
        assert len(receipts) == 1 and receipts[0].get_content().startswith(b"%PDF-"), message["Subject"]
        assert match

    def choose_dearer(self):
        done = self.browser.do("choosePlan", plan="Immersion", shot="5")
        assert "299,000" in done["text"] and "Immersion" in done["text"], done

    def declare(self):
        proof = self.server.folder / "ordre de virement.png"
        proof.write_bytes(picture(600, 400))
        done = self.browser.do("transfer", proof=str(proof))
        self.reference = done["reference"]
        assert re.fullmatch(r"NR[A-Z2-9]{8}", self.reference), done
        assert "TN59 1000" in re.sub(r"\s", " ", done["text"]), done

    def import_statement(self):
        """The bank's label has lost its spaces and one character of the reference."""
        today = datetime.now(ZoneInfo("Africa/Tunis")).strftime("%d/%m/%Y")
        mangled = self.reference[:4] + ("O" if self.reference[4] != "O" else "A") + self.reference[5:]
        path = self.server.folder / "relevé BIAT.csv"
        path.write_text("Date;Libellé;Débit;Crédit\r\n"
                        f"{today};VIR RECU {mangled} TRABELSI SONIA;;299,000\r\n"
                        f"{today};VERSEMENT ESPECES;;50,000\r\n"
                        f"{today};FRAIS DE TENUE DE COMPTE;4,500;\r\n", encoding="latin-1")
        self.desk = Desk(self.server.base, "assistante@nexus.demo")
        self.desk.session.key("ctrl+5")
        self.desk.app.wait(lambda: self.desk.app.window(re.compile("Virements")), 10)
        self.desk.app.wait_text(re.compile("Adam Trabelsi"), timeout=10)
        self.desk.picture("money-11-transfers")
        self.desk.session.key("ctrl+o")
        self.desk.app.find("filler", re.compile("Relevé"), timeout=10)
        self.desk.session.type(str(path))
        self.desk.session.key("Return")
        self.desk.app.find("list item", re.compile("Adam Trabelsi · Immersion.*à confirmer"), timeout=15)
        self.desk.app.wait_text(re.compile("un caractère abîmé"), timeout=10)
        self.desk.picture("money-12-reconciliation")

    def confirm(self):
        self.desk.app.find("button", re.compile(r"^Confirmer 1"), timeout=10)
        self.desk.session.key("ctrl+Return")
        self.desk.app.wait_text(re.compile(r"(?i)confirmé"), timeout=10)
        # what staff do is mailed ten seconds later
        self.server.mail_to(PARENT, r"299,000")
        self.server.mail_to(PARENT, r"(?is)est active.*Immersion")
        self.desk.picture("money-13-confirmed")

    def trace(self):
        text = self.browser.do("credits", child=self.child)
        assert "12 crédits" in text and "Hybride" in text and "Immersion" in text, text
        done = self.browser.do("history")
        assert done["status"] == 200 and done["type"] == "application/pdf" and done["start"] == "%PDF-", done

    def prove(self):
        self.desk.close()
        self.desk = None
        done = self.server.run("check")
        assert done.returncode == 0, done.stdout
        assert self.browser.do("problems") == [], self.browser.do("problems")

    def stop(self):
        if self.desk is not None:
            self.desk.session.__exit__(None, None, None)
        self.browser.stop()
        self.server.stop()


def main():
    journey = Journey()
    tap = Tap(10)
    try:
        tap.step("a family registers", journey.register)
        tap.step("the parent chooses HYBRIDE: 179 dinars", journey.choose)
        tap.step("the parent pays by card: the plan runs, 4 credits", journey.pay)
        tap.step("the mail has the receipt", journey.mails)
        tap.step("the parent chooses IMMERSION instead: 299 dinars", journey.choose_dearer)
        tap.step("the transfer is announced with its proof", journey.declare)
        tap.step("the office imports the bank's statement", journey.import_statement)
        tap.step("one key confirms it: the dearer plan runs", journey.confirm)
        tap.step("each credit is followed to its payment, each payment has its receipt", journey.trace)
        tap.step("the ledger is proved, nothing complained", journey.prove)
    finally:
        journey.stop()
    return 1 if tap.broken else 0


if __name__ == "__main__":
    sys.exit(main())
