#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take a picture of the window with the demonstration, once all answers are there."""

import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tests' / 'bench'))
sys.dont_write_bytecode = True
from common import wait_idle  # noqa: E402  pylint: disable=wrong-import-position

WIDTH, HEIGHT = 1600, 1000
EARLIER = ('Explain the difference between a process and a thread',
           'Which index helps a query with two ranges?',
           'Write a haiku about a compiler',
           'How do I undo the last commit without losing my changes?')


def main(program, picture):
    os.environ['LLMSELECT_DEMO_SPEED'] = '50'
    for prompt in EARLIER:
        subprocess.run([program, 'compare', prompt], check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL)
    os.environ['LLMSELECT_DEMO_SPEED'] = '1'
    with subprocess.Popen([program, '--demo'], stdin=subprocess.DEVNULL) as process:
        try:
            windows = subprocess.run(
                ['xdotool', 'search', '--sync', '--onlyvisible', '--pid', str(process.pid)],
                check=True, capture_output=True, text=True, timeout=60).stdout.split()
            subprocess.run(['xdotool', 'windowmove', windows[-1], '0', '0',
                            'windowsize', '--sync', windows[-1], str(WIDTH), str(HEIGHT),
                            'mousemove', str(WIDTH - 1), str(HEIGHT - 1)], check=True, timeout=60)
            wait_idle(process.pid)
            subprocess.run(['import', '-window', 'root', '-strip', picture], check=True, timeout=60)
        finally:
            process.terminate()


if __name__ == '__main__':
    main(*sys.argv[1:])
