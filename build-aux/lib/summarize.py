#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Count the test cases that `meson test` ran in the given build folders.

A test program that speaks TAP counts with each of its test points, any other as
one.  A program that fails without a failed point of its own (it crashed, ran into
its time limit, or stopped before its plan was done) is one failure more.
The last line is "N passed, N failed" (", N skipped" if there were any); the exit
status is 0 only if something ran and nothing failed.  Before it stands what each program
that failed said last: whoever reads only the end of a log sees why.
"""

import collections
import json
import pathlib
import re
import sys

# How much is shown of what failed.
PROGRAMS_SHOWN = 5
LAST_LINES = 8
TELLING = re.compile(r'^not ok|^Bail out|ERROR|Error:|CRITICAL|WARNING|SUMMARY:|runtime error|'
                     r'^\s*#\d+ .* in llm_|^Traceback|^AssertionError|^# .*(should be|expected)')

# meson's own words for how a program ended.
GOOD = {'OK', 'EXPECTEDFAIL'}
SKIPPED = {'SKIP'}

POINT = re.compile(r'^(not )?ok\b[ \t]*\d*[ \t]*-?[ \t]*([^#]*)(?:#[ \t]*(SKIP|TODO)\b)?',
                   re.IGNORECASE)


def tap_programs(build):
    """The names of the programs that speak TAP."""
    path = build / 'meson-info' / 'intro-tests.json'
    return {test['name'] for test in json.loads(path.read_text(encoding='utf-8'))
            if test['protocol'] == 'tap'}


def points(output):
    """Name and state of every test point in the output of a TAP program."""
    for line in output.splitlines():
        match = POINT.match(line)
        if match:
            bad, name, directive = match.groups()
            if directive:
                state = 'skipped'
            else:
                state = 'failed' if bad else 'passed'
            yield name.strip(), state


def count_program(row, is_tap):
    """Yield name and state of every case of one program."""
    name = row['name'].rsplit(' / ', 1)[-1]
    states = set()
    for case, state in points(row.get('stdout', '')) if is_tap else ():
        states.add(state)
        yield f'{name}: {case}', state
    if row['result'] in SKIPPED:
        if not states:
            yield name, 'skipped'
    elif row['result'] in GOOD:
        if not states:
            yield name, 'failed' if is_tap else 'passed'
    elif 'failed' not in states:
        yield f'{name}: {row["result"].lower()}', 'failed'


def read_rows(build):
    """Meson's record of every program that ran in a build folder."""
    path = build / 'meson-logs' / 'testlog.json'
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding='utf-8').splitlines()]


def count_build(build):
    """Yield name and state of every case that ran in a build folder."""
    rows = read_rows(build)
    tap = tap_programs(build) if rows else set()
    for row in rows:
        yield from count_program(row, row['name'].rsplit(' / ', 1)[-1] in tap)


def telling_lines(row):
    """What a program that failed said last, and what looks like the reason."""
    lines = [line for stream in ('stdout', 'stderr')
             for line in row.get(stream, '').splitlines() if line.strip()]
    telling = [line for line in lines[:-LAST_LINES] if TELLING.search(line)]
    return telling[-LAST_LINES:] + lines[-LAST_LINES:]


def print_reasons(build):
    """At most a screen or two, however much fails."""
    failed = [row for row in read_rows(build) if row['result'] not in GOOD | SKIPPED]
    for row in failed[:PROGRAMS_SHOWN]:
        print(f'--- {build.name}: {row["name"]}: {row["result"].lower()}')
        for line in telling_lines(row):
            print(f'    {line[:400]}')


def describe(counts):
    text = f'{counts["passed"]} passed, {counts["failed"]} failed'
    return text + (f', {counts["skipped"]} skipped' if counts['skipped'] else '')


def main(folders):
    total = collections.Counter()
    print()
    for folder in folders:
        print_reasons(pathlib.Path(folder))
    for folder in folders:
        build = pathlib.Path(folder)
        cases = list(count_build(build)) or [('no test ran', 'failed')]
        counts = collections.Counter(state for _, state in cases)
        for name, state in cases:
            if state == 'failed':
                print(f'FAILED in {build.name}: {name}')
        print(f'{build.name}: {describe(counts)}')
        total += counts
    print(describe(total))
    return 1 if total['failed'] or not total['passed'] else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
