# SPDX-License-Identifier: GPL-3.0-or-later
"""One accessible of a program."""

from .base import *  # noqa: F401,F403
from .base import _matches, _sh


class Node:
    """One accessible, as it was when the snapshot was taken."""

    __slots__ = ("app", "path", "parent", "index", "child_count", "interfaces",
                 "raw_name", "name", "role", "description", "states", "children", "_layer")

    def __init__(self, app, item):
        self.app = app
        self.path = item[0][1]
        self.parent = item[2][1]
        self.index = item[3]
        self.child_count = item[4]
        self.interfaces = {i.rsplit(".", 1)[1] for i in item[5]}
        self.raw_name = item[6]
        self.name = clean_name(item[6])
        self.role = ROLES.get(item[7], "role-%d" % item[7])
        self.description = item[8]
        bits = item[9][0] | (item[9][1] << 32)
        self.states = {STATES.get(i, "state-%d" % i) for i in range(64) if bits >> i & 1}
        self.children = []
        self._layer = None

    def __repr__(self):
        return "<%s %r>" % (self.role, self.name)

    # -- live questions ---------------------------------------------------
    def _call(self, iface, method, sig=None, args=None):
        return self.app._call(self.path, iface, method, sig, args)

    def _prop(self, iface, name):
        return self._call(PROPS, "Get", "(ss)", (iface, name))[0]

    @property
    def live_name(self):
        return clean_name(self._prop(A11Y, "Name"))

    @property
    def live_states(self):
        lo, hi = self._call(A11Y, "GetState")[0]
        bits = lo | hi << 32
        return {STATES.get(i, "state-%d" % i) for i in range(64) if bits >> i & 1}

    @property
    def text(self):
        """Text of an entry, label or text view.  (GetText(0, -1) returns ""
        for entries and labels in GTK 4.8, so the length is asked first.)"""
        if "Text" not in self.interfaces:
            return self.live_name
        n = self._prop(TEXT, "CharacterCount")
        return self._call(TEXT, "GetText", "(ii)", (0, n))[0]

    @property
    def value(self):
        return self._prop(VALUE, "CurrentValue")

    @property
    def extents(self):
        """(x, y, w, h) in logical pixels, from the corner of the toplevel
        widget (not of the X window).  Never ask for SCREEN coordinates."""
        if "Component" not in self.interfaces:
            return (0, 0, 0, 0)
        return self._call(COMPONENT, "GetExtents", "(u)", (COORD_WINDOW,))[0]

    @property
    def showing(self):
        """True if a click in the middle would reach this widget.

        The toolkit is asked which widget is at a few points.  Some widgets
        (the text inside an entry, the slider of a switch) have no accessible
        and answer "nothing"; if only those answer, the parent decides."""
        try:
            x, y, w, h = self.extents
        except UIError:                # went away since the snapshot
            return False
        if w <= 0 or h <= 0:
            return False
        nodes, native = self.app._nodes, self._native()
        if native is self:
            return True
        dead, up = None, self
        while up is not None and up is not native:      # picking skips insensitive
            if "sensitive" not in up.states:            # widgets: ask above them
                dead = up
            up = nodes.get(up.parent)
        if dead is not None:
            above = nodes.get(dead.parent)
            return above is not None and above.showing
        nx, ny, nw, nh = native.extents
        nothing = 0
        points = ((x + w // 2, y + h // 2), (x + 1, y + 1), (x + w - 2, y + h - 2),
                  (x + w - 4, y + h // 2), (x + 4, y + h // 2))
        for i, (px, py) in enumerate(points):
            if not (nx <= px < nx + nw and ny <= py < ny + nh):
                if i == 0:
                    return False              # the middle is outside the window
                continue
            hit = native._call(COMPONENT, "GetAccessibleAtPoint", "(iiu)", (px, py, COORD_WINDOW))[0][1]
            if hit.endswith("/null"):
                nothing += 1
                continue
            seen, ours = 0, False
            while hit in nodes and seen < 200 and not ours:
                ours = hit == self.path
                hit, seen = nodes[hit].parent, seen + 1
            if ours:
                return True
            if i == 0 and not nothing and w > 8 and h > 8:
                return False                  # something else covers the middle
        parent = nodes.get(self.parent)
        return bool(nothing and parent is not None and parent.showing)

    def _native(self):
        """Nearest popover or toplevel above this node (picking stops there,
        and each has an X window of its own)."""
        node, best = self, self
        while node is not None:
            best = node
            if "Component" in node.interfaces and node.layer in (5, 7):   # popup, window
                return node
            node = self.app._nodes.get(node.parent)
        return best

    @property
    def layer(self):
        if self._layer is None:
            self._layer = self._call(COMPONENT, "GetLayer")[0]
        return self._layer

    def toplevel(self):
        node = self
        while node.parent in self.app._nodes and self.app._nodes[node.parent].role != "application":
            node = self.app._nodes[node.parent]
        return node

    def walk(self):
        yield self
        for c in self.children:
            yield from c.walk()

    def find(self, role=None, name=None, **kw):
        """Like App.find, but below this node."""
        return self.app.find(role, name, within=self, **kw)

    @property
    def row_text(self):
        """Texts of all labels below, e.g. for a GtkColumnView row."""
        return [n.name for n in self.walk() if n.role == "label"]

    # -- geometry on the X screen -------------------------------------------
    def screen_rect(self):
        """Device-pixel rectangle on the X screen."""
        s = self.app.session.scale
        native = self._native()
        nx, ny = native.extents[:2]
        ox, oy = self.app._origin(native)
        x, y, w, h = self.extents
        return (ox + (x - nx) * s, oy + (y - ny) * s, w * s, h * s)

    def center(self):
        x, y, w, h = self.screen_rect()
        return (int(x + w / 2), int(y + h / 2))

    # -- input ----------------------------------------------------------------
    def click(self, button=1, count=1, at=None, modifiers=()):
        """Real pointer click in the middle (or at a fraction (fx, fy))."""
        if at is None:
            x, y = self.center()
        else:
            rx, ry, rw, rh = self.screen_rect()
            x, y = int(rx + rw * at[0]), int(ry + rh * at[1])
        self.app.session.click(x, y, button, count, modifiers)
        return self

    def double_click(self):
        return self.click(count=2)

    def right_click(self):
        return self.click(button=3)

    def hover(self):
        self.app.session.move(*self.center())
        return self

    def scroll(self, clicks, horizontal=False):
        self.hover()
        b = (7 if clicks > 0 else 6) if horizontal else (5 if clicks > 0 else 4)
        self.app.session.xdotool("click", "--repeat", str(abs(clicks)), "--delay", "15", str(b))
        return self

    def type(self, text, replace=False, timeout=5, verify=True):
        """Click into the widget, type with the keyboard, and wait until the
        widget holds the text (verify=False: do not, e.g. if the program
        changes what is typed)."""
        self.click()
        try:
            self.app.wait(lambda: "focused" in self.live_states, 0.5)
        except UIError:
            pass                   # AdwEntryRow never reports "focused"
        if replace:
            self.app.session.key("ctrl+a")
        self.app.session.type(text)
        if verify and "Text" in self.interfaces:
            self.app.wait(lambda: text.rstrip("\n") in self.text, timeout,
                          "%r to hold %r (holds %r)" % (self, text, self.text))
        return self

    def scroll_to(self, tries=60):
        """Wheel the enclosing scroll pane until this node is on the screen
        (AT-SPI ScrollTo is not supported by GTK 4.8).  For rows of list and
        column views use App.scroll_find: those widgets are recycled."""
        pane = self.app._nodes.get(self.parent)
        while pane is not None and pane.role != "scroll pane":
            pane = self.app._nodes.get(pane.parent)
        for _ in range(tries):
            if self.showing or pane is None:
                break
            (_, y, _, h), (_, py, _, ph) = self.extents, pane.extents
            pane.scroll(1 if y + h / 2 > py + ph / 2 else -1)
            self.app.session._wait_event(0.05)
        if not self.showing:
            raise UIError("could not scroll %r into view" % self)
        return self

    def set_text(self, text):
        """Set the text through AT-SPI (fast; no key events reach the app)."""
        if not self._call(EDITABLE, "SetTextContents", "(s)", (text,))[0]:
            raise UIError("%r is not editable" % self)
        return self

    def set_value(self, v):
        self._call(PROPS, "Set", "(ssv)", (VALUE, "CurrentValue", GLib.Variant("d", v)))
        return self

    def actions(self):
        if "Action" not in self.interfaces:
            return []
        n = self._prop(ACTION, "NActions")
        return [self._call(ACTION, "GetName", "(i)", (i,))[0] for i in range(n)]

    def do_action(self, name=None):
        """Run an AT-SPI action.  On buttons the click happens up to 300 ms
        later, so always wait for its effect."""
        acts = self.actions()
        i = 0 if name is None else acts.index(name)
        if not self._call(ACTION, "DoAction", "(i)", (i,))[0]:
            raise UIError("%r refused action %r" % (self, name))
        return self

    def drag_to(self, other=None, at=None, xy=None, steps=12):
        """Drag with the pointer to another node (or to screen point xy)."""
        x0, y0 = self.center()
        if xy is None:
            rx, ry, rw, rh = other.screen_rect()
            fx, fy = at or (0.5, 0.5)
            xy = (int(rx + rw * fx), int(ry + rh * fy))
        self.app.session.drag((x0, y0), xy, steps)
        return self
