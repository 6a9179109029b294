# SPDX-License-Identifier: GPL-3.0-or-later
# ./nexus run: the whole platform with demo data, from a checkout. Read by ../nexus.

# What programs need to find their translations and settings without being installed.
uninstalled () {
  export GSETTINGS_SCHEMA_DIR="$build/data" NEXUS_LOCALE_DIR="$build/po" LOCPATH="$build/po/locales"
  case ${LC_ALL:-${LANG:-}} in ''|C|C.*|POSIX) export LANG=fr_FR.UTF-8; unset LC_ALL LANGUAGE ;; esac
}

port_is_free () {
  python3 - "$1" <<'PY'
import socket, sys
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
try:
    s.bind(("127.0.0.1", int(sys.argv[1])))
except OSError:
    sys.exit(1)
PY
}

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
  port_is_free "$port" && return 0
  taken=$port
  port=$(next_free_port "$taken")
  if [ -t 0 ]; then
    printf 'Port %s is taken by another program. Use %s instead? [Y/n] ' "$taken" "$port"
    read -r answer
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
  trap - INT TERM EXIT
  [ -n "${desktop_pid:-}" ] && kill "$desktop_pid" 2>/dev/null
  if [ -n "${server_pid:-}" ]; then
    kill "$server_pid" 2>/dev/null
    wait "$server_pid" 2>/dev/null
  fi
  say "Stopped."
}

nexus_run () {
  port=8080
  # PostgreSQL does not run as root, and the user that it then runs as cannot enter root's home.
  if [ "$(id -u)" = 0 ]; then home=/var/lib; else home=${XDG_DATA_HOME:-$HOME/.local/share}; fi
  data=${DATA_DIR:-$home/nexus-demo}
  desktop=yes
  while [ $# -gt 0 ]; do
    case $1 in
      --port) port=${2:?--port wants a number}; shift 2 ;;
      --data) data=${2:?--data wants a folder}; shift 2 ;;
      --no-desktop) desktop=no; shift ;;
      *) die "unknown option “$1” of ./nexus run" ;;
    esac
  done
  case $port in ''|*[!0-9]*) die "“$port” is not a port number" ;; esac
  check_data_folder
  choose_port
  uninstalled
  export DATA_DIR="$data" LISTEN="127.0.0.1:$port" APP_URL="http://127.0.0.1:$port"

  "$build/server/nexus-server" seed --demo >"$data/accounts.txt" || die "the demo data could not be made; the message above says why"
  "$build/server/nexus-server" serve >"$data/server.log" 2>&1 &
  server_pid=$!
  trap 'stop_all; exit 0' INT TERM
  trap stop_all EXIT
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
    "$build/desktop/nexus-desktop" --server "$APP_URL" >"$data/desktop.log" 2>&1 &
    desktop_pid=$!
    say "  The desktop application is open."
  elif [ "$desktop" = yes ]; then
    say "  No display here: ./nexus desktop --server $APP_URL opens the desktop application where there is one."
  fi
  say "  Ctrl-C stops everything."
  # A signal interrupts wait; the trap does the rest.
  wait "$server_pid" || die "the server stopped; its log: $data/server.log"
}
