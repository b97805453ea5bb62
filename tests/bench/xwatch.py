# SPDX-License-Identifier: GPL-3.0-or-later
"""See when a window has been mapped and painted, with nothing but libX11."""

import ctypes
import ctypes.util
import select
import time

SUBSTRUCTURE_NOTIFY_MASK = 1 << 19
MAP_NOTIFY = 19
Z_PIXMAP = 2
ALL_PLANES = ctypes.c_ulong(-1)
IS_VIEWABLE = 2


class XMapEvent(ctypes.Structure):
    _fields_ = [('type', ctypes.c_int), ('serial', ctypes.c_ulong), ('send_event', ctypes.c_int),
                ('display', ctypes.c_void_p), ('event', ctypes.c_ulong),
                ('window', ctypes.c_ulong), ('override_redirect', ctypes.c_int)]


class XEvent(ctypes.Union):
    _fields_ = [('type', ctypes.c_int), ('map', XMapEvent), ('pad', ctypes.c_long * 24)]


class XImage(ctypes.Structure):
    _fields_ = [('width', ctypes.c_int), ('height', ctypes.c_int), ('xoffset', ctypes.c_int),
                ('format', ctypes.c_int), ('data', ctypes.POINTER(ctypes.c_char)),
                ('byte_order', ctypes.c_int), ('bitmap_unit', ctypes.c_int),
                ('bitmap_bit_order', ctypes.c_int), ('bitmap_pad', ctypes.c_int),
                ('depth', ctypes.c_int), ('bytes_per_line', ctypes.c_int),
                ('bits_per_pixel', ctypes.c_int)]


class Watcher:
    """Watches the display for new windows.  Make it before the program starts."""

    # What counts as painted: this many different colours in the rows that are looked at.  An
    # unpainted window has one, a header bar with text and icons has dozens.
    COLOURS = 12
    # Smaller windows are helpers without content.
    SMALLEST = 200

    def __init__(self):
        self.x11 = ctypes.CDLL(ctypes.util.find_library('X11') or 'libX11.so.6')
        for name in ('XOpenDisplay', 'XGetImage'):
            getattr(self.x11, name).restype = ctypes.c_void_p
        self.x11.XDefaultRootWindow.restype = ctypes.c_ulong
        self.display = ctypes.c_void_p(self.x11.XOpenDisplay(None))
        if not self.display:
            raise RuntimeError('no display')
        # A window may go away while it is looked at: that is not the end of the benchmark.
        self.handler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(
            lambda display, event: 0)
        self.x11.XSetErrorHandler(self.handler)
        self.root = self.x11.XDefaultRootWindow(self.display)
        self.x11.XSelectInput(self.display, ctypes.c_ulong(self.root), SUBSTRUCTURE_NOTIFY_MASK)
        self.x11.XSync(self.display, 1)

    def close(self):
        self.x11.XCloseDisplay(self.display)

    def _next_mapped(self, deadline):
        """The next window that is mapped."""
        event = XEvent()
        while True:
            while self.x11.XPending(self.display):
                self.x11.XNextEvent(self.display, ctypes.byref(event))
                if event.type == MAP_NOTIFY:
                    return event.map.window
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError('no window was mapped')
            select.select([self.x11.XConnectionNumber(self.display)], [], [], left)

    def _size(self, window):
        root, pos_x, pos_y = ctypes.c_ulong(), ctypes.c_int(), ctypes.c_int()
        width, height = ctypes.c_uint(), ctypes.c_uint()
        border, depth = ctypes.c_uint(), ctypes.c_uint()
        self.x11.XGetGeometry(self.display, ctypes.c_ulong(window), ctypes.byref(root),
                              ctypes.byref(pos_x), ctypes.byref(pos_y), ctypes.byref(width),
                              ctypes.byref(height), ctypes.byref(border), ctypes.byref(depth))
        return width.value, height.value

    def _colours(self, window, width, rows):
        """How many colours the first rows of the window have."""
        pointer = self.x11.XGetImage(self.display, ctypes.c_ulong(window), 0, 0, width, rows,
                                     ALL_PLANES, Z_PIXMAP)
        if not pointer:
            return 0
        image = ctypes.cast(pointer, ctypes.POINTER(XImage)).contents
        data = ctypes.string_at(image.data, image.bytes_per_line * image.height)
        self.x11.XDestroyImage(ctypes.c_void_p(pointer))
        return len({data[i:i + 4] for i in range(0, len(data), 4)})

    def wait_painted(self, seconds):
        """Return (mapped, painted), by time.monotonic(), for the next real window."""
        deadline = time.monotonic() + seconds
        while True:
            window = self._next_mapped(deadline)
            mapped = time.monotonic()
            width, height = self._size(window)
            if width >= self.SMALLEST and height >= self.SMALLEST:
                break
        while self._colours(window, width, 48) < self.COLOURS:
            if time.monotonic() > deadline:
                raise TimeoutError('the window was not painted')
            select.select([], [], [], 0.002)
        return mapped, time.monotonic()
