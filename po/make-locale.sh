#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# make-locale.sh LOCALEDEF NAME FOLDER STAMP: compiles one locale into FOLDER. localedef warns, with status 1, about fields that
# the locale's own source leaves out; what counts is that the folder is there.
set -u
mkdir -p "$(dirname "$3")"
"$1" --no-archive -i "$2" -f UTF-8 "$3" >/dev/null 2>&1
[ -e "$3/LC_CTYPE" ] || { echo "localedef could not make $3" >&2; exit 1; }
: > "$4"
