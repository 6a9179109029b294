#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the texts of Mustache templates as C that xgettext reads.

usage: extract-templates.py FOLDER > templates.c

{{#_}}text{{/_}} becomes _("text"), {{#_n count}}one|many{{/_n}} becomes ngettext("one", "many", n); white space is folded as the
engine folds it (server/html/nx-mustache-compile.c).
"""
import pathlib
import re
import sys

TEXT = re.compile(r"\{\{#_\}\}(.*?)\{\{/_\}\}|\{\{#_n\s+[^}]+\}\}(.*?)\{\{/_n\}\}", re.S)


def fold(text):
    return re.sub(r"[ \t\n\v\f\r]+", " ", text).strip(" ")


def quote(text):
    return '"' + fold(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def calls(source):
    """Yields (line number, C call) for each text of a template."""
    for match in TEXT.finditer(source):
        line = source.count("\n", 0, match.start()) + 1
        if match.group(1) is not None:
            if fold(match.group(1)):
                yield line, f"_({quote(match.group(1))});"
        else:
            one, bar, many = match.group(2).partition("|")
            if not bar:
                raise ValueError(f"line {line}: a plural needs two texts with a | between them")
            yield line, f"ngettext ({quote(one)}, {quote(many)}, n);"


def main():
    folder = pathlib.Path(sys.argv[1])
    for path in sorted(folder.rglob("*.html")):
        try:
            for line, call in calls(path.read_text(encoding="utf-8")):
                print(f"/* {path.name}:{line} */ {call}")
        except ValueError as fault:
            sys.exit(f"{path}, {fault}")


if __name__ == "__main__":
    main()
