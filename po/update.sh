#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Refreshes POTFILES, nexus.pot and every language after texts changed. Called by ./nexus pot; arguments are further .po files
# whose translations are taken where a language has none yet.
set -eu
cd "$(dirname "$0")/.."

{ git ls-files --cached --others --exclude-standard -- 'common/*.c' 'common/*.h' 'server/*.c' 'server/*.h' 'desktop/*.c' 'desktop/*.h' 'desktop/*.ui' |
    xargs grep -lE '_ ?\("|N_ ?\("|ngettext ?\(|NC_ ?\("|C_ ?\("|translatable="' || true
  git ls-files --cached --others --exclude-standard -- 'data/*.desktop.in' 'data/*.metainfo.xml.in' 'data/*.gschema.xml'
} | LC_ALL=C sort -u > po/POTFILES

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 po/extract-templates.py server/html/templates > "$work/templates.c"

xgettext --from-code=UTF-8 --package-name=nexus --add-comments=Translators --keyword=_ --keyword=N_ --keyword=C_:1c,2 \
  --keyword=NC_:1c,2 --keyword=ngettext:1,2 --sort-by-file --no-location --files-from=po/POTFILES -o "$work/code.pot"
xgettext --from-code=UTF-8 --package-name=nexus --keyword=_ --keyword=ngettext:1,2 --no-location -o "$work/templates.pot" "$work/templates.c"
msgcat --use-first --no-location --sort-output "$work/code.pot" "$work/templates.pot" |
  sed -e '/^"POT-Creation-Date:/d' -e 's/charset=CHARSET/charset=UTF-8/' > po/nexus.pot

for language in $(grep -v '^#' po/LINGUAS); do
  [ -f "po/$language.po" ] || msginit --no-translator --locale="$language" --input=po/nexus.pot --output="po/$language.po"
  msgattrib --translated --no-fuzzy -o "$work/known.po" "po/$language.po"
  msgcat --use-first --no-location -o "$work/all.po" "$work/known.po" "$@"
  msgmerge --quiet --no-fuzzy-matching --no-location --sort-output -o "$work/$language.po" "$work/all.po" po/nexus.pot
  msgattrib --no-obsolete --sort-output -o "po/$language.po" "$work/$language.po"
  printf '%s: ' "$language"
  msgfmt --statistics -c -o /dev/null "po/$language.po"
done
