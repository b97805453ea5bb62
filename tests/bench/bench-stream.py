#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine under streams: parallel columns, processor time, time to the first token.

One of `parallel`, `cpu`, `first-token` or `recorder`; see docs/benchmarks.md.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from common import median, Report  # noqa: E402  pylint: disable=wrong-import-position
from sse_server import Server  # noqa: E402  pylint: disable=wrong-import-position

SKIPPED = 77
COLUMNS = 4
COLUMN_EVENTS = 50000


def compare(program, model, columns):
    models = ['-m', f'openai:{model}'] * columns
    return [program, 'compare', '--format=jsonl', '--no-save', *models, 'bench']


def run_all(commands):
    """Run the commands at once; return the seconds by the clock and of the processor."""
    start = time.monotonic()
    children = [subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
                for command in commands]
    processor = 0
    for child in children:
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            raise RuntimeError(f'{child.args[0]} ended with {child.returncode}')
        processor += usage.ru_utime + usage.ru_stime
    return time.monotonic() - start, processor


def first_output(command, marker):
    """Seconds from exec until a line with the marker comes out."""
    start = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as child:
        for line in child.stdout:
            if marker in line:
                taken = time.monotonic() - start
                break
        else:
            raise RuntimeError(f'{command[0]} printed no {marker!r}')
        child.stdout.read()
    return taken


def bench_parallel(program, _server, runs):
    """Four columns of one provider against one: they must not wait for each other."""
    ours, theirs = [], []
    for _ in range(runs):
        theirs.append(run_all([compare(program, 'bench-30-100-0', 1)])[0])
        ours.append(run_all([compare(program, 'bench-30-100-0', COLUMNS)])[0])
    report = Report('Parallel columns of one provider')
    report.add('30 events, one every 100 ms', ours, theirs, 's', 1.1,
               ('four columns', 'one column'))
    report.finish()


def bench_cpu(program, server, runs):
    """Processor time for four columns of many events, against four curls."""
    model = f'bench-{COLUMN_EVENTS}-0-0'
    ours, theirs = [], []
    for _ in range(runs):
        theirs.append(run_all([server.curl(model)] * COLUMNS)[1])
        ours.append(run_all([compare(program, model, COLUMNS)])[1])
    report = Report('Processor time, against curl')
    report.add(f'{COLUMNS} x {COLUMN_EVENTS} events', ours, theirs, 's', 5.0,
               ('LLMSelect', 'four curls'))
    per_event = [1e6 * median(times) / (COLUMNS * COLUMN_EVENTS) for times in (ours, theirs)]
    report.note('an event, start of the process included: '
                f'{per_event[0]:.2f} us, curl {per_event[1]:.2f} us')
    report.finish()


def bench_first_token(program, server, runs):
    """From exec to the first token, against curl."""
    model = 'bench-3-10-300'
    ours, theirs = [], []
    for _ in range(runs):
        theirs.append(first_output(server.curl(model), b'"content"'))
        ours.append(first_output(compare(program, model, 1), b'"delta"'))
    report = Report('Time to the first token, against curl')
    report.add('exec to the first token, 300 ms of them the server’s', ours, theirs, 's', 1.25,
               ('LLMSelect', 'curl'))
    report.finish()


def bench_recorder(program, _server, runs):
    """Processor time with the raw events kept in the record, against a record without them."""
    command = compare(program, f'bench-{COLUMN_EVENTS}-0-0', COLUMNS)
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        settings = pathlib.Path(folder) / 'llmselect' / 'settings.ini'
        settings.parent.mkdir()
        os.environ['XDG_CONFIG_HOME'] = folder
        for _ in range(runs):
            for keep, times in (('false', theirs), ('true', ours)):
                settings.write_text(f'[LLMSelect]\nkeep-raw-events={keep}\n', encoding='utf-8')
                times.append(run_all([command])[1])
    report = Report('The flight recorder')
    report.add(f'{COLUMNS} x {COLUMN_EVENTS} events', ours, theirs, 's', 1.5,
               ('with raw events', 'without'))
    report.finish()


BENCHMARKS = {'parallel': (bench_parallel, 3), 'cpu': (bench_cpu, 3),
              'first-token': (bench_first_token, 9), 'recorder': (bench_recorder, 3)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('benchmark', choices=BENCHMARKS)
    parser.add_argument('program')
    parser.add_argument('--runs', type=int)
    args = parser.parse_args()
    if not shutil.which('curl'):
        print('curl is not installed')
        sys.exit(SKIPPED)
    server = Server()
    os.environ.update(OPENAI_API_KEY='bench', LLMSELECT_OPENAI_BASE_URL=server.base_url)
    function, runs = BENCHMARKS[args.benchmark]
    try:
        function(args.program, server, args.runs or runs)
    finally:
        server.close()


if __name__ == '__main__':
    main()
