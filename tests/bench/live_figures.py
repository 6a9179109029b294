# SPDX-License-Identifier: GPL-3.0-or-later
"""What fifty desktops see of a change, and how soon. Each function yields (label, value, limit, met, note)."""
import asyncio
import base64
import json
import os
import statistics
import time
from datetime import datetime, timedelta, timezone

from nexus_platform import Platform, get

DESKTOPS, MOVES = 50, 40


async def read_head(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    return status, length


async def read_frame(reader):
    """The text of one frame from the server, which masks nothing; None for a ping."""
    kind, length = await reader.readexactly(2)
    length &= 127
    if length == 126:
        length = int.from_bytes(await reader.readexactly(2), "big")
    elif length == 127:
        length = int.from_bytes(await reader.readexactly(8), "big")
    data = await reader.readexactly(length)
    return data if kind & 15 == 1 else None


class Desktop:
    """Listens as the application does: told that a session changed, it asks for that session."""

    def __init__(self, port, token):
        self.port, self.token, self.seen = port, token, {}

    async def start(self):
        self.live = await asyncio.open_connection("127.0.0.1", self.port)
        key = base64.b64encode(os.urandom(16)).decode()
        self.live[1].write(f"GET /api/live HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
                           f"Sec-WebSocket-Version: 13\r\nAuthorization: Bearer {self.token}\r\n\r\n".encode())
        head = await self.live[0].readuntil(b"\r\n\r\n")
        assert b" 101 " in head, head
        self.ask = await asyncio.open_connection("127.0.0.1", self.port)
        self.task = asyncio.create_task(self.listen())

    async def listen(self):
        reader, writer = self.ask
        while True:
            text = await read_frame(self.live[0])
            event = json.loads(text) if text else {}
            if event.get("type") != "session.moved":
                continue
            writer.write(f"GET /api/sessions/{event['id']} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.token}\r\n\r\n".encode())
            status, length = await read_head(reader)
            session = json.loads(await reader.readexactly(length))["session"]
            assert status == 200
            self.seen[session["version"]] = time.monotonic()

    async def stop(self):
        self.task.cancel()
        for _, writer in (self.live, self.ask):
            writer.close()


def book(platform, office):
    """A session that can be moved, of somebody who can pay it."""
    start = (datetime.now(timezone.utc) + timedelta(days=9)).replace(hour=9, minute=0, second=0, microsecond=0)
    coach = next(c["id"] for c in json.loads(get(platform.port, "/api/coaches", office)[2])["items"] if c["pseudonym"] == "Hélios")
    form = {**office, "Content-Type": "application/json"}
    day = {"from": f"{start:%Y-%m-%dT%H:%M:%SZ}", "to": f"{start + timedelta(hours=4):%Y-%m-%dT%H:%M:%SZ}", "available": True}
    assert get(platform.port, f"/api/coaches/{coach}/exceptions", form, "POST", json.dumps(day))[0] == 201
    for student in json.loads(get(platform.port, "/api/students?limit=50", office)[2])["items"]:
        for hour in range(3):
            at = start + timedelta(hours=hour)
            asked = {"studentId": student["id"], "coachId": coach, "subject": "MATHEMATIQUES", "type": "COURS_ONLINE", "scheduledAt": f"{at:%Y-%m-%dT%H:%M:%SZ}"}
            status, _, data = get(platform.port, "/api/sessions/book", form, "POST", json.dumps(asked))
            if status == 201:
                return json.loads(data)["session"]["id"], at
    raise RuntimeError(f"nobody could book: {data}")


async def move_about(platform, office, tokens):
    session, at = book(platform, office)
    desktops = [Desktop(platform.port, token) for token in tokens]
    for desktop in desktops:
        await desktop.start()
    writer = await asyncio.open_connection("127.0.0.1", platform.port)
    taken = []
    for n in range(MOVES):
        body = json.dumps({"scheduledAt": f"{at + timedelta(minutes=15 * (1 + n % 2)):%Y-%m-%dT%H:%M:%SZ}"}).encode() if n % 2 == 0 else json.dumps(
            {"scheduledAt": f"{at:%Y-%m-%dT%H:%M:%SZ}"}).encode()
        writer[1].write(f"PATCH /api/sessions/{session} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {office['Authorization']}\r\n"
                        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        status, length = await read_head(writer[0])
        answer = json.loads(await writer[0].readexactly(length))
        committed = time.monotonic()
        assert status == 200, answer
        version = answer["session"]["version"]
        end = committed + 10
        while any(version not in d.seen for d in desktops) and time.monotonic() < end:
            await asyncio.sleep(0.001)
        taken += [(d.seen[version] - committed) * 1000 for d in desktops]
    for desktop in desktops:
        await desktop.stop()
    writer[1].close()
    return taken


def live(build):
    with Platform(build) as platform:
        tokens = [platform.token("assistante")] * DESKTOPS
        office = {"Authorization": f"Bearer {tokens[0]}"}
        taken = sorted(asyncio.run(move_about(platform, office, tokens)))
    p95 = taken[int(len(taken) * 0.95)]
    yield (f"a move, committed to {DESKTOPS} desktops", f"{p95:.0f} ms", "<= 130 ms", p95 <= 130,
           f"p95 of {len(taken)}; median {statistics.median(taken):.0f} ms, worst {taken[-1]:.0f} ms; told, asked and answered, all on one "
           "machine; a frame of the agenda comes on top (agenda-frames)")


FIGURES = {"live": live}
