# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmarks share: medians, a table, and a limit that fails."""

import statistics
import sys


def median(values):
    return statistics.median(values)


def spread(values):
    """How far the runs lie apart, in per cent of their median."""
    return 100 * (max(values) - min(values)) / median(values)


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
                print(f'  {what}, {name}: {median(values):.3f} {unit} '
                      f'({len(values)} runs, spread {spread(values):.0f} %)')
            print(f'  {what}: ratio {ratio:.2f}, limit {limit:.2f}: '
                  f'{"good" if good else "TOO MUCH"}')
        for note in self.notes:
            print(f'  {note}')
        sys.exit(1 if bad or not self.rows else 0)
