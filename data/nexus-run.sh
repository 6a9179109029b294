# SPDX-License-Identifier: GPL-3.0-or-later
# ./nexus run: the whole platform with demo data, from a checkout. Read by ../nexus.

# What programs need to find their translations and settings without being installed.
uninstalled () {
  export GSETTINGS_SCHEMA_DIR="$build/data" NEXUS_LOCALE_DIR="$build/po" LOCPATH="$build/po/locales"
  case ${LC_ALL:-${LANG:-}} in ''|C|C.*|POSIX) export LANG=fr_FR.UTF-8; unset LC_ALL LANGUAGE ;; esac
}

# dconf keeps nothing without a session bus, as in a bare X server or a container: a file does.
keep_settings () {
  [ -n "${DBUS_SESSION_BUS_ADDRESS:-}" ] || [ -S "${XDG_RUNTIME_DIR:-/nowhere}/bus" ] || export GSETTINGS_BACKEND="${GSETTINGS_BACKEND:-keyfile}"
}

# Where the demo's data is, unless DATA_DIR says: PostgreSQL does not run as root, and the user that it then runs as cannot enter
# root's home.
demo_folder () {
  if [ "$(id -u)" = 0 ]; then printf '%s' /var/lib/nexus-demo; else printf '%s' "${XDG_DATA_HOME:-${HOME:?is not set}/.local/share}/nexus-demo"; fi
}

# The server's command line speaks of the demo's data where nothing else is named.
demo_data () {
  [ -n "${DATABASE_URL:-}" ] || export DATA_DIR="${DATA_DIR:-$(demo_folder)}"
}

# Says 0: free, 1: taken, 2: not for this user.
port_state () {
  python3 - "$1" <<'PY'
import socket, sys
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
try:
    s.bind(("127.0.0.1", int(sys.argv[1])))
    print(0)
except PermissionError:
    print(2)
except OSError:
    print(1)
PY
}

port_is_free () { [ "$(port_state "$1")" = 0 ]; }

next_free_port () {
  candidate=$(($1 + 1))
  while [ "$candidate" -lt 65536 ]; do
    if port_is_free "$candidate"; then printf '%s' "$candidate"; return 0; fi
    candidate=$((candidate + 1))
  done
  die "no port above $1 is free"
}

# Sets $port: the one that was asked for, or the next free one that the person accepts.
choose_port () {
  case $(port_state "$port") in
    0) return 0 ;;
    2) die "port $port is root's alone; choose one from 1024 on: ./nexus run --port N" ;;
  esac
  taken=$port
  port=$(next_free_port "$taken")
  if [ -t 0 ] && [ -t 1 ]; then
    printf 'Port %s is taken by another program. Use %s instead? [Y/n] ' "$taken" "$port"
    read -r answer || answer=n
    case $answer in n*|N*) die "then free port $taken, or choose one: ./nexus run --port N" ;; esac
  else
    say "Port $taken is taken by another program; using $port instead."
  fi
}

check_data_folder () {
  if ! mkdir -p "$data" 2>/dev/null || ! (: > "$data/.writable") 2>/dev/null; then
    die "the data folder $data cannot be written; give another: ./nexus run --data DIR"
  fi
  rm -f "$data/.writable"
  data=$(cd "$data" && pwd)
  # Its server holds this lock as long as it lives.
  if [ -e "$data/postgres.lock" ] && ! flock -n -E 9 "$data/postgres.lock" true && grep -q serve "$data/postgres.lock"; then
    die "the platform runs already with the data in $data; stop that one first, or give another folder: ./nexus run --data DIR"
  fi
}

is_ready () {
  python3 - "$1" <<'PY'
import sys, urllib.request
try:
    urllib.request.urlopen(sys.argv[1] + "/readyz", timeout=2)
except Exception:
    sys.exit(1)
PY
}

wait_until_ready () {
  tries=0
  until is_ready "$1"; do
    kill -0 "$server_pid" 2>/dev/null || { tail -n 20 "$data/server.log" >&2; die "the server stopped; its log: $data/server.log"; }
    tries=$((tries + 1))
    [ "$tries" -lt 150 ] || die "the server did not answer within 30 s; its log: $data/server.log"
    sleep 0.2
  done
}

stop_all () {
  trap '' INT TERM HUP
  trap - EXIT
  for pid in ${desktop_pid:-} ${server_pid:-}; do
    kill "$pid" 2>/dev/null || true
  done
  for pid in ${desktop_pid:-} ${server_pid:-}; do
    wait "$pid" 2>/dev/null || true
  done
  say "Stopped."
}

# Sets $port, $data and $desktop, before anything takes time.
nexus_run_options () {
  port=8080
  data=${DATA_DIR:-$(demo_folder)}
  desktop=yes
  while [ $# -gt 0 ]; do
    case $1 in
      --port) [ $# -gt 1 ] || die "--port wants a number"; port=$2; shift 2 ;;
      --data) [ $# -gt 1 ] || die "--data wants a folder"; data=$2; shift 2 ;;
      --no-desktop) desktop=no; shift ;;
      -h|--help) usage; exit 0 ;;
      *) die "unknown option “$1” of ./nexus run" ;;
    esac
  done
  case $port in
    ''|*[!0-9]*|??????*) die "“$port” is not a port number" ;;
  esac
  [ "$port" -ge 1 ] && [ "$port" -le 65535 ] || die "“$port” is not a port number: they go from 1 to 65535"
  [ -n "$data" ] || die "--data wants a folder"
}

nexus_run () {
  check_data_folder
  choose_port
  uninstalled
  # The demo is nobody's real database, and writes to nobody's real mailbox.
  unset DATABASE_URL DATABASE_READ_URL SMTP_HOST
  # The IBAN registry's own example: transfers can be tried, and none can arrive.
  export WISE_BENEFICIARY_NAME="${WISE_BENEFICIARY_NAME:-Nexus Réussite (démonstration)}" WISE_IBAN="${WISE_IBAN:-TN5910006035183598478831}"
  export WISE_BIC="${WISE_BIC:-STBKTNTT}" WISE_BANK_NAME="${WISE_BANK_NAME:-Banque d’exemple}" WISE_ADDRESS="${WISE_ADDRESS:-Tunis, Tunisie}"
  export DATA_DIR="$data" LISTEN="127.0.0.1:$port" APP_URL="http://127.0.0.1:$port"

  # In the language of this script.
  LC_ALL=C.UTF-8 LANGUAGE= "$build/server/nexus-server" seed --demo >"$data/accounts.txt" 2>"$data/seed.log" </dev/null \
    || { tail -n 10 "$data/seed.log" >&2; die "the demo data could not be made; the message above says why"; }
  trap 'stop_all; exit 0' INT TERM HUP
  trap stop_all EXIT
  # Also where this script is killed nothing stays behind. In a session of its own: one Ctrl-C is one signal.
  setsid setpriv --pdeathsig TERM "$build/server/nexus-server" serve >"$data/server.log" 2>&1 </dev/null &
  server_pid=$!
  wait_until_ready "$APP_URL"

  say ""
  say "  Families' pages:  $APP_URL/"
  say "  Interface:        $APP_URL/api/openapi.json"
  say "  Mail (Maildir):   $data/mail"
  say "  Log:              $data/server.log"
  say ""
  cat "$data/accounts.txt"
  say ""
  if [ "$desktop" = yes ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    keep_settings
    setsid setpriv --pdeathsig TERM "$build/desktop/nexus-desktop" --server "$APP_URL" >"$data/desktop.log" 2>&1 </dev/null &
    desktop_pid=$!
    say "  The desktop application opens; its log: $data/desktop.log"
  elif [ "$desktop" = yes ]; then
    say "  No display here: ./nexus desktop --server $APP_URL opens the desktop application where there is one."
  fi
  say "  Ctrl-C stops everything."
  # A signal interrupts wait; the trap does the rest.
  wait "$server_pid" || true
  tail -n 5 "$data/server.log" >&2
  die "the server stopped; its log: $data/server.log"
}
