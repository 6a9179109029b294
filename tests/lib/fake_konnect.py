#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Konnect for journeys through a browser: its two calls, and the page where a family pays.

    fake_konnect.py [--key KEY] [--wallet WALLET] [--no-notice]

The first line on standard output is its address, http://127.0.0.1:PORT, to be KONNECT_BASE_URL. It ends with its standard input.

The page /pay/REF has the buttons « Payer » and « Refuser »: each sends the notice (GET webhook?payment_ref=REF) and goes on to
successUrl or failUrl. POST /control takes {"ref": …, "say": {…}} to change what is said of a payment, {"mode": "stall" | "error" | "good"}
for all that follows, and {"notice": REF} to send a notice again; GET /control lists the payments.
"""
import argparse
import html
import json
import sys
import threading
import time
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

API = "/api/v2/payments/"
PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>Konnect</title><h1>Konnect (essai)</h1>
<p>Commande <b id="order">{order}</b> : <b id="amount">{amount}</b> millimes, {name}</p>
<form method="post"><button name="what" value="pay">Payer</button> <button name="what" value="refuse">Refuser</button></form></html>"""


class Books:
    """What was asked for, and what is said of it."""

    def __init__(self):
        self.lock = threading.Lock()
        self.payments = {}
        self.mode = "good"

    def add(self, order, wallet):
        with self.lock:
            ref = f"60889219a388f75c94a9{len(self.payments):04x}"
            self.payments[ref] = {"asked": order, "says": {
                "id": ref, "status": "pending", "amount": order.get("amount"), "reachedAmount": 0, "token": order.get("token"),
                "orderId": order.get("orderId"), "type": order.get("type"), "receiverWallet": {"id": wallet}}}
            return ref

    def say(self, ref, **says):
        with self.lock:
            self.payments[ref]["says"].update(says)


def with_reference(url, ref):
    return url + ("&" if "?" in url else "?") + urllib.parse.urlencode({"payment_ref": ref})


def send_notice(payment, ref):
    """Konnect does not wait for anybody: what fails is not sent again."""
    try:
        urllib.request.urlopen(with_reference(payment["asked"]["webhook"], ref), timeout=20).read()
    except OSError as error:
        print(f"notice of {ref}: {error}", file=sys.stderr)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, status, body, kind="application/json", location=None):
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(data)

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()

    def misbehave(self):
        books = self.server.books
        while books.mode == "stall":
            time.sleep(0.05)
        if books.mode == "error":
            self.answer(500, "<h1>Internal</h1>", "text/html")
            return True
        if self.headers.get("x-api-key") != self.server.key:
            self.answer(401, {"errors": [{"code": "UNAUTHORIZED"}]})
            return True
        return False

    def payment(self, path):
        ref = path.rsplit("/", 1)[-1]
        return ref, self.server.books.payments.get(ref)

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        ref, payment = self.payment(path)
        if path == "/control":
            self.answer(200, self.server.books.payments)
        elif path.startswith(API):
            if not self.misbehave():
                self.answer(200 if payment else 404, {"payment": payment["says"]} if payment else {"errors": []})
        elif path.startswith("/pay/") and payment:
            asked = payment["asked"]
            self.answer(200, PAGE.format(order=html.escape(str(asked["orderId"])), amount=asked["amount"],
                                         name=html.escape(f"{asked.get('firstName', '')} {asked.get('lastName', '')}")), "text/html")
        else:
            self.answer(404, "nothing here", "text/plain")

    def do_POST(self):
        path = urllib.parse.urlsplit(self.path).path
        body = self.body()
        if path == "/control":
            self.control(json.loads(body))
        elif path == API + "init-payment":
            if not self.misbehave():
                ref = self.server.books.add(json.loads(body), self.server.wallet)
                self.answer(200, {"payUrl": f"{self.server.url}/pay/{ref}", "paymentRef": ref})
        elif path.startswith("/pay/"):
            self.pay(path, urllib.parse.parse_qs(body).get("what", [""])[0] == "pay")
        else:
            self.answer(404, "nothing here", "text/plain")

    def pay(self, path, paid):
        ref, payment = self.payment(path)
        asked = payment["asked"]
        if paid:
            self.server.books.say(ref, status="completed", reachedAmount=asked["amount"])
        else:
            self.server.books.say(ref, status="failed")
        if self.server.notices:
            threading.Thread(target=send_notice, args=(payment, ref), daemon=True).start()
        self.answer(303, "", "text/plain", with_reference(asked["successUrl" if paid else "failUrl"], ref))

    def control(self, wanted):
        books = self.server.books
        if "mode" in wanted:
            books.mode = wanted["mode"]
        if "ref" in wanted:
            books.say(wanted["ref"], **wanted["say"])
        if "notice" in wanted:
            send_notice(books.payments[wanted["notice"]], wanted["notice"])
        self.answer(200, {"done": True})


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--key", default="key-of-tests")
    parser.add_argument("--wallet", default="5f7a209aeb3f76490ac4a3d1")
    parser.add_argument("--no-notice", action="store_true", help="the return and the job alone have to find out")
    options = parser.parse_args()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.books, server.key, server.wallet, server.notices = Books(), options.key, options.wallet, not options.no_notice
    server.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.url, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
