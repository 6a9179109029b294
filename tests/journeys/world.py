# SPDX-License-Identifier: GPL-3.0-or-later
"""A running platform for journeys: the built server on data of its own, a browser for the families, the desktop for the staff."""
import email
import email.policy
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "desktop"))

DEMO_PASSWORD = "demo-reussite-2026"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """nexus-server with the demo centre, a private PostgreSQL and a Maildir."""

    def __init__(self, settings=None):
        self.program = os.environ["NEXUS_SERVER"]
        self.folder = Path(tempfile.mkdtemp(prefix="nexus-journey-"))
        self.folder.chmod(0o755)
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.env = {**os.environ, "DATA_DIR": str(self.folder / "data"), "LISTEN": f"127.0.0.1:{self.port}", "APP_URL": self.base}
        for name in ("DATABASE_URL", "SMTP_HOST"):
            self.env.pop(name, None)
        self.env.update(settings or {})
        self.run("seed", "--demo")
        self.log = open(self.folder / "server.log", "ab")
        self.start([])

    def start(self, wrapper):
        self.process = subprocess.Popen([*wrapper, self.program, "serve"], env=self.env, stdout=self.log, stderr=self.log)
        self.wait(lambda: urllib.request.urlopen(self.base + "/readyz", timeout=2).status == 200, "the server to answer", 30)

    def halt(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(15)

    def run(self, *arguments, check=True):
        done = subprocess.run([self.program, *arguments], env=self.env, capture_output=True, text=True, check=False, timeout=120)
        if check and done.returncode:
            raise AssertionError(f"nexus-server {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done

    @staticmethod
    def wait(condition, what, seconds=15):
        end = time.monotonic() + seconds
        while True:
            try:
                found = condition()
                if found:
                    return found
            except OSError:
                pass
            if time.monotonic() > end:
                raise AssertionError(f"waited {seconds} s for {what}")
            time.sleep(0.05)

    def mails(self):
        for path in sorted((self.folder / "data" / "mail" / "new").glob("*")):
            yield email.message_from_bytes(path.read_bytes(), policy=email.policy.default)

    def mail_to(self, address, pattern):
        """The first mail to an address whose text matches, waiting for it: (message, match)."""
        def look():
            for message in self.mails():
                if address in str(message["To"]):
                    match = re.search(pattern, message.get_body(("plain",)).get_content())
                    if match:
                        return message, match
            return None
        return self.wait(look, f"a mail to {address} with {pattern}", 30)

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def later(seconds):
    """What to start a program with that shall believe it is so much later; its timers stay those of the machine."""
    return ["env", "DONT_FAKE_MONOTONIC=1", "faketime", "-f", f"+{int(seconds)}s"]


class Browser:
    """The families' browser; see people.mjs and the journey's own steps."""

    def __init__(self, base, steps="browser-steps.mjs"):
        self.process = subprocess.Popen(["node", str(HERE / steps)], env={**os.environ, "NEXUS_BASE": base},
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def do(self, step, **given):
        self.process.stdin.write(json.dumps({"step": step, **given}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(f"the browser ended during {step}")
        answer = json.loads(line)
        if "error" in answer:
            raise AssertionError(f"{answer['error']} (at {answer.get('url')})")
        return answer["ok"]

    def stop(self):
        self.process.stdin.close()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Tap:
    """Steps that each need the one before: after a failure the rest fail too."""

    def __init__(self, count):
        self.number, self.count, self.broken = 0, count, False
        print(f"1..{count}", flush=True)

    def step(self, name, function):
        self.number += 1
        if self.broken:
            print(f"not ok {self.number} - {name} # the step before failed", flush=True)
            return None
        try:
            result = function()
            print(f"ok {self.number} - {name}", flush=True)
            return result
        except Exception as error:
            self.broken = True
            print(f"not ok {self.number} - {name}", flush=True)
            for line in f"{type(error).__name__}: {error}".split("\n"):
                print(f"# {line}", flush=True)
            return None
