# SPDX-License-Identifier: GPL-3.0-or-later
"""A launched program."""

from .base import *  # noqa: F401,F403
from .base import _matches, _sh
from .node import Node


class App:
    """A launched program, found on the accessibility bus by its pid."""

    def __init__(self, session, proc, log, timeout=20):
        self.session, self.proc, self.log = session, proc, log
        self._nodes = {}
        self._root = None
        self._dirty, self._snap_time = True, 0.0
        self.bus = None
        if timeout:
            self.wait(self._connect, timeout, "the program to appear on the accessibility bus")
            self.wait(lambda: len(self._call(ROOT_PATH, A11Y, "GetChildren")[0]) > 0, timeout, "a window")

    # -- D-Bus ------------------------------------------------------------
    def _call(self, path, iface, method, sig=None, args=None, dest=None, raw=False):
        v = GLib.Variant(sig, args) if sig else None
        try:
            r = self.session.a11y.call_sync(dest or self.bus, path, iface, method, v, None,
                                            Gio.DBusCallFlags.NONE, 5000, None)
            return r if raw else r.unpack()
        except GLib.Error as e:
            raise UIError("%s.%s on %s: %s" % (iface, method, path, e.message)) from None

    def _connect(self):
        if self.proc is not None and self.proc.poll() is not None:
            raise UIError("program exited with %s:\n%s" % (self.proc.returncode, self.output()))
        kids = self._call(ROOT_PATH, A11Y, "GetChildren", dest="org.a11y.atspi.Registry")[0]
        for dest, path in kids:
            try:
                pid = self._call("/org/freedesktop/DBus", "org.freedesktop.DBus",
                                 "GetConnectionUnixProcessID", "(s)", (dest,),
                                 dest="org.freedesktop.DBus")[0]
            except UIError:
                continue
            if pid == self.proc.pid or pid in self.session._descendants(self.proc.pid):
                self.bus, self.pid = dest, pid
                self.session._subscribe(self)
                return True
        return False

    # -- the tree ---------------------------------------------------------
    def snapshot(self):
        """Read the whole tree; returns the application node."""
        self._dirty, self._snap_time = False, time.monotonic()
        for _ in range(40):
            reply = self._call(CACHE_PATH, "org.a11y.atspi.Cache", "GetItems", raw=True)
            items = (json.loads(Json.gvariant_serialize_data(reply)[0]) if Json else reply.unpack())[0]
            nodes = {i[0][1]: Node(self, i) for i in items}
            kids = collections.Counter(n.parent for n in nodes.values())
            ask = [n.path for n in nodes.values()
                   if n.role == "application" or n.child_count > kids.get(n.path, 0)]
            new = self._children_of(ask, nodes)
            if not new:
                break
        for n in nodes.values():
            if n.parent in nodes:
                nodes[n.parent].children.append(n)
        for n in nodes.values():
            n.children.sort(key=lambda c: c.index)
        self._nodes = nodes
        self._root = nodes[ROOT_PATH]
        # keep what hangs below the root; the cache also lists detached nodes
        live = {n.path for n in self._root.walk()}
        self._nodes = {p: n for p, n in nodes.items() if p in live}
        return self._root

    def _children_of(self, paths, known):
        """GetChildren on many nodes at once; recurses into unknown ones.
        Returns how many nodes were new."""
        if not paths:
            return 0
        loop, state = GLib.MainLoop.new(self.session.context, False), {"pend": 0, "new": 0}
        seen = set(known)

        def done(conn, res, _path):
            state["pend"] -= 1
            try:
                for _d, p in conn.call_finish(res).unpack()[0]:
                    if p not in seen and not p.endswith("/null"):
                        seen.add(p)
                        state["new"] += 1
                        ask(p)
            except GLib.Error:
                pass                       # the node went away meanwhile
            if state["pend"] == 0:
                loop.quit()

        def ask(p):
            state["pend"] += 1
            self.session.a11y.call(self.bus, p, A11Y, "GetChildren", None, None,
                                   Gio.DBusCallFlags.NONE, 5000, None, done, p)
        for p in paths:
            ask(p)
        loop.run()
        return state["new"]

    def _select(self, role, name, within, description, states, text, showing):
        top = self._root
        if within is not None and top is not None:
            top = self._nodes.get(within.path)
        if top is None:
            return
        roles = ROLE_GROUPS.get(role, (role,)) if role else None
        for n in top.walk():
            if roles and n.role not in roles:
                continue
            if name is not None and not (_matches(name, n.name) or _matches(name, n.raw_name)):
                continue
            if not _matches(description, n.description):
                continue
            if any(s not in n.states for s in states):
                continue
            try:
                if text is not None and not _matches(text, n.text):
                    continue
                if showing is not None and n.showing != showing:
                    continue
            except UIError:  # it went away since the snapshot
                self._dirty = True
                continue
            yield n

    def find_all(self, role=None, name=None, within=None, description=None,
                 states=(), text=None, showing=None):
        self.snapshot()
        return list(self._select(role, name, within, description, states, text, showing))

    def _find_known(self, role, name, index, showing, within=None, description=None, states=(), text=None):
        """Look in the last snapshot (kept current by events) and check the
        hit against the live program; much cheaper than a new snapshot."""
        if index or self._root is None:
            return None
        try:
            for n in self._select(role, name, within, description, states, text, showing):
                live, st = n._prop(A11Y, "Name"), n.live_states
                if name is not None and not (_matches(name, clean_name(live)) or _matches(name, live)):
                    continue
                if any(s not in st for s in states) or "defunct" in st:
                    continue
                n.raw_name, n.name, n.states = live, clean_name(live), st
                return n
        except UIError:                       # a node went away
            pass
        return None

    def find(self, role=None, name=None, timeout=5.0, index=0, showing=True, **kw):
        """Wait for a node.  role: an AT-SPI role name or a group such as
        "button"; name: string, compiled regex or function.  By default the
        node must be really on the screen (pass showing=None to skip)."""
        def attempt():
            for nap in (0, 0.03):
                self.session._wait_event(nap)
                n = self._find_known(role, name, index, showing, **kw)
                if n is not None:
                    return n
            if not self._dirty and time.monotonic() - self._snap_time < 0.3:
                return None
            found = self.find_all(role, name, showing=showing, **kw)
            return found[index] if len(found) > index else None
        return self.wait(attempt, timeout, "%s %r" % (role or "node", getattr(name, "pattern", name)),
                         dump=True)

    def scroll_find(self, role, name, pane=None, clicks=3, tries=200, **kw):
        """Wheel through a list until a matching node is on the screen.  Rows
        outside the view have no size, and row widgets are reused for other
        items, so look again after every step.  Negative clicks: upwards."""
        pane = pane or self.find("scroll pane")
        for _ in range(tries):
            found = self.find_all(role, name, showing=True, **kw)
            if found:
                return found[0]
            pane.scroll(clicks)
            self.session._wait_event(0.05)
        raise UIError("%s %r not found by scrolling\n%s" % (role, name, self.dump()))

    def _on_event(self, path, signal, params):
        """Keep names and states of the last snapshot current."""
        n = self._nodes.get(path)
        if n is None or signal == "ChildrenChanged":
            self._dirty = True
        if n is None or len(params) < 4:
            return
        if signal == "PropertyChange" and params[0] == "accessible-name":
            n.raw_name, n.name = params[3], clean_name(params[3])
        elif signal == "StateChanged":
            (n.states.add if params[1] else n.states.discard)(params[0])

    def gone(self, role=None, name=None, timeout=5.0, **kw):
        kw.setdefault("showing", True)
        self.wait(lambda: not self.find_all(role, name, **kw), timeout,
                  "%s %r to go away" % (role, name), dump=True)

    def wait_text(self, text, timeout=5.0, **kw):
        """Wait until some label or text shows exactly this (or a regex)."""
        return self.find(None, text, timeout=timeout, **kw)

    def windows(self):
        self.snapshot()
        return list(self._root.children)

    def window(self, name=None, timeout=5.0):
        return self.wait(lambda: next((w for w in self.windows() if _matches(name, w.name)), None),
                         timeout, "window %r" % name, dump=True)

    def focused(self):
        """Focused node (of the active window, if there are several)."""
        hits = self.find_all(states=("focused",))
        for n in hits:
            if "active" in n.toplevel().states:
                return n
        return hits[0] if hits else None

    def wait(self, predicate, timeout=5.0, what="condition", dump=False):
        """Call predicate until it returns something true.  Wakes on every
        accessibility event of the program, else every 100 ms."""
        deadline = time.monotonic() + timeout
        while True:
            got = predicate()
            if got:
                return got
            if self.proc is not None and self.proc.poll() is not None:
                raise UIError("program exited with %s while waiting for %s:\n%s"
                              % (self.proc.returncode, what, self.output()))
            left = deadline - time.monotonic()
            if left <= 0:
                raise UIError("timed out after %.1f s waiting for %s\n%s"
                              % (timeout, what, self.dump() if dump else ""))
            self.session._wait_event(min(left, 0.1))

    def wait_exit(self, timeout=10):
        try:
            return self.proc.wait(timeout)
        except subprocess.TimeoutExpired:
            raise UIError("program still running after %s s" % timeout) from None

    def audit_names(self):
        """Interactive nodes without a real accessible name.  GTK 4.8 falls
        back to the GType name ("GtkEntry") for unlabelled widgets."""
        self.snapshot()
        bad = re.compile(r"^$|^(Gtk|Adw|Gsk|Gdk)[A-Z]\w*$")
        return [n for n in self._nodes.values()
                if n.role in INTERACTIVE and "focusable" in n.states and bad.match(n.raw_name)]

    def dump(self, extents=False, showing=False, full=False, limit=400):
        """The tree as text.  Unless full, nameless boxes are left out, and of
        long lists only the first rows are printed."""
        try:
            root = self.snapshot()
        except UIError as e:
            return "(no tree: %s)" % e
        lines = []
        boring = {"sensitive", "visible", "horizontal", "vertical", "focusable"}

        def rec(n, d):
            keep = full or n.role == "application" or not (
                n.role in ("panel", "filler", "image", "scroll bar", "section") and
                (not n.name or re.match(r"(Gtk|Adw)[A-Z]\w+$", n.name)))
            if keep:
                extra = ""
                if extents and "Component" in n.interfaces:
                    extra += " @%d,%d %dx%d" % n.extents
                if showing and n.role != "application":
                    extra += "" if n.showing else " (not showing)"
                st = sorted(n.states - boring)
                if "sensitive" not in n.states and n.role != "application":
                    st.append("INSENSITIVE")
                lines.append("%s%s %r%s%s" % ("  " * d, n.role, n.name, " [%s]" % ",".join(st) if st else "", extra))
            rows = 0
            for c in n.children:
                if c.role in ("table row", "list item") and not full:
                    rows += 1
                    if rows > 8:
                        continue
                    if c.role == "table row":
                        lines.append("%stable row %r %s: %s" % ("  " * (d + 1), c.name, "*" if "selected" in c.states else "",
                                                                " | ".join(c.row_text)))
                        continue
                rec(c, d + 1 if keep else d)
            if rows > 8:
                lines.append("%s... %d more rows" % ("  " * (d + 1), rows - 8))
        rec(root, 0)
        if len(lines) > limit and not full:
            lines[limit:] = ["... %d more lines" % (len(lines) - limit)]
        return "\n".join(lines)

    # -- where a toplevel or popover is on the X screen -----------------------
    def xid(self, native):
        """(X window id, info) of a toplevel or popover node, matched by kind,
        title and size."""
        popup = native.layer == 5
        _, _, w, h = native.extents
        s, wins = self.session.scale, []
        for wid in self.session.xwindows():
            i = self.session.xinfo(wid)
            if i and i["pid"] == self.pid and i["override"] == popup and i["w"] > 1:
                named = popup or i["title"] == native.raw_name
                wins.append((not named, abs(i["w"] - w * s) + abs(i["h"] - h * s), wid, i))
        if not wins:
            raise UIError("no X window for %r" % native)
        return min(wins, key=lambda t: t[:3])[2:]

    def _origin(self, native):
        """Screen position of widget coordinate 0,0 of a toplevel or popover.
        The X window of a toplevel is larger than the widget by the shadow
        (_GTK_FRAME_EXTENTS, with a compositor) or by the border (without).
        For popovers AT-SPI reports a wrong place but right sizes, so their
        own X window counts; it can be a little taller (CSS margin on top)."""
        _, i = self.xid(native)
        s = self.session.scale
        _, _, w, h = native.extents
        if native.layer == 5:
            return (i["x"] + (i["w"] - w * s) / 2, i["y"] + (i["h"] - h * s))
        l, r, t, b = i["frame_extents"]
        return (i["x"] + l + (i["w"] - l - r - w * s) / 2, i["y"] + t + (i["h"] - t - b - h * s) / 2)

    # -- process ------------------------------------------------------------
    def output(self):
        try:
            with open(self.log, errors="replace") as f:
                return f.read()
        except OSError:
            return ""

    def warnings(self):
        """GLib warnings and criticals the program has printed."""
        return [l for l in self.output().splitlines() if re.search(r"-(WARNING|CRITICAL|ERROR) \*\*", l)]

    def pss_kib(self):
        with open("/proc/%d/smaps_rollup" % self.pid) as f:
            return int(re.search(r"^Pss:\s+(\d+)", f.read(), re.M).group(1))

    def close(self, timeout=10):
        """Ask to end (SIGTERM), then insist."""
        if self.proc.poll() is None:
            self.proc.terminate()
            try:
                self.proc.wait(timeout)
            except subprocess.TimeoutExpired:
                self.proc.kill()
                self.proc.wait()
        return self.proc.returncode
