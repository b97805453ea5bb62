# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmarks share: medians, a table with limits, and waiting for rest."""

import pathlib
import statistics
import sys
import time

IDLE_DEADLINE = 120


def median(values):
    return statistics.median(values)


def cpu_ticks(pid):
    fields = pathlib.Path(f'/proc/{pid}/stat').read_text(encoding='utf-8').rsplit(')', 1)[1].split()
    return int(fields[11]) + int(fields[12])


def wait_idle(pid, seconds=2.0):
    """Until the process has used at most one tick of processor in so many seconds."""
    deadline = time.monotonic() + IDLE_DEADLINE
    ticks, since = cpu_ticks(pid), time.monotonic()
    while time.monotonic() - since < seconds:
        if time.monotonic() > deadline:
            raise TimeoutError('the process does not come to rest')
        time.sleep(0.1)
        now = cpu_ticks(pid)
        if now > ticks + 1:
            ticks, since = now, time.monotonic()


class Report:
    """A table of ratios; finish() fails if one is above its limit."""

    def __init__(self, title):
        self.title = title
        self.rows = []
        self.notes = []

    def add(self, what, ours, theirs, unit, limit, names=('LLMSelect', 'other')):
        """@ours and @theirs are lists, one figure a run, taken in turns."""
        ratio = median(ours) / median(theirs)
        self.rows.append((what, names, ours, theirs, unit, ratio, limit))

    def note(self, text):
        self.notes.append(text)

    def finish(self):
        print(f'\n{self.title}')
        bad = False
        for what, names, ours, theirs, unit, ratio, limit in self.rows:
            good = ratio < limit
            bad = bad or not good
            for name, values in zip(names, (ours, theirs)):
                runs = ', '.join(f'{value:.3f}' for value in values)
                print(f'  {what}, {name}: {median(values):.3f} {unit} ({runs})')
            print(f'  {what}: ratio {ratio:.2f}, limit {limit:.2f}: '
                  f'{"good" if good else "TOO MUCH"}')
        for note in self.notes:
            print(f'  {note}')
        sys.exit(1 if bad or not self.rows else 0)
