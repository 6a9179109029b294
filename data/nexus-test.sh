# SPDX-License-Identifier: GPL-3.0-or-later
# ./nexus test and ./nexus bench. Read by ../nexus.

tests_env () {
  uninstalled
  export LC_ALL=C.UTF-8 NEXUS_BUILD="$build" NEXUS_SERVER="$build/server/nexus-server" NEXUS_DESKTOP="$build/desktop/nexus-desktop"
  export UI_SHOTS="$build/screenshots"
  unset LANG LANGUAGE DATABASE_URL DATA_DIR LISTEN APP_URL
  mkdir -p "$UI_SHOTS"
}

# Debian 12's node is 18; the browser's driver wants 20, which the npm registry has as a package.
install_newer_node () {
  [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] && return 0
  case $(uname -m) in x86_64) platform=x64 ;; aarch64) platform=arm64 ;; *) die "the pages' tests need node 20 or later" ;; esac
  newer="$base-node/node_modules/node-linux-$platform/bin"
  if [ ! -x "$newer/node" ]; then
    mkdir -p "$base-node"
    npm install --prefix "$base-node" --ignore-scripts --no-audit --no-fund --loglevel=error --save-exact "node-linux-$platform@20.8.0" >/dev/null \
      || die "node 20 could not be installed for the pages' tests"
  fi
  PATH="$newer:$PATH"
  export PATH
}

install_node_modules () {
  lock="$here/tests/web/package-lock.json"
  stamp="$here/tests/web/node_modules/.nexus-lock"
  cmp -s "$lock" "$stamp" && return 0
  (cd "$here/tests/web" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null) || die "the test browser's libraries could not be installed"
  cp "$lock" "$stamp"
}

# The second build: another compiler, every sanitizer that finds a fault in what it runs.
sanitized_build () {
  CC=clang-14 configure "$base-asan" -Db_sanitize=address,undefined -Db_lundef=false -Dwerror=true -Doptimization=1
  compile "$base-asan"
}

run_suites () {
  folder=$1; shift
  # The verdict is read from the reports: a missing or unreadable one counts as a failure there.
  rm -f "$folder"/meson-logs/testlog.*
  # One PostgreSQL for all of them: each test has databases of its own in it. Three at once on two cores: they often wait.
  python3 "$here/tests/lib/with_postgres.py" meson test -C "$folder" --no-rebuild --num-processes 3 --print-errorlogs "$@" || true
}

nexus_test () {
  exec </dev/null
  base=$build
  build=$base-test
  install_newer_node
  say "Building with gcc…"
  configure "$build" -Dwerror=true
  compile "$build"
  install_node_modules
  tests_env
  if [ $# -gt 0 ]; then
    run_suites "$build" "$@"
    exec python3 "$here/tests/summary.py" "$here/tests/skips.txt" "$build"
  fi
  # With what the tests leave of the machine: they wait more than they work.
  say "Testing, and building with clang, AddressSanitizer and UndefinedBehaviorSanitizer…"
  ( patiently="nice -n 19"; sanitized_build ) & sanitizing=$!
  run_suites "$build"
  wait "$sanitizing" || exit 1
  ( export NEXUS_SANITIZED=1 G_SLICE=always-malloc UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
    # Suppressions and stacks need names; Debian's clang looks for another name than Debian's symbolizer has.
    export ASAN_SYMBOLIZER_PATH=/usr/bin/llvm-symbolizer-14 LSAN_SYMBOLIZER_PATH=/usr/bin/llvm-symbolizer-14 UBSAN_SYMBOLIZER_PATH=/usr/bin/llvm-symbolizer-14
    export ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1:exitcode=23 LSAN_OPTIONS="suppressions=$here/tests/lsan.supp:print_suppressions=0"
    run_suites "$base-asan" --suite common --suite server --suite widgets --timeout-multiplier 4 )
  exec python3 "$here/tests/summary.py" "$here/tests/skips.txt" "$build" "$base-asan"
}

nexus_bench () {
  exec </dev/null
  configure "$build-bench" -Dbuildtype=release
  build="$build-bench"
  compile "$build"
  compile "$build" $(cd "$build" && ninja -t targets all | sed -n 's#^\(tests/bench/[a-z-]*\): c_LINKER.*#\1#p')
  tests_env
  exec /usr/bin/python3 "$here/tests/bench/run.py" "$build" "$@"
}
