#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start to first frame, and memory with the demonstration open, against gnome-text-editor.

Runs under tests/run-private.  Both programs are started in turns on the same
display; the clock runs from just before exec until the window shows its header bar.
Memory is the proportional set size once the process has been idle for two seconds.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from common import Report, wait_idle  # noqa: E402  pylint: disable=wrong-import-position
from xwatch import Watcher  # noqa: E402  pylint: disable=wrong-import-position

START_DEADLINE = 60
SKIPPED = 77


def pss_mib(pid):
    for line in pathlib.Path(f'/proc/{pid}/smaps_rollup').read_text(encoding='utf-8').splitlines():
        if line.startswith('Pss:'):
            return int(line.split()[1]) / 1024
    raise RuntimeError('no Pss')


def measure(command, with_memory, messages=None):
    """Return seconds from exec to the painted window, and MiB."""
    watcher = Watcher()
    start = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=messages) as process:
        try:
            _, painted = watcher.wait_painted(START_DEADLINE)
            memory = None
            if with_memory:
                wait_idle(process.pid)
                memory = pss_mib(process.pid)
        finally:
            process.terminate()
            process.wait(30)
            watcher.close()
    return painted - start, memory


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('program')
    parser.add_argument('--runs', type=int, default=7)
    parser.add_argument('--memory-runs', type=int, default=3)
    args = parser.parse_args()
    other = shutil.which('gnome-text-editor')
    if other is None:
        print('gnome-text-editor is not installed')
        sys.exit(SKIPPED)
    os.environ['GSK_RENDERER'] = 'cairo'
    commands = {'ours': ([args.program, '--demo'], None),
                'theirs': ([other, '--standalone', '--ignore-session'], subprocess.DEVNULL)}
    for command, messages in commands.values():
        measure(command, False, messages)  # once for the caches
    seconds = {name: [] for name in commands}
    memory = {name: [] for name in commands}
    for run in range(args.runs):
        for name, (command, messages) in commands.items():
            time_taken, mib = measure(command, run < args.memory_runs, messages)
            seconds[name].append(time_taken)
            if mib is not None:
                memory[name].append(mib)
    report = Report('Start and memory, against gnome-text-editor')
    names = ('LLMSelect with the demonstration', 'gnome-text-editor')
    report.add('start to first frame', seconds['ours'], seconds['theirs'], 's', 1.0, names)
    report.add('memory (PSS)', memory['ours'], memory['theirs'], 'MiB', 1.2, names)
    report.finish()


if __name__ == '__main__':
    main()
