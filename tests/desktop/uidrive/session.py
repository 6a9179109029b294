# SPDX-License-Identifier: GPL-3.0-or-later
"""A private world for programs: X server, D-Bus, accessibility bus, keyring."""

from .app import App
from .base import *  # noqa: F401,F403
from .base import _die_with_parent, _sh
from .notifications import NotificationRecorder


class Session:
    """A private world: X server, D-Bus session, accessibility bus, home
    directory; optionally a window manager, a Secret Service and a
    notification recorder."""

    def __init__(self, size=(1280, 1024), wm="metacity", scale=1, rtl=False,
                 keyring=False, notifications=False, renderer="cairo", env=None,
                 theme=None, font="Cantarell 11", locale=None, services=()):
        """wm: "metacity" (composites: right shadows and popovers), "openbox"
        (does not), "mutter", or None.  scale: GDK_SCALE.  theme: "dark",
        "light" or "high-contrast".  locale: e.g. "he_IL", built on the fly.
        services: D-Bus .service files that may be activated in addition to
        the accessibility bus."""
        self.size, self.wm, self.scale, self.services = size, wm, scale, services
        self.keyring, self.want_notifications = keyring, notifications
        self.procs, self.apps = [], []
        self.dir = tempfile.mkdtemp(prefix="uidrive-")
        self.env = e = dict(os.environ)
        for k in ("WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS",
                  "DESKTOP_SESSION", "XDG_CURRENT_DESKTOP", "GTK_THEME", "GTK_MODULES",
                  "GTK_A11Y", "GTK_DEBUG", "GDK_DEBUG", "GDK_SCALE", "GSK_RENDERER", "LANGUAGE"):
            e.pop(k, None)
        for k, sub in (("HOME", "home"), ("XDG_RUNTIME_DIR", "run"), ("XDG_CONFIG_HOME", "config"),
                       ("XDG_DATA_HOME", "data"), ("XDG_CACHE_HOME", "cache"), ("XDG_STATE_HOME", "state")):
            e[k] = os.path.join(self.dir, sub)
            os.makedirs(e[k], mode=0o700)
        # A fixed font: without a settings daemon GTK on X11 uses "Sans 10".
        os.makedirs(os.path.join(e["XDG_CONFIG_HOME"], "gtk-4.0"))
        with open(os.path.join(e["XDG_CONFIG_HOME"], "gtk-4.0", "settings.ini"), "w") as f:
            f.write("[Settings]\ngtk-font-name=%s\ngtk-enable-animations=0\n"
                    "gtk-cursor-blink=0\ngtk-xft-antialias=1\ngtk-xft-hinting=1\n"
                    "gtk-xft-hintstyle=hintslight\ngtk-xft-rgba=none\n" % font)
        e.update(GDK_BACKEND="x11", GSK_RENDERER=renderer, LC_ALL=e.get("LC_ALL", "C.UTF-8"),
                 NO_AT_BRIDGE="1",            # GTK 3 helpers need no bridge
                 GSETTINGS_BACKEND="memory",  # no dconf daemon, no shared settings
                 GTK_USE_PORTAL="0", ADW_DISABLE_PORTAL="1")
        if renderer == "cairo":                # GTK probes OpenGL at start even then:
            e["GDK_DEBUG"] = "gl-disable"      # 50 ms and Mesa in memory for nothing
        if scale != 1:
            e["GDK_SCALE"] = str(scale)
        if theme:                              # "dark", "light", "high-contrast"
            e["ADW_DEBUG_COLOR_SCHEME"] = {"dark": "prefer-dark", "light": "prefer-light"}.get(theme, "default")
            if theme == "high-contrast":
                e["ADW_DEBUG_HIGH_CONTRAST"] = "1"
        if rtl:
            e["GTK_DEBUG"] = "invert-text-dir"
        if locale:
            subprocess.run(["localedef", "-i", locale, "-f", "UTF-8", "--no-archive",
                            os.path.join(self.dir, locale + ".UTF-8")], check=True, stderr=subprocess.DEVNULL)
            e.update(LOCPATH=self.dir, LC_ALL=locale + ".UTF-8")
        e.update(env or {})

    # -- start and stop ---------------------------------------------------
    def __enter__(self):
        try:
            self._start()
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return self

    def __exit__(self, *exc):
        for a in self.apps:
            try:
                a.close(5)
            except Exception:
                pass
        for conn in ("a11y", "bus"):
            c = getattr(self, conn, None)
            if c is not None:
                try:
                    c.close_sync(None)
                except GLib.Error:
                    pass
        for p in reversed(self.procs):
            if p.poll() is None:
                try:
                    os.killpg(p.pid, signal.SIGTERM)
                except ProcessLookupError:
                    pass
        for p in reversed(self.procs):
            try:
                p.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(p.pid, signal.SIGKILL)
                p.wait()
        shutil.rmtree(self.dir, ignore_errors=True)
        return False

    def _spawn(self, argv, **kw):
        log = open(os.path.join(self.dir, os.path.basename(argv[0]) + ".log"), "ab")
        kw.setdefault("stdout", log)
        p = subprocess.Popen(argv, env=self.env, stderr=log, stdin=kw.pop("stdin", subprocess.DEVNULL),
                             start_new_session=True, preexec_fn=_die_with_parent, **kw)
        log.close()
        self.procs.append(p)
        return p

    def _start(self):
        # X server: it picks a free display number and tells us.
        r, w = os.pipe()
        self._spawn(["Xvfb", "-displayfd", str(w), "-screen", "0", "%dx%dx24" % self.size,
                     "-nolisten", "tcp", "-noreset", "-dpi", "96", "+extension", "GLX"], pass_fds=(w,))
        os.close(w)
        with os.fdopen(r) as f:
            num = f.readline().strip()
        if not num:
            raise UIError("Xvfb did not start")
        self.env["DISPLAY"] = ":" + num
        # D-Bus: services it activates inherit *its* environment, so HOME,
        # XDG_* and DISPLAY are already private here.  Only the accessibility
        # bus can be activated; everything else a test must start itself
        # (otherwise a call to org.freedesktop.secrets would start a keyring
        # that asks for a password, and portals could cost seconds).
        svc = os.path.join(self.dir, "services")
        os.makedirs(svc)
        shutil.copy("/usr/share/dbus-1/services/org.a11y.Bus.service", svc)
        for extra in self.services:
            shutil.copy(extra, svc)
        conf = os.path.join(self.dir, "session.conf")
        with open(conf, "w") as f:
            f.write('<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" '
                    '"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">\n'
                    '<busconfig><type>session</type><keep_umask/><listen>unix:dir=%s</listen>'
                    '<auth>EXTERNAL</auth><servicedir>%s</servicedir><policy context="default">'
                    '<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>'
                    '<allow own="*"/></policy></busconfig>\n' % (self.env["XDG_RUNTIME_DIR"], svc))
        p = self._spawn(["dbus-daemon", "--config-file=" + conf, "--nofork", "--nopidfile", "--print-address=1"],
                        stdout=subprocess.PIPE)
        self.env["DBUS_SESSION_BUS_ADDRESS"] = p.stdout.readline().decode().strip()
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.context = GLib.MainContext.default()
        self.bus = Gio.DBusConnection.new_for_address_sync(self.env["DBUS_SESSION_BUS_ADDRESS"], flags, None, None)
        # Starts at-spi-bus-launcher and tells where the accessibility bus is.
        addr = self.bus.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None,
                                  None, Gio.DBusCallFlags.NONE, 10000, None).unpack()[0]
        self.a11y = Gio.DBusConnection.new_for_address_sync(addr, flags, None, None)
        self.a11y.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                            "StartServiceByName", GLib.Variant("(su)", ("org.a11y.atspi.Registry", 0)),
                            None, Gio.DBusCallFlags.NONE, 10000, None)
        self._events = 0
        if self.wm:
            self._start_wm()
        if self.keyring:
            self.start_keyring()
        if self.want_notifications:
            self.notifications = NotificationRecorder(self)

    def _start_wm(self):
        argv = {"openbox": ["openbox", "--sm-disable"], "metacity": ["metacity", "--sm-disable"],
                "mutter": ["mutter", "--x11", "--sm-disable"]}.get(self.wm, [self.wm])
        self._spawn(argv)
        self._poll(lambda: "window id #" in self.xprop("-root", "_NET_SUPPORTING_WM_CHECK"), 10, "window manager")

    def start_keyring(self, password="test"):
        """A real Secret Service (gnome-keyring) with an unlocked default
        collection, kept under the private XDG_DATA_HOME."""
        p = self._spawn(["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
                        stdin=subprocess.PIPE)
        p.stdin.write(password.encode())
        p.stdin.close()
        self._poll(lambda: self.name_has_owner("org.freedesktop.secrets"), 10, "the Secret Service")

    def lock_keyring(self):
        self.bus.call_sync("org.freedesktop.secrets", "/org/freedesktop/secrets", "org.freedesktop.Secret.Service",
                           "Lock", GLib.Variant("(ao)", (["/org/freedesktop/secrets/collection/login"],)),
                           None, Gio.DBusCallFlags.NONE, 5000, None)

    def name_has_owner(self, name):
        return self.bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                  "NameHasOwner", GLib.Variant("(s)", (name,)), None,
                                  Gio.DBusCallFlags.NONE, 5000, None).unpack()[0]

    def _poll(self, pred, timeout, what):
        end = time.monotonic() + timeout
        while not pred():
            if time.monotonic() > end:
                raise UIError("timed out waiting for " + what)
            time.sleep(0.02)

    def launch(self, argv, env=None, timeout=20):
        log = os.path.join(self.dir, "app-%d.log" % len(self.apps))
        full = dict(self.env)
        full.update(env or {})
        with open(log, "wb") as f:
            p = subprocess.Popen(argv, env=full, stdin=subprocess.DEVNULL, stdout=f, stderr=f,
                                 start_new_session=True, preexec_fn=_die_with_parent)
        app = App.__new__(App)
        self.apps.append(app)
        app.proc = p
        app.__init__(self, p, log, timeout)
        return app

    @staticmethod
    def _descendants(pid):
        out, todo = set(), [pid]
        while todo:
            p = todo.pop()
            try:
                with open("/proc/%d/task/%d/children" % (p, p)) as f:
                    kids = [int(x) for x in f.read().split()]
            except OSError:
                kids = []
            out.update(kids)
            todo += kids
        return out

    # -- events -------------------------------------------------------------
    def _subscribe(self, app):
        def on(_conn, _sender, path, _iface, signal_name, params):
            self._events += 1
            app._on_event(path, signal_name, params.unpack())
        self.a11y.signal_subscribe(app.bus, None, None, None, None, Gio.DBusSignalFlags.NONE, on)

    def _wait_event(self, seconds):
        """Sleep until an accessibility event arrives or the time is up."""
        before = self._events
        fired = []
        if seconds <= 0:
            while self.context.iteration(False):
                pass
            return
        src = GLib.timeout_source_new(max(1, int(seconds * 1000)))
        src.set_callback(lambda *_a: fired.append(1) or False)
        src.attach(self.context)
        while not fired and self._events == before:
            self.context.iteration(True)
        src.destroy()
        while self.context.iteration(False):   # drain a burst
            pass

    # -- X input --------------------------------------------------------------
    def xdotool(self, *args):
        return _sh("xdotool", *args, env=self.env)

    def key(self, *combos):
        """key("ctrl+n"), key("Tab", "Tab", "Return")"""
        self.xdotool("key", "--clearmodifiers", *combos)

    def type(self, text):
        """Type text.  ASCII goes out as ordinary keys.  Everything else is
        entered as Ctrl+Shift+U <hex> Space, which GTK's own input method
        understands: letting xdotool remap keys on the fly loses characters."""
        for part in re.findall(r"[ -~]+|\n|\t|[^ -~\n\t]+", text):
            if part == "\n":
                self.xdotool("key", "Return")
            elif part == "\t":
                self.xdotool("key", "Tab")
            elif " " <= part[0] <= "~":
                self.xdotool("type", "--clearmodifiers", "--delay", "2", "--", part)
            else:
                keys = []
                for ch in part:
                    keys += ["ctrl+shift+u", *("%x" % ord(ch)), "space"]
                self.xdotool("key", "--clearmodifiers", "--delay", "4", *keys)

    def clipboard(self, text=None):
        """Read the clipboard, or set it (needs xclip)."""
        if text is None:
            return _sh("xclip", "-selection", "clipboard", "-o", env=self.env, check=False)
        subprocess.run(["xclip", "-selection", "clipboard"], input=text.encode(), env=self.env,
                       check=True, stderr=subprocess.DEVNULL)

    def move(self, x, y):
        # no --sync: xdotool then waits for ever if the pointer is there already
        self.xdotool("mousemove", str(int(x)), str(int(y)))

    def click(self, x, y, button=1, count=1, modifiers=()):
        args = ["mousemove", str(int(x)), str(int(y))]
        for m in modifiers:
            args += ["keydown", m]
        args += ["click", "--repeat", str(count), "--delay", "40", str(button)]
        for m in modifiers:
            args += ["keyup", m]
        self.xdotool(*args)

    def drag(self, start, end, steps=12):
        (x0, y0), (x1, y1) = start, end
        args = ["mousemove", str(x0), str(y0), "mousedown", "1", "sleep", "0.05"]
        for i in range(1, steps + 1):
            args += ["mousemove", str(x0 + (x1 - x0) * i // steps), str(y0 + (y1 - y0) * i // steps), "sleep", "0.02"]
        args += ["mousemove", str(x1), str(y1), "sleep", "0.1", "mouseup", "1"]
        self.xdotool(*args)

    # -- X windows --------------------------------------------------------------
    def xprop(self, *args):
        return _sh("xprop", *args, env=self.env, check=False)

    def xwindows(self):
        out = _sh("xdotool", "search", "--onlyvisible", "--name", ".*", env=self.env, check=False)
        return [int(x) for x in out.split()]

    def xinfo(self, wid):
        geo = _sh("xwininfo", "-id", str(wid), env=self.env, check=False)
        if "Absolute upper-left" not in geo:
            return None

        def g(pat):
            return int(re.search(pat, geo).group(1))
        p = self.xprop("-id", str(wid), "_NET_WM_PID", "_NET_WM_NAME", "WM_NAME", "_GTK_FRAME_EXTENTS")
        pid = re.search(r"_NET_WM_PID\(CARDINAL\) = (\d+)", p)
        title = re.search(r'_NET_WM_NAME\(UTF8_STRING\) = "(.*)"', p) or re.search(r'WM_NAME\(\w+\) = "(.*)"', p)
        fe = re.search(r"_GTK_FRAME_EXTENTS\(CARDINAL\) = ([\d, ]+)", p)
        return {"x": g(r"Absolute upper-left X:\s+(-?\d+)"), "y": g(r"Absolute upper-left Y:\s+(-?\d+)"),
                "w": g(r"Width: (\d+)"), "h": g(r"Height: (\d+)"),
                "override": "Override Redirect State: yes" in geo,
                "pid": int(pid.group(1)) if pid else None,
                "title": title.group(1).replace('\\"', '"') if title else "",
                "frame_extents": [int(v) for v in fe.group(1).split(",")] if fe else [0, 0, 0, 0]}

    def screenshot(self, path, node=None):
        """PNG of the whole screen, or of one node's rectangle."""
        args = ["import", "-window", "root"]
        if node is not None:
            x, y, w, h = node.screen_rect()
            args += ["-crop", "%dx%d+%d+%d" % (w, h, x, y), "+repage"]
        _sh(*args, path, env=self.env)
        return path
