#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real server is killed while sixteen clients book, and started again on the same data.

What was acknowledged is there; what nobody knows the outcome of is repeated with its Idempotency-Key and is booked
exactly once; what was refused is nowhere; `nexus-server check` finds nothing. Killed are: the server alone; server and
PostgreSQL at once; PostgreSQL's first process alone; and the server is asked to end under load.

Usage: test-chaos.py NEXUS-SERVER. Prints TAP.
"""
import http.client
import json
import os
import pathlib
import queue
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid

CLIENTS = 16
PASSWORD = 'demo-reussite-2026'  # of `seed --demo`
SANITIZED = os.environ.get('NEXUS_SANITIZED', '0') not in ('', '0')
RECOVERY = 30 if SANITIZED else 15  # seconds until the first 200 after a kill, on a busy machine; usually one or two


class Failed(Exception):
    pass


def expect(good, what):
    if not good:
        raise Failed(what)


def note(text):
    print('# ' + text, flush=True)


class Server:
    """One process of `nexus-server serve`, in a session of its own."""

    def __init__(self, binary, data):
        self.data = data
        self.env = {key: value for key, value in os.environ.items() if not key.endswith('_URL')}
        self.env.update(DATA_DIR=str(data), LISTEN='127.0.0.1:0')
        self.binary = binary
        self.process = None
        self.port = 0
        self.log = []

    def command(self, *words):
        return subprocess.run([self.binary, *words], env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, timeout=120)

    def start(self):
        begun = time.monotonic()
        self.log = []
        self.process = subprocess.Popen([self.binary, 'serve'], env=self.env, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, text=True, start_new_session=True, errors='replace')
        found = queue.Queue()
        threading.Thread(target=self.read_log, args=(self.process.stderr, found), daemon=True).start()
        try:
            self.port = found.get(timeout=60)
        except queue.Empty:
            self.port = None
        expect(self.port, 'the server does not listen:\n' + ''.join(self.log[-20:]))
        while True:
            try:
                if request(self.port, 'GET', '/readyz')[0] == 200:
                    return time.monotonic() - begun
            except OSError:
                pass
            expect(time.monotonic() - begun < 60, 'the server does not get ready:\n' + ''.join(self.log[-20:]))
            time.sleep(0.02)

    def read_log(self, stream, found):
        for line in stream:
            self.log.append(line)
            match = re.search(r'listening on \S+ port (\d+)', line)
            if match:
                found.put(int(match.group(1)))
        found.put(None)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def kill_all(self):
        """The server, the postmaster and all its children, as a machine does that loses its power."""
        first = int((self.data / 'postgres' / 'postmaster.pid').read_text().split()[0])
        victims = [self.process.pid, first, *children_of(first)]
        for pid in victims:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()

    def kill_postmaster(self):
        """Backends outlive it for a moment; the server ends by itself, so that whoever started it starts both again."""
        os.kill(int((self.data / 'postgres' / 'postmaster.pid').read_text().split()[0]), signal.SIGKILL)
        try:
            code = self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            raise Failed('without its PostgreSQL the server stays') from None
        expect(code == 1, f'without its PostgreSQL the server ends with {code}')

    def terminate(self):
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            raise Failed('SIGTERM does not end the server') from None
        return code, time.monotonic() - begun

    def left_running(self):
        """Processes of this data folder, by their command line or by the folder that they are in."""
        found = []
        for entry in pathlib.Path('/proc').iterdir():
            if not entry.name.isdigit():
                continue
            try:
                line = (entry / 'cmdline').read_bytes().replace(b'\0', b' ').decode(errors='replace')
                place = os.readlink(entry / 'cwd')
            except OSError:
                continue
            if int(entry.name) != os.getpid() and (f'{self.data}/' in line + '/' or place.startswith(str(self.data))):
                found.append((int(entry.name), line))
        return found


def children_of(parent):
    found = []
    for entry in pathlib.Path('/proc').iterdir():
        if not entry.name.isdigit():
            continue
        try:
            after_name = (entry / 'stat').read_text().rpartition(')')[2].split()
        except OSError:
            continue
        if int(after_name[1]) == parent:
            found.append(int(entry.name))
    return found


def request(port, method, path, body=None, token=None, key=None, connection=None):
    """Status, headers and JSON of an answer; OSError or HTTPException where there was none."""
    own = connection or http.client.HTTPConnection('127.0.0.1', port, timeout=20)
    headers = {'Accept': 'application/json'}
    if body is not None:
        headers['Content-Type'] = 'application/json'
    if token:
        headers['Authorization'] = 'Bearer ' + token
    if key:
        headers['Idempotency-Key'] = key
    try:
        own.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = own.getresponse()
        text = answer.read()
        return answer.status, answer.headers, json.loads(text) if text else None
    finally:
        if connection is None:
            own.close()


class Booking:
    """What a client wanted, and what it was told: status is None as long as nobody knows."""

    def __init__(self, student, coach, subject, start):
        self.key = str(uuid.uuid4())
        self.body = {'studentId': student, 'coachId': coach, 'subject': subject, 'type': 'COURS_ONLINE', 'scheduledAt': start,
                     'title': 'chaos ' + self.key}
        self.status = None
        self.answer = None
        self.sent_at = 0.0

    def send(self, port, token, connection=None):
        self.sent_at = time.monotonic()
        status, headers, answer = request(port, 'POST', '/api/sessions/book', self.body, token, self.key, connection)
        if status in (201, 409):
            self.status, self.answer = status, answer
        elif status != 503:
            raise Failed(f'a booking is answered {status}: {answer}')
        return status, headers, answer


class Load:
    """Sixteen clients that book, each on its own connection, until they are told to end or the server is gone."""

    def __init__(self, centre, port):
        self.centre = centre
        self.port = port
        self.done = []
        self.cut = []  # (booking, when its connection broke)
        self.faults = []
        self.ending = threading.Event()
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.run, daemon=True) for _ in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def run(self):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=20)
        while not self.ending.is_set():
            booking = self.centre.next_booking()
            with self.lock:
                self.done.append(booking)
            try:
                booking.send(self.port, self.centre.token, connection)
            except (OSError, http.client.HTTPException):
                with self.lock:
                    self.cut.append((booking, time.monotonic()))
                connection.close()
                if isinstance(sys.exc_info()[1], ConnectionRefusedError):
                    break
            except Failed as fault:
                self.faults.append(str(fault))
                break
        connection.close()

    def join(self):
        self.ending.set()
        for thread in self.threads:
            thread.join(30)
        expect(not any(thread.is_alive() for thread in self.threads), 'a client hangs')
        expect(not self.faults, '; '.join(self.faults))


class Centre:
    """What the office knows of the demo centre, and everything that was asked of it so far."""

    def __init__(self, port):
        person = {'email': 'assistante@nexus.demo', 'password': PASSWORD}
        self.token = request(port, 'POST', '/api/auth/callback/credentials', person)[2]['token']
        self.students = [student['id'] for student in self.get(port, '/api/students?limit=200')['items']]
        self.lock = threading.Lock()
        self.history = []
        self.slots = []
        for coach in self.get(port, '/api/coaches')['items']:
            if coach['online']:
                self.slots += [(coach['id'], coach['subjects'][0], slot['start'])
                               for slot in self.get(port, f"/api/coaches/{coach['id']}/slots?type=COURS_ONLINE")['items']
                               if slot['start'].endswith(':00:00Z')]
        random.shuffle(self.slots)
        self.next_slot = 0
        expect(len(self.students) > 10 and len(self.slots) > 100, 'the demo centre is too small')
        for student in self.students:
            gift = {'studentId': student, 'amount': 100, 'reason': 'Enough for all'}
            status, _, answer = request(port, 'POST', '/api/credits/adjust', gift, self.token)
            expect(status == 201, f'adjust: {status} {answer}')

    def get(self, port, path):
        status, _, answer = request(port, 'GET', path, token=self.token)
        expect(status == 200, f'{path}: {status} {answer}')
        return answer

    def next_booking(self):
        with self.lock:
            coach, subject, start = self.slots[self.next_slot % len(self.slots)]
            self.next_slot += 1
        return Booking(random.choice(self.students), coach, subject, start)

    def verify(self, server):
        """The unknown are repeated; then what is in the agenda is what was promised, once each."""
        unknown = [booking for booking in self.history if booking.status is None]
        known = [booking for booking in self.history if booking.status == 201]
        for booking in unknown:
            status, _, answer = booking.send(server.port, self.token)
            expect(status in (201, 409), f'a repeated booking is answered {status}: {answer}')
        for booking in random.sample(known, min(20, len(known))):
            status, headers, answer = booking_again(booking, server.port, self.token)
            expect(status == 201 and answer == booking.answer and headers['Idempotent-Replay'] == 'true',
                   f'a replay is another: {answer}')
        found = self.agenda(server.port)
        for booking in self.history:
            times = found.get(booking.body['title'], [])
            if booking.status == 201:
                expect(times == [booking.answer['session']['id']],
                       f'acknowledged, but in the agenda {len(times)} times: {booking.answer}')
            else:
                expect(times == [], f'refused, but in the agenda: {booking.body}')
        expect(len(found) == sum(booking.status == 201 for booking in self.history), 'somebody else booked')
        self.check(server)
        return len(known), len(unknown)

    def agenda(self, port):
        found, cursor = {}, None
        while True:
            query = {'limit': 200, 'from': time.strftime('%Y-%m-%d', time.gmtime())} | ({'cursor': cursor} if cursor else {})
            page = self.get(port, '/api/sessions?' + urllib.parse.urlencode(query))
            for session in page['items']:
                if session['title'].startswith('chaos '):
                    found.setdefault(session['title'], []).append(session['id'])
            cursor = page['nextCursor']
            if cursor is None:
                return found

    @staticmethod
    def check(server):
        result = server.command('check')
        expect(result.returncode == 0, 'nexus-server check: ' + result.stdout)


def booking_again(booking, port, token):
    return request(port, 'POST', '/api/sessions/book', booking.body, token, booking.key)


def load_until(centre, server, end):
    """Ends after a count, not after a time: a quick machine must not use up the centre's slots before the last load."""
    load = Load(centre, server.port)
    wanted = random.randrange(len(centre.slots) // 20, len(centre.slots) // 6)
    until = time.monotonic() + 20
    while len(load.done) < wanted and time.monotonic() < until:
        time.sleep(0.002)
    result = end()
    load.join()
    centre.history += load.done
    expect(sum(booking.status == 201 for booking in load.done) > 0, 'nothing was booked before the kill')
    return load, result


def kill_and_verify(centre, server, kill, name):
    load_until(centre, server, kill)
    recovery = server.start()
    known, unknown = centre.verify(server)
    note(f'{name}: {known} acknowledged, {unknown} unknown, ready again after {recovery:.2f} s')
    expect(recovery < RECOVERY, f'recovery took {recovery:.1f} s')


def terminate_and_verify(centre, server):
    asked = []

    def terminate():
        asked.append(time.monotonic())
        return server.terminate()

    load, (code, seconds) = load_until(centre, server, terminate)
    expect(code == 0, f'SIGTERM ends the server with {code}')
    expect(seconds < (15 if SANITIZED else 5), f'SIGTERM takes {seconds:.1f} s')
    cut = [booking for booking, _ in load.cut if booking.sent_at < asked[0] - 0.03]
    expect(not cut, f'{len(cut)} requests under way were cut')
    left = server.left_running()
    expect(not left, f'left running: {left}')
    server.start()
    known, unknown = centre.verify(server)
    note(f'SIGTERM under load: ended after {seconds:.2f} s; {known} acknowledged, {unknown} came too late')


def second_server(server):
    """A second server on the same data is refused with a sentence, and does the first no harm."""
    other = subprocess.run([server.binary, 'serve'], env=server.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           text=True, timeout=30)
    expect(other.returncode != 0 and other.stdout.strip() != '', f'a second server starts: {other.returncode}')
    expect(request(server.port, 'GET', '/readyz')[0] == 200, 'the first server is harmed')


def dropped_connections(centre, server):
    """Clients that leave before their answer, and come back with the same key."""
    bookings = [centre.next_booking() for _ in range(20)]
    for booking in bookings:
        text = json.dumps(booking.body)
        head = (f'POST /api/sessions/book HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {centre.token}\r\n'
                f'Idempotency-Key: {booking.key}\r\nContent-Type: application/json\r\n'
                f'Content-Length: {len(text.encode())}\r\n\r\n')
        with socket.create_connection(('127.0.0.1', server.port)) as link:
            link.sendall((head + text).encode())
    centre.history += bookings
    centre.verify(server)
    expect(any(booking.status == 201 for booking in bookings), 'nothing was booked')


def stop(server):
    if server.process is not None and server.process.poll() is None:
        server.process.terminate()
        try:
            server.process.wait(10)
        except subprocess.TimeoutExpired:
            server.process.kill()
    for pid, _ in server.left_running():
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def main():
    seed = int(os.environ.get('NEXUS_SEED', random.randrange(1 << 30)))
    random.seed(seed)
    note(f'seed {seed}')
    data = pathlib.Path(tempfile.mkdtemp(prefix='nexus-chaos-'))
    data.chmod(0o755)  # PostgreSQL is another user where we are root
    server = Server(sys.argv[1], data / 'data')
    centre = None

    def prepare():
        nonlocal centre
        result = server.command('seed', '--demo')
        expect(result.returncode == 0, 'seed: ' + result.stdout)
        server.start()
        centre = Centre(server.port)

    tests = [('prepare', prepare)]
    kills = [('server', server.kill), ('all', server.kill_all), ('postmaster', server.kill_postmaster)]
    for name, kill in kills:
        tests.append((f'kill-{name}', lambda name=name, kill=kill: kill_and_verify(centre, server, kill, 'kill -9: ' + name)))
    tests += [('dropped-connections', lambda: dropped_connections(centre, server)),
              ('second-server', lambda: second_server(server)),
              ('terminate', lambda: terminate_and_verify(centre, server))]
    print(f'1..{len(tests)}', flush=True)
    failed = 0
    try:
        for number, (name, test) in enumerate(tests, 1):
            begun = time.monotonic()
            if failed:
                print(f'not ok {number} /chaos/{name} # after a failure')
                continue
            try:
                test()
            except (Failed, OSError, http.client.HTTPException, subprocess.TimeoutExpired, KeyError) as fault:
                failed += 1
                for line in (f'{type(fault).__name__}: {fault}\n' + ''.join(server.log[-10:])).splitlines():
                    note(line)
            print(f"{'not ok' if failed else 'ok'} {number} /chaos/{name}", flush=True)
            note(f'{time.monotonic() - begun:.1f} s')
    finally:
        stop(server)
        shutil.rmtree(data, ignore_errors=True)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
