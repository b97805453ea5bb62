#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations are dragged with the pointer: onto a folder, and to another place among the
pinned ones and in a folder.

The real program on a private display; the pointer is moved by xdotool, and what came of it
is asked of AT-SPI and of the command line.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'common')]
sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
import desktop  # noqa: E402
from desktop import Atspi, name, wait_for  # noqa: E402
from history import History, focused, run_steps  # noqa: E402
from tap import Tap  # noqa: E402

TITLES = ['Apples', 'Bread', 'Cheese']
FOLDER = 'Kitchen'
MOVES = 20
PAUSE = 0.03
TRIES = 3
# For what one try leads to: the next one is not worse for it.
SECONDS = desktop.DEADLINE / 4
# The pointer is so far within what it is meant for (pixels).
INSIDE = 10


class Scenario(History):
    """The steps of this test."""

    def __init__(self, command):
        super().__init__(command)
        self.pointer = (0, 0)

    # --- the pointer ---

    def xdotool(self, *words):
        subprocess.run(['xdotool', *map(str, words)], check=True, timeout=60)

    def move_to(self, x, y, moves=1):
        """In a line, as a hand does."""
        from_x, from_y = self.pointer
        for i in range(1, moves + 1):
            self.pointer = (from_x + (x - from_x) * i // moves, from_y + (y - from_y) * i // moves)
            self.xdotool('mousemove', *self.pointer)
            time.sleep(PAUSE)

    def place(self, get):
        """Where in the window it is, once it stays there: the places open while something is
        dragged."""
        seen = []

        def look():
            for node in get():
                node.clear_cache()
                box = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
                seen.append((box.x, box.y, box.width, box.height))
                return len(seen) > 1 and seen[-1] == seen[-2] and box.height > 0
            return False
        wait_for('where it is', look)
        return seen[-1]

    def drag(self, source, target, below=True):
        """From one row to another, into the half of it that is meant."""
        x, y, width, height = self.place(source)
        self.move_to(x + width // 2, y + height - INSIDE)
        self.xdotool('mousedown', 1)
        try:
            # So far that it is no click.
            self.move_to(self.pointer[0] + 24, self.pointer[1] + 6, 4)
            wait_for('all places while it is dragged',
                     lambda: desktop.has_state(self.place_button()[0], Atspi.StateType.PRESSED),
                     SECONDS)
            x, y, width, height = self.place(target)
            self.move_to(x + width // 2, y + (height - INSIDE if below else INSIDE), MOVES)
            # The drop is for what it has seen the pointer over.
            self.move_to(self.pointer[0] + 1, self.pointer[1])
            self.move_to(self.pointer[0] - 1, self.pointer[1])
            time.sleep(PAUSE * MOVES)
        finally:
            self.xdotool('mouseup', 1)

    def drag_until(self, what, source, target, done, below=True):
        """A loaded machine may lose a move on its way: somebody would try again."""
        for left in reversed(range(TRIES)):
            try:
                self.drag(source, target, below)
                wait_for(what, done, SECONDS)
                return
            except AssertionError:
                if left == 0:
                    raise

    # --- the command line ---

    def listed(self, *options):
        entries = json.loads(self.run('history', 'list', '--format=json', *options))
        return [entry['title'] for entry in entries]

    # --- the steps ---

    def prepare(self):
        for title in reversed(TITLES):
            self.run('chat', '-m', 'demo:swift', title)

    def rows_are_there(self):
        wait_for('all rows', lambda: self.titles() == TITLES)

    def makes_folder(self):
        self.focus_place('the new folder', lambda: self.find_beside(desktop.BUTTONS, 'New folder'))
        self.keys('Return')
        wait_for('the focus in its name',
                 lambda: focused(self.find_beside(('text', 'entry'), 'New name')))
        self.keys('ctrl+a')
        self.type(FOLDER)
        self.keys('Return')
        self.wait_folder(FOLDER, 0)
        # They open by themselves when something is dragged.
        self.open_places(False)

    def drags_into_folder(self):
        for count, title in enumerate(TITLES, 1):
            self.drag_until(f'{title} in the folder', lambda wanted=title: self.rows(wanted),
                            lambda: self.folders(FOLDER),
                            lambda n=count: self.folders(f'{FOLDER}, {n} '))
            assert title in self.listed(f'--folder={FOLDER}')
        assert sorted(self.listed(f'--folder={FOLDER}')) == TITLES

    def orders_folder(self):
        """The last one before the first."""
        self.open_place(name(self.wait_folder(FOLDER, 3)))
        wait_for('what is in the folder', lambda: len(self.titles()) == 3)
        first, second, last = self.titles()
        self.drag_until('the new order', lambda: self.rows(last), lambda: self.rows(first),
                        lambda: self.titles() == [last, first, second], below=False)
        assert self.listed(f'--folder={FOLDER}') == [last, first, second]

    def orders_pinned(self):
        """The first one after the last."""
        self.open_place('All')
        wait_for('all rows', lambda: len(self.titles()) == 3)
        for count, title in enumerate(TITLES, 1):
            self.focus_row(title)
            self.keys('ctrl+d')
            wait_for('the pinned row', lambda wanted=title: 'pinned' in name(self.row(wanted)))
        first, second, last = self.titles()
        self.drag_until('the new order', lambda: self.rows(first), lambda: self.rows(last),
                        lambda: self.titles() == [second, last, first])
        self.drag_until('the order of before', lambda: self.rows(first),
                        lambda: self.rows(second),
                        lambda: self.titles() == [first, second, last], below=False)


def main():
    if shutil.which('xdotool') is None:
        tap = Tap()
        tap.skip('rows are dragged', 'xdotool is not installed')
        tap.finish()
    scenario = Scenario(sys.argv[1:])
    run_steps(scenario, (
        ('there is a history', scenario.prepare),
        ('the program starts', scenario.start),
        ('its rows are there', scenario.rows_are_there),
        ('a folder is made', scenario.makes_folder),
        ('rows are dragged into it', scenario.drags_into_folder),
        ('a row is dragged to the beginning of the folder', scenario.orders_folder),
        ('pinned rows are dragged to other places', scenario.orders_pinned),
        ('the program ends well', scenario.close),
    ))


if __name__ == '__main__':
    main()
