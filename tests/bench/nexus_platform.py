# SPDX-License-Identifier: GPL-3.0-or-later
"""A server with demo data for benchmarks, and the tools that load it."""
import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import time
from pathlib import Path


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def get(port, path, headers=None, method="GET", body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, body=body, headers=headers or {})
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, answer.getheaders(), data


def wait_ready(port, process, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            if get(port, "/readyz")[0] == 200:
                return
        if process.poll() is not None:
            raise RuntimeError("the server stopped")
        time.sleep(0.02)
    raise RuntimeError("the server did not become ready")


class Platform:
    """The built server on a private database with the demo centre; a context manager."""

    def __init__(self, build):
        self.build = build
        self.folder = Path(tempfile.mkdtemp(prefix="nexus-bench-"))
        self.folder.chmod(0o755)
        self.port = free_port()
        self.env = {**os.environ, "DATA_DIR": str(self.folder / "data"), "LISTEN": f"127.0.0.1:{self.port}",
                    "APP_URL": f"http://127.0.0.1:{self.port}"}
        self.server = None

    def __enter__(self):
        seed = subprocess.run([self.build / "server/nexus-server", "seed", "--demo"], env=self.env, capture_output=True, text=True, check=False)
        if seed.returncode:
            raise RuntimeError(seed.stderr)
        password = re.search(r"“([^”]+)”", seed.stdout).group(1)
        self.accounts = [(email, password) for email in re.findall(r"\S+@\S+", seed.stdout)]
        self.start()
        return self

    def start(self):
        self.log = open(self.folder / "server.log", "ab")
        self.server = subprocess.Popen([self.build / "server/nexus-server", "serve"], env=self.env, stdout=self.log, stderr=self.log)
        wait_ready(self.port, self.server)

    def __exit__(self, *_):
        if self.server and self.server.poll() is None:
            self.server.send_signal(signal.SIGTERM)
            self.server.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def account(self, part):
        """(e-mail, password) of the demo account whose address holds a word."""
        for email, password in self.accounts:
            if part in email:
                return email, password
        raise RuntimeError(f"no demo account like {part}: {self.accounts}")

    def token(self, part):
        email, password = self.account(part)
        status, _, data = get(self.port, "/api/auth/callback/credentials", {"Content-Type": "application/json"}, "POST",
                              json.dumps({"email": email, "password": password}))
        if status != 200:
            raise RuntimeError(f"could not sign in as {email}: {status}")
        return json.loads(data)["token"]

    def conninfo(self):
        """Of the private PostgreSQL, which the server runs."""
        socket_file = next((self.folder / "data").rglob(".s.PGSQL.5432"))
        return f"host={socket_file.parent} port=5432 user=nexus dbname=nexus"

    def sql(self, text):
        """What the statements give, a line a row."""
        psql = shutil.which("psql") or sorted(Path("/usr/lib/postgresql").glob("*/bin/psql"))[-1]
        out = subprocess.run([psql, "-XqAt", "-v", "ON_ERROR_STOP=1", "-c", text, self.conninfo()], check=True, capture_output=True, text=True)
        return out.stdout.split("\n")[:-1]

    def memory_mib(self):
        """Proportional share of the server's own process: PostgreSQL is not in it."""
        text = Path(f"/proc/{self.server.pid}/smaps_rollup").read_text()
        return int(re.search(r"^Pss:\s+(\d+)", text, re.M).group(1)) / 1024


@contextlib.contextmanager
def constant(build, data, content_type):
    """libsoup alone answering the same bytes; gives its port."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        process = subprocess.Popen([build / "tests/bench/soup-constant", file.name, content_type], stdout=subprocess.PIPE, text=True)
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()
            process.wait()


def wrk(port, path, seconds=3, connections=16, headers=(), script=None):
    """(requests a second, p99 in ms, answers that were no 2xx). @script: a file beside this one that makes the requests."""
    argv = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    if script:
        argv += ["-s", str(Path(__file__).parent / script)]
    for header in headers:
        argv += ["-H", header]
    out = subprocess.run(argv + [f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", out).groups()
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    return rate, float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit], int(bad.group(1)) if bad else 0


def ratio_of(ours, limit, rounds=5):
    """The pairwise ratios of two functions that take turns, in order, and the median of each side."""
    a, b = [], []
    for _ in range(rounds):
        a.append(ours())
        b.append(limit())
    return sorted(x / y for x, y in zip(a, b)), statistics.median(a), statistics.median(b)
