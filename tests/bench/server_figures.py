# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of the server. Each function yields (label, value, limit, met, note)."""
import itertools
import json
import re
import statistics
import subprocess
import threading
import time
from datetime import date, timedelta

from nexus_platform import Platform, constant, free_port, get, ratio_of, wrk


def this_week(limit=20):
    monday = date.today() - timedelta(days=date.today().weekday())
    return f"/api/sessions?from={monday}T00:00:00Z&to={monday + timedelta(days=7)}T00:00:00Z&limit={limit}"


def spread(values, form="{:.2f}"):
    return f"{form.format(min(values))}–{form.format(max(values))}"


def rate_of(port, path, headers=(), script=None):
    rate, _, bad = wrk(port, path, headers=headers, script=script)
    assert bad == 0, f"{bad} answers were no 2xx"
    return rate


def compare(platform, build, label, limit, path, headers=(), script=None):
    """@limit: None for a figure that is told and not judged."""
    _, fields, data = get(platform.port, path, dict(h.split(": ", 1) for h in headers))
    content_type = dict((k.lower(), v) for k, v in fields)["content-type"]
    with constant(build, data, content_type) as port:
        ratios, a, b = ratio_of(lambda: rate_of(platform.port, path, headers, script), lambda: rate_of(port, "/"))
    ratio = statistics.median(ratios)
    note = f"{spread(ratios)}; {a:.0f}/s against {b:.0f}/s of libsoup alone, {len(data)} bytes"
    return label, f"{ratio:.2f}", f">= {limit}" if limit else "-", limit is None or ratio >= limit, note


def home(build):
    with Platform(build) as platform:
        yield compare(platform, build, "home page / libsoup", 0.7, "/")


def agenda(build):
    with Platform(build) as platform:
        headers = [f"Authorization: Bearer {platform.token('assistante')}"]
        status, _, data = get(platform.port, this_week(), dict(h.split(": ", 1) for h in headers))
        count = len(json.loads(data)["items"])
        assert status == 200 and count >= 20, f"{status}, {count} sessions"
        yield compare(platform, build, "agenda of a week / libsoup", 0.4, this_week(), headers)
        yield compare(platform, build, "  each one asked for only once", None, this_week(), headers, "other-weeks.lua")


LONG_LEDGER = """
DO $$
DECLARE v_ids uuid[]; v_rows integer[] := ARRAY[100, 10000];
BEGIN
  SELECT array_agg (id ORDER BY id) INTO v_ids FROM (SELECT id FROM students ORDER BY id LIMIT 2) s;
  FOR n IN 1..2 LOOP
    FOR i IN 1..v_rows[n] / 2 LOOP
      PERFORM nx_ledger_grant (gen_random_uuid (), gen_random_uuid (), v_ids[n], 'ADJUSTMENT', 4, now () + interval '1 year', NULL,
                               NULL, NULL, 'Bench', NULL, 'bench', now ());
      PERFORM nx_ledger_take (gen_random_uuid (), v_ids[n], 'ADJUSTMENT', 4, NULL, 'Bench', NULL, 'bench', now ());
    END LOOP;
  END LOOP;
END $$"""


def ledger(build):
    with Platform(build) as platform:
        headers = [f"Authorization: Bearer {platform.token('assistante')}"]
        platform.sql(LONG_LEDGER)
        platform.sql("VACUUM ANALYZE")
        short, long = (f"/api/students/{one}/credits" for one in platform.sql("SELECT id FROM students ORDER BY id LIMIT 2"))
        sizes = [len(get(platform.port, path, dict(h.split(": ", 1) for h in headers))[2]) for path in (short, long)]
        ratios, a, b = ratio_of(lambda: rate_of(platform.port, short, headers), lambda: rate_of(platform.port, long, headers))
    ratio = statistics.median(ratios)
    yield ("credits: 10,000 rows / 100 rows", f"{ratio:.2f}", "<= 1.2", ratio <= 1.2,
           f"{spread(ratios)}; time of an answer: {a:.0f}/s with 100 rows, {b:.0f}/s with 10,000; {sizes[0]} and {sizes[1]} bytes")


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
        for _ in range(9):
            port = free_port()
            env = {**platform.env, "LISTEN": f"127.0.0.1:{port}", "DATABASE_URL": platform.conninfo()}
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
    yield "start to first 200", f"{median:.0f} ms", "< 150", median < 150, f"{spread(times, '{:.0f}')} ms in 9 starts, database up"


class SigningIn:
    """Clients that sign in without pause, each with its accounts and, as behind a proxy, from ever other addresses: nobody is limited."""

    def __init__(self, platform, clients=8):
        self.platform, self.stop, self.statuses = platform, threading.Event(), []
        self.threads = [threading.Thread(target=self.run, args=(n, clients)) for n in range(clients)]

    def run(self, first, step):
        accounts = self.platform.accounts
        for n in itertools.count(first, step):
            if self.stop.is_set():
                return
            email, password = accounts[n % len(accounts)]
            headers = {"Content-Type": "application/json", "X-Forwarded-For": f"10.{n // 62500 % 250}.{n // 250 % 250}.{n % 250 + 1}"}
            body = json.dumps({"email": email, "password": password})
            self.statuses.append(get(self.platform.port, "/api/auth/callback/credentials", headers, "POST", body)[0])

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()


def signin(build):
    quiet, busy, agendas, statuses = [], [], [], []
    with Platform(build) as platform:
        bearer = [f"Authorization: Bearer {platform.token('assistante')}"]
        for _ in range(5):
            quiet.append(wrk(platform.port, "/", seconds=2, connections=4)[1])
            with SigningIn(platform) as people:
                busy.append(wrk(platform.port, "/", seconds=4, connections=4)[1])
                agendas.append(wrk(platform.port, this_week(), seconds=2, connections=4, headers=bearer)[1])
            statuses += people.statuses
    good, median = statuses.count(200), statistics.median(busy)
    yield ("home page p99 while 8 sign in", f"{median:.1f} ms", "< 50", median < 50 and good == len(statuses) > 0,
           f"{spread(busy, '{:.1f}')} ms; {statistics.median(quiet):.1f} ms when nobody does; {good} of {len(statuses)} sign-ins answered 200")
    yield "  and the agenda's", f"{statistics.median(agendas):.1f} ms", "-", True, f"{spread(agendas, '{:.1f}')} ms"


def booking(build):
    """bench-booking takes turns itself: ours, then pgbench with a script made from the server's own statements."""
    out = subprocess.run([build / "tests/bench/bench-booking"], capture_output=True, text=True, check=True).stdout
    ratio, ours, theirs, low, high = (float(word) for word in out.split())
    yield ("bookings / pgbench, same SQL", f"{ratio:.2f}", ">= 0.7", ratio >= 0.7,
           f"{low:.2f}–{high:.2f}; {ours:.0f}/s against {theirs:.0f}/s, 16 clients on both sides")


def statements(build):
    """One keystroke of the office: what the server is busy for, and how long the assistant waits."""
    runs = []
    for _ in range(3):
        out = subprocess.run([build / "tests/bench/bench-statements"], capture_output=True, text=True, check=False).stdout
        runs.append([float(found) for found in re.search(r"work (\S+) limit \S+ wait (\S+)\s+\S* ?read-\d+ wait (\S+)", out).groups()])
    work, wait, read = (statistics.median(column) for column in zip(*runs))
    yield ("confirming 200 certain lines", f"{wait:.2f} s", "< 2", wait < 2,
           f"{spread([run[1] for run in runs])} s; {work:.2f} s of processor for server and database; the statement is read in {read:.2f} s")


# Sessions of years gone by: @n of them, nine at a time, each with a pupil.
PAST = """
WITH c AS (SELECT id, row_number () OVER (ORDER BY id) - 1 AS k, count (*) OVER () AS n FROM coaches),
  s AS (SELECT id, row_number () OVER (ORDER BY id) - 1 AS k FROM students LIMIT 36),
  hours AS (SELECT i, tstzrange ('2008-01-01'::timestamptz + i / 9 * interval '1 hour', '2008-01-01'::timestamptz + (i / 9 + 1) * interval '1 hour') AS during
            FROM generate_series (0, {n} - 1) i),
  made AS (INSERT INTO sessions (id, coach_id, during, type, subject, status, title, seats_taken, seat_cost, created_at, updated_at)
           SELECT md5 ('s' || h.i)::uuid, c.id, h.during, 'COURS_ONLINE', 'MATHEMATIQUES', 'COMPLETED', 'Mathématiques', 1, 4, lower (h.during),
             lower (h.during) FROM hours h JOIN c ON c.k = h.i % c.n)
INSERT INTO seats (id, session_id, student_id, during, cost, booked_at)
SELECT md5 ('t' || h.i)::uuid, md5 ('s' || h.i)::uuid, s.id, h.during, 4, lower (h.during) FROM hours h JOIN s ON s.k = h.i % 36;
"""


def milliseconds(platform, path, headers, times=60):
    """Median time of one request after the other, each for something else."""
    taken = []
    for n in range(times):
        began = time.monotonic()
        status, _, data = get(platform.port, path.replace("T00:00:00Z&to", f"T00:00:{n % 60:02d}Z&to"), headers)
        taken.append((time.monotonic() - began) * 1000)
        assert status == 200, (status, data[:200])
    return statistics.median(taken)


def first_coach(platform):
    _, _, data = get(platform.port, "/api/coaches", {"Authorization": f"Bearer {platform.token('assistante')}"})
    return f"/api/coaches/{min(coach['id'] for coach in json.loads(data)['items'])}"


def growth(build):
    """The same week in a young centre and in one with a hundred times as many sessions behind it, taking turns."""
    monday = date.today() + timedelta(days=7 - date.today().weekday())
    with Platform(build) as young, Platform(build) as old:
        for platform, count in ((young, 1000), (old, 100000)):
            platform.sql(PAST.format(n=count))
            platform.sql("ANALYZE")
        slots = f"/slots?from={monday}&to={monday + timedelta(days=6)}&type=COURS_ONLINE"
        for label, who, path_of in (("agenda of a week, 10⁵ / 10³ sessions", "assistante", lambda _: this_week()),
                                    ("agenda of a coach, likewise", "helios", lambda _: this_week()),
                                    ("agenda of a family, likewise", "parent", lambda _: this_week()),
                                    ("a coach's free slots, likewise", "assistante", lambda platform: first_coach(platform) + slots)):
            asked = [(platform, path_of(platform), {"Authorization": f"Bearer {platform.token(who)}"}) for platform in (old, young)]
            ratios, a, b = ratio_of(lambda: milliseconds(*asked[0]), lambda: milliseconds(*asked[1]), rounds=7)
            ratio = statistics.median(ratios)
            yield label, f"{ratio:.2f}", "<= 1.5", ratio <= 1.5, f"{spread(ratios)}; {a:.1f} ms against {b:.1f} ms"


FIGURES = {"home": home, "agenda": agenda, "booking": booking, "ledger": ledger, "statements": statements, "memory": memory, "start": start, "signin": signin, "growth": growth}
