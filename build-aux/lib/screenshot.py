#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take a picture of the window in the middle of a comparison of the demonstration.

Two answers are done, one of them with a vote, two are still being written.
"""

import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tests' / 'a11y'))
sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
from desktop import BUTTONS, Atspi, Program, find, has_state, name, press, wait_for  # noqa: E402

WIDTH, HEIGHT = 1920, 1080
EARLIER = ('Explain the difference between a process and a thread',
           'Which index helps a query with two ranges?',
           'Write a haiku about a compiler',
           'How do I undo the last commit without losing my changes?')
DONE = 2


def done(program):
    """The cards whose answer is complete, when there are enough of them."""
    cards = find(program.node(), label=lambda label: label.endswith(', Done'))
    return cards if len(cards) >= DONE else None


def main(command, picture):
    os.environ['LLMSELECT_DEMO_SPEED'] = '50'
    for prompt in EARLIER:
        subprocess.run([command, 'compare', prompt], check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL)
    program = Program([command, '--demo'], LLMSELECT_DEMO_SPEED='1')
    try:
        windows = subprocess.run(
            ['xdotool', 'search', '--sync', '--onlyvisible', '--pid', str(program.process.pid)],
            check=True, capture_output=True, text=True, timeout=60).stdout.split()
        subprocess.run(['xdotool', 'windowmove', windows[-1], '0', '0',
                        'windowsize', '--sync', windows[-1], str(WIDTH), str(HEIGHT),
                        'windowfocus', windows[-1],
                        'mousemove', str(WIDTH - 1), str(HEIGHT - 1)], check=True, timeout=60)
        card = wait_for('the first answers', lambda: done(program))[0]
        title = name(card).split(',', maxsplit=1)[0]
        star = find(card, BUTTONS, f'Prefer {title}')[0]
        press(star)
        wait_for('the preferred answer', lambda: has_state(star, Atspi.StateType.PRESSED))
        subprocess.run(['import', '-window', 'root', '-strip', picture], check=True, timeout=60)
    finally:
        program.stop()


if __name__ == '__main__':
    main(*sys.argv[1:])
