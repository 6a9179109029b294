# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of the server. Each function yields (label, value, limit, met, note)."""
import json
import os
import statistics
import subprocess
import threading
import time
from datetime import date, timedelta

from nexus_platform import Platform, constant, get, ratio_of, wrk


def against_constant(build, label, limit, path, headers=(), minimum=None):
    with Platform(build) as platform:
        if headers == "assistante":
            headers = [f"Authorization: Bearer {platform.token('assistante')}"]
        sent = dict(h.split(": ", 1) for h in headers)
        status, fields, data = get(platform.port, path, sent)
        assert status == 200, (status, data[:200])
        if minimum:
            count = len(json.loads(data)["items"])
            assert count >= minimum, f"only {count} sessions"
        content_type = dict((k.lower(), v) for k, v in fields)["content-type"]
        with constant(build, data, content_type) as port:
            def ours():
                rate, _, bad = wrk(platform.port, path, headers=headers)
                assert bad == 0, f"{bad} answers were no 2xx"
                return rate
            ratio, a, b = ratio_of(ours, lambda: wrk(port, "/")[0])
    yield label, f"{ratio:.2f}", f">= {limit}", ratio >= limit, f"{a:.0f}/s against {b:.0f}/s of libsoup alone, {len(data)} bytes"


def home(build):
    yield from against_constant(build, "home page / libsoup", 0.7, "/")


def agenda(build):
    monday = date.today() - timedelta(days=date.today().weekday())
    path = f"/api/sessions?from={monday}T00:00:00Z&to={monday + timedelta(days=7)}T00:00:00Z&limit=20"
    yield from against_constant(build, "agenda of a week / libsoup", 0.4, path, "assistante", 20)


def memory(build):
    with Platform(build) as platform:
        time.sleep(2)
        idle = platform.memory_mib()
        token = platform.token("assistante")
        for path in ("/", "/healthz", "/api/students?query=be", "/api/sessions?limit=200"):
            wrk(platform.port, path, seconds=3, connections=64, headers=[f"Authorization: Bearer {token}"])
        loaded = platform.memory_mib()
    yield "server memory, idle", f"{idle:.1f} MiB", "< 30", idle < 30, "PSS of the server's process"
    yield "server memory, loaded", f"{loaded:.1f} MiB", "< 60", loaded < 60, "after 12 s of 64 clients"


def start(build):
    """With the database up: a first process holds it, a second one starts against the same."""
    with Platform(build) as platform:
        times = []
        run = next((platform.folder / "data").rglob(".s.PGSQL.*"), None)
        for attempt in range(7):
            port = platform.port + 1 + attempt
            url = f"host={run.parent} dbname=nexus user=nexus" if run else ""
            env = {**platform.env, "LISTEN": f"127.0.0.1:{port}", "DATABASE_URL": os.environ.get("NEXUS_BENCH_DATABASE", url)}
            began = time.monotonic()
            process = subprocess.Popen([build / "server/nexus-server", "serve"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while True:
                try:
                    if get(port, "/")[0] == 200:
                        break
                except OSError:
                    pass
                assert process.poll() is None, "the second server stopped"
                time.sleep(0.002)
            times.append((time.monotonic() - began) * 1000)
            process.terminate()
            process.wait(10)
    median = statistics.median(times)
    yield "start to first 200", f"{median:.0f} ms", "< 150", median < 150, f"7 starts, {min(times):.0f}–{max(times):.0f} ms, database up"


def signin(build):
    with Platform(build) as platform:
        email, password = platform.account("assistante")
        body = json.dumps({"email": email, "password": password})
        stop, done = threading.Event(), []

        def sign_in():
            while not stop.is_set():
                done.append(get(platform.port, "/api/auth/callback/credentials", {"Content-Type": "application/json"}, "POST", body)[0])

        _, quiet, _ = wrk(platform.port, "/", seconds=3, connections=4)
        threads = [threading.Thread(target=sign_in) for _ in range(8)]
        for thread in threads:
            thread.start()
        _, busy, _ = wrk(platform.port, "/", seconds=6, connections=4)
        stop.set()
        for thread in threads:
            thread.join()
    yield ("home page p99 while 8 sign in", f"{busy:.1f} ms", "< 50", busy < 50,
           f"{len(done)} sign-ins answered ({done.count(200)} with 200); {quiet:.1f} ms when nobody does")


def booking(build):
    """bench-booking takes turns itself: ours, then pgbench with a script made from the server's own statements."""
    out = subprocess.run([build / "tests/bench/bench-booking"], capture_output=True, text=True, check=True).stdout
    ratio, ours, theirs = (float(word) for word in out.split())
    yield "bookings / pgbench, same SQL", f"{ratio:.2f}", ">= 0.7", ratio >= 0.7, f"{ours:.0f}/s against {theirs:.0f}/s, 16 clients on both sides"


FIGURES = {"home": home, "agenda": agenda, "booking": booking, "memory": memory, "start": start, "signin": signin}
