#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The leaderboard as somebody without a mouse has it: opened, read, filtered and closed.

The real program on a private display, driven by keys (xdotool) and AT-SPI.
"""

import json
import os
import pathlib
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'common')]
sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
import desktop  # noqa: E402
from desktop import wait_for  # noqa: E402
from history import History, run_steps  # noqa: E402

TITLE = 'Leaderboard'
FIRST = re.compile(r'^Place 1: Swift \(demo\) \(demo\)(;.*)?; \d+ points, 95 % interval .+; '
                   r'6 votes; 4 wins, 0 ties, 2 losses \(67 %\)$')
CONTROLS = (*desktop.CONTROLS, 'list item')
# Who is preferred in each: five votes give a place, and both have won and lost.
WINNERS = (0, 0, 0, 1, 0, 1)


class Scenario(History):
    """The steps of this test."""

    def prepare(self):
        """A comparison that was judged several times, by way of an export."""
        self.run('compare', '-m', 'demo:swift', '-m', 'demo:scholar', 'Which river is longest')
        exported = json.loads(self.run('export', '--all', '--format=json'))
        with tempfile.TemporaryDirectory(dir=os.environ['XDG_RUNTIME_DIR']) as folder:
            for number, winner in enumerate(WINNERS):
                conversation = json.dumps(exported)
                # Each a new one.
                for old in set(re.findall(r'[0-9a-f]{8}-[0-9a-f-]{27}', conversation)):
                    conversation = conversation.replace(old, f'{number:08x}{old[8:]}')
                judged = json.loads(conversation)
                for turn in turns_of(judged):
                    turn['preferred'] = turn['answers'][winner]['id']
                path = pathlib.Path(folder) / f'{number}.json'
                path.write_text(json.dumps(judged), encoding='utf-8')
                self.run('import', str(path))
        ranking = json.loads(self.run('leaderboard', '--format=json'))
        assert ranking['votes'] == len(WINNERS), ranking

    def in_board(self, roles=None, label=None, text=None):
        return self.find_in(TITLE, roles, label, text)

    def open(self):
        self.keys('ctrl+shift+b')
        wait_for('the leaderboard', lambda: self.windows(TITLE))
        self.focus_window(f'^{TITLE}$')

    def read(self):
        # All in one look: the rows are made anew while they are read.
        wait_for('the first model', lambda: self.in_board('list item', FIRST.match))
        wait_for('the second model', lambda: self.in_board(
            'list item', lambda label: 'Scholar (demo) (demo); ' in label))
        wait_for('what it is of', lambda: self.in_board(
            'label', text=lambda text: text.startswith('6 votes on 2 models.')))

    def check_names(self):
        desktop.wait_for_names(self.windows(TITLE)[0], CONTROLS)

    def filter(self):
        # The button of a menu button is within it.
        desktop.press(wait_for('the filter', lambda: self.in_board(
            desktop.BUTTONS, 'Filter'))[-1])
        wait_for('the filter is open', lambda: self.in_board('check box', 'Only blind votes'))
        for wanted in (('combo box', 'Tag'), ('combo box', 'Time'), ('text', 'From'),
                       ('text', 'To'), ('spin button', 'Votes for a place'),
                       ('check box', 'At equal length')):
            assert self.in_board(*wanted), wanted
        # GTK 4.8 gives check boxes no action to do.
        self.focus('the blind votes', lambda: self.in_board('check box', 'Only blind votes'))
        self.keys('space')
        wait_for('no votes', lambda: self.in_board('label', text='No such votes'))
        self.keys('Escape')
        desktop.press(wait_for('the way back', lambda: self.in_board(
            desktop.BUTTONS, 'Reset the filter'))[0])
        self.read()

    def leave(self):
        """A popover may still be closing."""
        def closed():
            self.keys('Escape')
            try:
                return wait_for('', lambda: not self.windows(TITLE), 2)
            except AssertionError:
                return False
        wait_for('no leaderboard', closed)


def turns_of(exported):
    """All objects that have answers."""
    if isinstance(exported, dict):
        if 'answers' in exported:
            yield exported
        for value in exported.values():
            yield from turns_of(value)
    elif isinstance(exported, list):
        for value in exported:
            yield from turns_of(value)


def main():
    scenario = Scenario(sys.argv[1:])
    run_steps(scenario, (
        ('votes are there', scenario.prepare),
        ('the program starts', scenario.start),
        ('the leaderboard opens by key', scenario.open),
        ('each model is read with all its figures', scenario.read),
        ('every control has a name', scenario.check_names),
        ('votes are filtered', scenario.filter),
        ('it closes by key', scenario.leave),
        ('the program ends', scenario.close),
    ))


if __name__ == '__main__':
    main()
