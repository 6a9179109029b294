# SPDX-License-Identifier: GPL-3.0-or-later
"""The project's own rules, each a function (path, text) → list of (line, message). Paths are relative to the root, with "/"."""
import re

SPDX = "SPDX-License-Identifier: GPL-3.0-or-later"
CODE = (".c", ".h")
SOURCES = CODE + (".py", ".sh", ".mjs", ".sql", ".css", ".ui", ".html")

# call → (what to use instead, folders or files where it is right)
BANNED_CALLS = {
    r"g_date_time_new_now\w*": ("an NxClock", ()),
    r"g_get_real_time": ("an NxClock", ("common/nx-clock.c",)),
    r"(?<![\w.>])time": ("an NxClock", ()),
    r"gettimeofday|clock_gettime": ("an NxClock", ("common/nx-clock.c",)),
    r"g_random_\w+|(?<!\w)rand|(?<!\w)random": ("nx_random_bytes()", ()),
    r"g_uuid_string_random": ("nx_uuid_new()", ()),
    r"getrandom": ("nx_random_bytes()", ("common/nx-random.c",)),
    r"strcpy|strcat|sprintf|vsprintf|gets": ("GLib's bounded functions", ()),
    r"(?<!\w)system|popen": ("GSubprocess", ()),
    r"soup_multipart_\w+|soup_form_decode\w*": ("our own decoder: libsoup's is unsafe on a server", ()),
    r"json_parser_load_\w+|json_from_string": ("nx_json_parse(), which guards", ("common/",)),
    r"nx_db_script": ("a statement table", ("server/db/", "server/nx-check.c", "tests/")),
    r"soup_server_\w+|soup_websocket_\w+": ("server/http", ("server/http/", "desktop/api/", "tests/")),
    r"(?<!\w)PQ[a-z]\w+": ("nx-db.h", ("server/db/", "tests/")),
}
# Tests may be as plain as they like about time and chance.
TEST_FREE = {"g_random_", "g_get_real_time", "g_date_time_new_now", "clock_gettime", "getrandom", "time"}

# folder → folders that it may include from
INCLUDES = {
    "common": ("common",),
    "server": ("common", "server"),
    "desktop": ("common", "desktop"),
}

# Never translated.
PRODUCT_NAME = "Nexus Réussite"

SQL_WORDS = r"(SELECT\s|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)"


def strip_comments(text):
    """Blanks comments, keeping line numbers."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0))
    return re.sub(r"/\*.*?\*/|//[^\n]*", blank, text, flags=re.S)


def strip_strings(text):
    return re.sub(r'"(?:[^"\\\n]|\\.)*"', lambda m: '"' + " " * (len(m.group(0)) - 2) + '"', text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def file_length(path, text):
    if path.endswith(SOURCES) and text.count("\n") > 600:
        return [(601, f"{text.count(chr(10))} lines; cut the file by concern (600 at most)")]
    return []


def licence(path, text):
    if path.endswith(CODE + (".py", ".sh", ".mjs")) and SPDX not in "\n".join(text.split("\n")[:4]):
        return [(1, f"the first lines lack “{SPDX}”")]
    return []


def banned_calls(path, text):
    if not path.endswith(CODE):
        return []
    found = []
    plain = strip_strings(strip_comments(text))
    for pattern, (instead, allowed) in BANNED_CALLS.items():
        if any(path.startswith(place) for place in allowed):
            continue
        for match in re.finditer(rf"\b(?:{pattern})\s*\(", plain):
            name = match.group(0).rstrip("( \t\n")
            if path.startswith("tests/") and any(name.startswith(free) for free in TEST_FREE):
                continue
            found.append((line_of(plain, match.start()), f"{name}() is banned here; use {instead}"))
    return found


def include_directions(path, text):
    part = path.split("/")[0]
    if part not in INCLUDES or not path.endswith(CODE):
        return []
    found = []
    for match in re.finditer(r'^\s*#\s*include\s+"((?:common|server|desktop|tests)/[^"]+)"', text, re.M):
        target = match.group(1).split("/")[0]
        if target not in INCLUDES[part]:
            found.append((line_of(text, match.start()), f"{part} must not include {match.group(1)}"))
    name = path.rsplit("/", 1)[-1]
    for kind, forbidden in (("-store.c", ("-service.h", "-routes.h", "-pages.h", "nx-request.h", "nx-response.h")),
                            ("-service.c", ("-routes.h", "-pages.h", "nx-response.h"))):
        if name.endswith(kind) and part == "server":
            for match in re.finditer(r'^\s*#\s*include\s+"([^"]+)"', text, re.M):
                if match.group(1).endswith(forbidden):
                    found.append((line_of(text, match.start()), f"a {kind[1:-2]} must not include {match.group(1)}"))
    return found


def printf_sql(path, text):
    if not path.startswith("server/") or not path.endswith(".c"):
        return []
    found = []
    plain = strip_comments(text)
    for match in re.finditer(r"\b(g_strdup_printf|g_string_append_printf|g_string_printf|g_strconcat|g_snprintf|g_strjoin)\s*\(", plain):
        rest = plain[match.end():match.end() + 400].split(";")[0]
        if re.search(SQL_WORDS, rest):
            found.append((line_of(plain, match.start()), "SQL built at run time; use a statement with parameters"))
    if not path.endswith("-store.c") and not path.startswith(("server/db/",)) and "NxStatement" not in plain:
        for match in re.finditer(rf'"\s*{SQL_WORDS}', plain):
            found.append((line_of(plain, match.start()), "SQL belongs in the statement table of a store"))
    return found


def unescaped_slots(path, text):
    if not path.startswith("server/html/templates/"):
        return []
    return [(line_of(text, m.start()), f"{m.group(0)} is not escaped; only HTML that our own renderer made (name ending in Html)")
            for m in re.finditer(r"\{\{\{\s*([\w.]+)\s*\}\}\}", text) if not m.group(1).endswith("Html")]


def inline_script(path, text):
    if not path.startswith("server/html/templates/"):
        return []
    return [(line_of(text, m.start()), "no inline script, style or handler: the content security policy refuses it")
            for m in re.finditer(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text)]


def untranslated(path, text):
    """Texts of widgets and errors that never pass gettext."""
    found = []
    if path.endswith(".ui"):
        for match in re.finditer(r'<property name="(label|title|subtitle|tooltip-text|placeholder-text|description)"(?![^>]*translatable)[^>]*>([^<]*[A-Za-z]{3}[^<]*)<', text):
            if match.group(2) != PRODUCT_NAME:
                found.append((line_of(text, match.start()), f"“{match.group(2)}” is not translatable"))
    if path.startswith("desktop/") and path.endswith(".c"):
        plain = strip_comments(text)
        for match in re.finditer(r'\b(gtk_label_set_text|adw_toast_new|adw_status_page_set_title|adw_status_page_set_description|gtk_button_new_with_label|gtk_label_new|gtk_widget_set_tooltip_text)\s*\((?:[^;"]*?,)?\s*"([^"]*[A-Za-z]{3}[^"]*)"', plain):
            found.append((line_of(plain, match.start()), f"“{match.group(2)}” is not translatable"))
    return found


def plural_domain(path, text):
    """GLib's header leaves ngettext() in the program's domain, where a plural stays English."""
    if not path.endswith(CODE) or path.startswith("tests/") or path == "common/nx-i18n.h" or '"common/nx-i18n.h"' in text:
        return []
    return [(line_of(text, m.start()), "ngettext() without common/nx-i18n.h")
            for m in re.finditer(r"(?<!\w)ngettext\s*\(", strip_strings(strip_comments(text)))]


def leftovers(path, text):
    if not path.endswith(SOURCES) or path.startswith("tests/lint/"):
        return []
    return [(line_of(text, m.start()), f"{m.group(0)} left behind") for m in re.finditer(r"\b(TODO|FIXME|HACK)\b|(?<![\"\w])XXX\b", text)]


def direct_sides(path, text):
    """Right-to-left scripts turn the layout: start and end, never left and right."""
    if not path.startswith("desktop/") or not path.endswith(CODE + (".ui",)):
        return []
    return [(line_of(text, m.start()), f"{m.group(0)}: use start and end")
            for m in re.finditer(r"margin-(?:left|right)\b|set_margin_(?:left|right)\b", text)]


RULES = [file_length, licence, banned_calls, include_directions, printf_sql, unescaped_slots, inline_script, untranslated, plural_domain,
         leftovers, direct_sides]
