# SPDX-License-Identifier: GPL-3.0-or-later
"""A notification service that records."""

from .base import *  # noqa: F401,F403
from .base import _matches


class NotificationRecorder:
    """Owns org.freedesktop.Notifications on the private bus and records what
    libnotify (or GNotification's fdo backend) sends."""

    XML = """<node><interface name='org.freedesktop.Notifications'>
    <method name='GetCapabilities'><arg type='as' direction='out'/></method>
    <method name='GetServerInformation'><arg type='s' direction='out'/><arg type='s' direction='out'/>
      <arg type='s' direction='out'/><arg type='s' direction='out'/></method>
    <method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>
      <arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='as' direction='in'/>
      <arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' direction='out'/></method>
    <method name='CloseNotification'><arg type='u' direction='in'/></method>
    <signal name='NotificationClosed'><arg type='u'/><arg type='u'/></signal>
    <signal name='ActionInvoked'><arg type='u'/><arg type='s'/></signal>
    </interface></node>"""
    PATH, NAME = "/org/freedesktop/Notifications", "org.freedesktop.Notifications"

    def __init__(self, session):
        self.session, self.items, self._next = session, [], 1
        info = Gio.DBusNodeInfo.new_for_xml(self.XML).interfaces[0]
        session.bus.register_object(self.PATH, info, self._on_call, None, None)
        session.bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
                              GLib.Variant("(su)", (self.NAME, 4)), None, Gio.DBusCallFlags.NONE, 5000, None)

    def _on_call(self, conn, sender, path, iface, method, params, inv):
        if method == "GetCapabilities":
            inv.return_value(GLib.Variant("(as)", (["body", "body-markup", "actions", "persistence"],)))
        elif method == "GetServerInformation":
            inv.return_value(GLib.Variant("(ssss)", ("uidrive", "test", "1", "1.2")))
        elif method == "Notify":
            app, replaces, icon, summary, body, actions, hints, expire = params.unpack()
            nid = replaces or self._next
            self._next = max(self._next, nid) + 1
            self.items.append({"id": nid, "app": app, "icon": icon, "summary": summary, "body": body,
                               "actions": dict(zip(actions[::2], actions[1::2])), "hints": hints,
                               "expire": expire, "replaces": replaces})
            self.session._events += 1
            inv.return_value(GLib.Variant("(u)", (nid,)))
        elif method == "CloseNotification":
            nid = params.unpack()[0]
            inv.return_value(None)
            self._emit("NotificationClosed", GLib.Variant("(uu)", (nid, 3)))

    def _emit(self, signal_name, value):
        self.session.bus.emit_signal(None, self.PATH, self.NAME, signal_name, value)
        self.session.bus.flush_sync(None)

    def invoke(self, item, action="default"):
        """Pretend the person clicked the notification or one of its buttons."""
        self._emit("ActionInvoked", GLib.Variant("(us)", (item["id"], action)))
        self._emit("NotificationClosed", GLib.Variant("(uu)", (item["id"], 2)))

    def wait(self, summary=None, timeout=5.0):
        end = time.monotonic() + timeout
        while True:
            for i in self.items:
                if _matches(summary, i["summary"]):
                    return i
            if time.monotonic() > end:
                raise UIError("no notification %r; got %r" % (summary, self.items))
            self.session._wait_event(0.1)
