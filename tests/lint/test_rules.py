#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules catch what they are for, and let the rest through; prints TAP."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import rules  # noqa: E402

HEAD = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n"

# rule, path, text, how many findings
CASES = [
    ("file_length", "server/a.c", "x\n" * 601, 1),
    ("file_length", "server/a.c", "x\n" * 600, 0),
    ("licence", "server/a.c", "int a;\n", 1),
    ("licence", "server/a.c", HEAD, 0),
    ("banned_calls", "server/a.c", "x = g_date_time_new_now_utc ();", 1),
    ("banned_calls", "server/a.c", "x = time (NULL);", 1),
    ("banned_calls", "server/a.c", "x = nx_time (a); y = self->time (b); z = g_get_monotonic_time ();", 0),
    ("banned_calls", "server/a.c", 'g_print ("time (NULL)"); /* time (NULL) */', 0),
    ("banned_calls", "server/a.c", "g_random_int ();", 1),
    ("banned_calls", "tests/server/a.c", "g_random_int ();", 0),
    ("banned_calls", "server/booking/a.c", "PQexec (c, s);", 1),
    ("banned_calls", "server/db/a.c", "PQexec (c, s);", 0),
    ("banned_calls", "server/booking/a.c", "soup_server_new (NULL);", 1),
    ("banned_calls", "server/http/a.c", "soup_form_decode (s);", 1),
    ("banned_calls", "desktop/a.c", "json_parser_load_from_data (p, d, n, e);", 1),
    ("banned_calls", "common/nx-json.c", "json_parser_load_from_data (p, d, n, e);", 0),
    ("include_directions", "common/a.c", '#include "server/db/nx-db.h"\n', 1),
    ("include_directions", "desktop/a.c", '#include "server/nx-actor.h"\n', 1),
    ("include_directions", "desktop/a.c", '#include "common/nx-time.h"\n', 0),
    ("include_directions", "server/x/x-store.c", '#include "server/x/x-service.h"\n', 1),
    ("include_directions", "server/x/x-store.c", '#include "server/http/nx-request.h"\n', 1),
    ("include_directions", "server/x/x-service.c", '#include "server/x/x-store.h"\n', 0),
    ("plural_domain", "server/a.c", '#include <glib/gi18n-lib.h>\ng_print (ngettext ("%d a", "%d b", n), n);', 1),
    ("plural_domain", "server/a.c", '#include "common/nx-i18n.h"\ng_print (ngettext ("%d a", "%d b", n), n);', 0),
    ("printf_sql", "server/x/x-store.c", 'g_strdup_printf ("SELECT a FROM b WHERE c = %s", d);', 1),
    ("printf_sql", "server/x/x-store.c", 'static const NxStatement s[] = { { "x.a", "SELECT 1", 0 } };', 0),
    ("printf_sql", "server/x/x-service.c", 'run ("SELECT a FROM b");', 1),
    ("unescaped_slots", "server/html/templates/a.html", "<p>{{{name}}}</p>", 1),
    ("unescaped_slots", "server/html/templates/a.html", "<p>{{{contentHtml}}} {{name}}</p>", 0),
    ("inline_script", "server/html/templates/a.html", '<p style="a">', 1),
    ("inline_script", "server/html/templates/a.html", '<script>a()</script><b onclick="c">', 2),
    ("inline_script", "server/html/templates/a.html", '<link rel="stylesheet" href="/a.css">', 0),
    ("untranslated", "desktop/a.ui", '<property name="label">Save</property>', 1),
    ("untranslated", "desktop/a.ui", '<property name="label" translatable="yes">Save</property>', 0),
    ("untranslated", "desktop/a.ui", '<property name="title">Nexus Réussite</property>', 0),
    ("untranslated", "desktop/a.c", 'gtk_label_set_text (l, "Nothing here");', 1),
    ("untranslated", "desktop/a.c", 'gtk_label_set_text (l, _("Nothing here")); gtk_label_new ("");', 0),
    ("leftovers", "server/a.c", "/* " + "TO" + "DO: later */", 1),
    ("leftovers", "server/a.c", "/* todos */ currency = \"" + "XX" + "X\";", 0),
    ("leftovers", "server/a.c", "/* " + "XX" + "X why */", 1),
    ("direct_sides", "desktop/a.ui", '<property name="margin-left">3</property>', 1),
    ("direct_sides", "desktop/a.ui", '<property name="margin-start">3</property>', 0),
]


def main():
    covered = {name for name, *_ in CASES}
    missing = [rule.__name__ for rule in rules.RULES if rule.__name__ not in covered]
    print(f"1..{len(CASES) + 1}")
    bad = bool(missing)
    print(f"{'not ok' if missing else 'ok'} 1 - every rule has a case {missing or ''}")
    for number, (name, path, text, count) in enumerate(CASES, 2):
        found = getattr(rules, name)(path, text)
        good = len(found) == count
        bad |= not good
        print(f"{'ok' if good else 'not ok'} {number} - {name} {number}")
        if not good:
            print(f"# {path}: expected {count}, found {found}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
