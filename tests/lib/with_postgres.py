#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a command with one throw-away PostgreSQL for all tests that it starts: with_postgres.py COMMAND…

NX_TEST_POSTGRES names it for them (see nx-test-db.h). Nothing is left behind, also when this program is killed: a watchdog of its own
session waits for the end of a pipe.
"""
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

WATCHDOG = r"""
trap '' INT TERM HUP
cd "$2" || exit 1
"$1/initdb" --no-sync --pgdata=data --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 >initdb.log 2>&1 </dev/null ||
  { cat initdb.log >&2; rm -rf "$2"; exit 1; }
"$1/postgres" -D data -k "$2" -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal \
  -c max_wal_senders=0 -c max_connections=300 -c shared_buffers=96MB -c autovacuum=off -c deadlock_timeout=200ms >postgres.log 2>&1 </dev/null &
pid=$!
n=0
until "$1/pg_isready" -q -h "$2"; do n=$((n + 1)); [ $n -lt 600 ] || break; sleep 0.05; done
echo ready
cat >/dev/null
kill -QUIT $pid
wait $pid
rm -rf "$2"
"""


def programs():
    """The folder of PostgreSQL's programs, the newest version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    if found:
        return str(found[-1].parent)
    path = shutil.which("postgres")
    if path is None:
        sys.exit("with_postgres.py: PostgreSQL's programs are not installed")
    return str(Path(path).parent)


def roomy():
    """In memory where there is plenty: hundreds of databases are copied. Not TMPDIR: a socket's path has at most 107 bytes."""
    try:
        shared = os.statvfs("/dev/shm")
        return "/dev/shm" if shared.f_bavail * shared.f_frsize >= 8 << 30 and os.access("/dev/shm", os.W_OK) else "/tmp"
    except OSError:
        return "/tmp"


def main():
    folder = tempfile.mkdtemp(prefix="nx-tests-", dir=roomy())
    who = {}
    if os.geteuid() == 0:                                      # PostgreSQL refuses to run as root
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    watchdog = subprocess.Popen(["/bin/sh", "-c", WATCHDOG, "nx-tests-postgres", programs(), folder], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, start_new_session=True, **who)
    try:
        if watchdog.stdout.readline() != b"ready\n":
            sys.exit("with_postgres.py: PostgreSQL did not start")
        return subprocess.call(sys.argv[1:], env={**os.environ, "NX_TEST_POSTGRES": f"host={folder} user=postgres"})
    except KeyboardInterrupt:
        return 130
    finally:
        watchdog.stdin.close()
        watchdog.wait()


if __name__ == "__main__":
    sys.exit(main())
