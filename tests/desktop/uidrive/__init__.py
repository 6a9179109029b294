# SPDX-License-Identifier: GPL-3.0-or-later
"""uidrive - drive a GTK 4 desktop program under Xvfb the way a person would.

Debian packages: python3-gi xvfb dbus-daemon at-spi2-core metacity xdotool
x11-utils imagemagick fonts-cantarell; gir1.2-json-1.0 (speed), gnome-keyring
(Secret Service), xclip (clipboard), locales (locale=).  Only Gio and GLib are
used from Python, not the Atspi typelib.

    from uidrive import Session

    with Session() as s:
        app = s.launch(["./builddir/src/myapp"])
        app.find("text", "Name").type("Ada")
        app.find("button", "Save").click()
        app.wait_text("saved: Ada")
        s.screenshot("out.png")

How it works, and why it does not use pyatspi / dogtail / libatspi:

* GTK 4 answers `org.a11y.atspi.Cache.GetItems` with every accessible it has
  created so far: reference, parent, index, child count, interfaces, name,
  role, description and states in ONE D-Bus call.  libatspi asks one property
  at a time and needs seconds for a window with a list in it.
* GTK creates accessibles lazily, so the snapshot is completed by asking
  GetChildren (pipelined) on just those nodes whose child count does not match
  what is known.
* GTK 4.8 never sets SHOWING on widgets, and reports VISIBLE for everything,
  so neither state tells if a widget is on the screen.  `Node.showing` asks
  the toolkit to pick the widget at that point instead.
* Pointer and keyboard input is real X input (XTEST through xdotool).
"""

from .app import App  # noqa: F401
from .base import UIError  # noqa: F401
from .node import Node  # noqa: F401
from .session import Session  # noqa: F401
