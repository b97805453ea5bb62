# SPDX-License-Identifier: GPL-3.0-or-later
"""The Test Anything Protocol for tests that are written in Python."""

import sys
import traceback


class Tap:
    """Numbers and prints test points; exit_status() says whether all were good."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def _point(self, good, name, suffix=''):
        self.count += 1
        if not good:
            self.failed += 1
        print(f'{"ok" if good else "not ok"} {self.count} - {name}{suffix}', flush=True)

    def note(self, text):
        for line in str(text).splitlines():
            print(f'# {line}', flush=True)

    def ok(self, good, name, why=''):
        self._point(bool(good), name)
        if not good and why:
            self.note(why)
        return bool(good)

    def skip(self, name, why):
        self._point(True, name, f' # SKIP {why}')

    def run(self, name, function, *args):
        """One test point: the function must return without an exception."""
        try:
            function(*args)
        except Exception:  # pylint: disable=broad-except
            self._point(False, name)
            self.note(traceback.format_exc())
            return False
        self._point(True, name)
        return True

    def finish(self):
        print(f'1..{self.count}', flush=True)
        sys.exit(1 if self.failed or not self.count else 0)
