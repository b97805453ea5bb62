#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A history of 100,000 conversations and 1,000,000 messages, against the sqlite3 shell.

Runs under tests/run-private.  The history is made once (`seed`) and kept in a folder; all
that is measured reads it through LlmStore and through one sqlite3 shell, in turns.  The
start of the program and its memory are compared with those for an empty history and for
one of 300 conversations.
"""

import argparse
import importlib
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from common import Report, median  # noqa: E402  pylint: disable=wrong-import-position

SKIPPED = 77
END = 'the end'
ABSOLUTE_LIMIT_MS = 50.0

# A history that fills the list, too.
SMALL = 300

# What is asked, how often in a row, its limit against the shell.
OPERATIONS = (
    ('first-page', 'first page of the list', 500, 1.5),
    ('far-page', 'page 5,000 of the list', 500, 1.5),
    ('zyzzyva', 'search of a rare word', 10, 1.5),
    ('about', 'search of a common word', 5, 1.5),
    ('open', 'opening a conversation', 100, 1.5),
)


class Shell:
    """One sqlite3 that reads from a pipe."""

    def __init__(self, program, path):
        self.process = subprocess.Popen(  # pylint: disable=consider-using-with
            [program, '-batch', '-readonly', str(path)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)

    def run(self, sql, times):
        """Return seconds for one."""
        start = time.monotonic()
        self.process.stdin.write('.output /dev/null\n' + sql * times
                                 + f'.output stdout\n.print {END}\n')
        self.process.stdin.flush()
        while self.process.stdout.readline().strip() != END:
            if self.process.poll() is not None:
                raise RuntimeError('sqlite3 has ended')
        return (time.monotonic() - start) / times

    def close(self):
        self.process.stdin.close()
        self.process.wait(60)


class Store:
    """bench-history, which asks LlmStore."""

    def __init__(self, program, path):
        self.process = subprocess.Popen(  # pylint: disable=consider-using-with
            [program, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def tell(self, line):
        self.process.stdin.write(line + '\n')
        self.process.stdin.flush()

    def run(self, name, times):
        """Return seconds for one, and how many came."""
        start = time.monotonic()
        self.tell(f'run {name} {times}')
        count = int(self.process.stdout.readline())
        return (time.monotonic() - start) / times, count

    def sql(self, name):
        self.tell(f'sql {name}')
        lines = []
        while (line := self.process.stdout.readline()) != 'end\n':
            if not line:
                raise RuntimeError('bench-history has ended')
            lines.append(line)
        return ''.join(lines)

    def close(self):
        self.process.stdin.close()
        self.process.wait(60)


def make_history(args, name, conversations, messages):
    """Return the file, made if it is not there in the newest version."""
    version = int(subprocess.run([args.store, 'version'], check=True, text=True,
                                 stdout=subprocess.PIPE).stdout)
    path = args.folder / name / 'llmselect' / 'llmselect.db'
    if path.exists():
        with sqlite3.connect(path.as_uri() + '?mode=ro', uri=True) as database:
            if database.execute('PRAGMA user_version').fetchone()[0] == version:
                return path
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in path.parent.glob('*.db*'):
        old.unlink()
    print(f'Making {path}', flush=True)
    made = path.with_name('new.db')
    subprocess.run([args.seed, f'--conversations={conversations}',
                    f'--messages={messages}', str(made)], check=True)
    made.rename(path)
    return path


def measure_queries(args, path, shell_program, report):
    shell, store = Shell(shell_program, path), Store(args.store, path)
    seconds = {}
    try:
        for name, what, times, limit in OPERATIONS:
            sql = store.sql(name)
            ours, theirs, count = [], [], 0
            for run in range(args.runs + 1):
                own, count = store.run(name, times)
                other = shell.run(sql, times)
                if run > 0:  # the first is for the caches
                    ours.append(own * 1000)
                    theirs.append(other * 1000)
            if count == 0:
                raise RuntimeError(f'{what}: nothing came')
            seconds[name] = ours
            report.add(what, ours, theirs, 'ms', limit, ('LLMSelect', 'sqlite3'))
            report.add(f'{what}, absolute', ours, [ABSOLUTE_LIMIT_MS], 'ms', 1.0,
                       ('LLMSelect', 'limit'))
        report.add('page 5,000 against the first', seconds['far-page'], seconds['first-page'],
                   'ms', 1.5, ('page 5,000', 'first page'))
    finally:
        store.close()
        shell.close()


def measure_first_search(args, path, report):
    """The first search of a process, as the window does it: prepared when the search gets the
    focus."""
    milliseconds = {True: [], False: []}
    for _ in range(args.runs):
        for prepared, values in milliseconds.items():
            store = Store(args.store, path)
            try:
                store.run('first-page', 1)
                if prepared:
                    store.run('prepare', 1)
                seconds, count = store.run('about', 1)
            finally:
                store.close()
            if count == 0:
                raise RuntimeError('nothing was found')
            values.append(seconds * 1000)
    report.add('first search of a common word, absolute', milliseconds[True],
               [ABSOLUTE_LIMIT_MS], 'ms', 1.0, ('LLMSelect', 'limit'))
    report.note(f'The same, not prepared: {median(milliseconds[False]):.1f} ms')


def measure_start(args, report):
    measure = importlib.import_module('bench-start').measure
    os.environ['GSK_RENDERER'] = 'cairo'
    make_history(args, 'small', SMALL, SMALL * 10)
    folders = {name: args.folder / name for name in ('full', 'small', 'empty')}
    seconds = {name: [] for name in folders}
    memory = {name: [] for name in folders}
    for run in range(args.runs + 1):
        for name, folder in folders.items():
            folder.mkdir(exist_ok=True)
            os.environ['XDG_DATA_HOME'] = str(folder)
            taken, mib = measure([args.program], 0 < run < 4)
            if run > 0:
                seconds[name].append(taken)
            if mib is not None:
                memory[name].append(mib)
    full = f'{args.conversations} conversations'
    for other, name in (('empty', 'none'), ('small', f'{SMALL} conversations')):
        report.add(f'start to first frame, against {name}', seconds['full'], seconds[other], 's',
                   1.15, (full, name))
        report.add(f'memory (PSS), against {name}', memory['full'], memory[other], 'MiB', 1.3,
                   (full, name))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('what', choices=('queries', 'start'))
    parser.add_argument('--store', required=True, help='the program bench-history')
    parser.add_argument('--seed', required=True, help='the program seed')
    parser.add_argument('--program', help='llmselect')
    parser.add_argument('--folder', type=pathlib.Path, required=True, help='for the history')
    parser.add_argument('--runs', type=int, default=7)
    parser.add_argument('--conversations', type=int, default=100000)
    parser.add_argument('--messages', type=int, default=1000000)
    args = parser.parse_args()
    args.folder = args.folder.resolve()
    shell = shutil.which('sqlite3')
    if args.what == 'queries' and shell is None:
        print('sqlite3 is not installed')
        sys.exit(SKIPPED)
    path = make_history(args, 'full', args.conversations, args.messages)
    report = Report(f'A history of {path.stat().st_size / 1e6:.0f} MB')
    if args.what == 'queries':
        measure_queries(args, path, shell, report)
        measure_first_search(args, path, report)
    else:
        measure_start(args, report)
    report.finish()


if __name__ == '__main__':
    main()
