#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a comparison ends before its time: signals, readers that leave, kill -9."""

import fcntl
import json
import os
import signal
import sqlite3
import struct
import subprocess
import termios

from fake_vendors import Vendors
from harness import (DEADLINE, Program, Tap, check_contract, check_shown, finish, finished,
                     follow, read_events, reset_signals, text_of, wait_for)

PIPE_SIZE = 4096
HALF = ['Half', ' of', ' it']


def begin(program, vendors, *options, **more):
    """Two columns that stop half-way: their process and what it said so far."""
    vendors.behave('half', deltas=HALF + [' never'], behaviour=f'hold-after-{len(HALF)}')
    process = program.start('compare', '--format=jsonl', '-m', 'openai:half', '-m',
                            'anthropic:half', *options, 'hi', preexec_fn=reset_signals, **more)
    return process, follow(process, lambda seen: all(
        text_of(seen, index) == ''.join(HALF) for index in (0, 1)))


def check_stopped(program, events):
    check_contract(events, ['openai:half', 'anthropic:half'])
    for index in (0, 1):
        assert finished(events, index)['state'] == 'stopped'
        assert finished(events, index)['error'] is None
        assert text_of(events, index) == ''.join(HALF)
    shown = program.show(events[-1]['id'])
    check_shown(shown, events)
    assert [column['text'] for column in shown['columns']] == [''.join(HALF)] * 2


def stop_with(number):
    def test(program, vendors):
        process, seen = begin(program, vendors)
        status, out, err = finish(process, number)
        assert (status, err) == (128 + number, ''), (status, err)
        check_stopped(program, seen + read_events(out))
    return test


test_sigint = stop_with(signal.SIGINT)
test_sigterm = stop_with(signal.SIGTERM)
test_sighup = stop_with(signal.SIGHUP)


def test_sigint_json(program, vendors):
    vendors.behave('half', deltas=HALF + [' never'], behaviour=f'hold-after-{len(HALF)}')
    process = program.start('compare', '--format=json', '-m', 'openai:half', 'hi')
    wait_for(lambda: vendors.requests, 'the request')
    wait_for(lambda: stored_text(program) == ''.join(HALF), 'the saved text')
    status, out, err = finish(process, signal.SIGINT)
    assert (status, err) == (130, ''), (status, err)
    told = json.loads(out)
    assert [column['state'] for column in told['columns']] == ['stopped']
    assert told['columns'][0]['text'] == ''.join(HALF)


def test_sigint_while_waiting(program, vendors):
    """Before the first byte, too."""
    vendors.behave('mute', behaviour='hold-after-0')
    process = program.start('compare', '--format=jsonl', '-m', 'openai:mute', 'hi')
    wait_for(lambda: vendors.requests, 'the request')
    status, out, err = finish(process, signal.SIGINT)
    assert (status, err) == (130, ''), (status, err)
    events = check_contract(read_events(out), ['openai:mute'])
    assert finished(events)['state'] == 'stopped' and finished(events)['ttft_ms'] is None


def test_second_sigint(program, vendors):
    """It does not wait for a reader that does not read."""
    vendors.behave('flood', deltas=['x' * 10000] * 100, behaviour='hold-after-100')
    process = program.start('compare', '--format=jsonl', '-m', 'openai:flood', 'hi')
    wait_for(lambda: stored_text(program) == 'x' * 1000000, 'the saved text')
    process.send_signal(signal.SIGINT)
    wait_for(lambda: program.history() and state_of(program) == 'stopped', 'the stop')
    assert process.poll() is None, 'it did not wait for its reader'
    process.send_signal(signal.SIGINT)
    assert process.wait(DEADLINE) == 130
    finish(process)


def state_of(program):
    return program.show(program.history()[0]['id'])['columns'][0]['state']


def stored_text(program):
    """The text of the only column as another process sees it."""
    if not program.history():
        return None
    return program.show(program.history()[0]['id'])['columns'][0]['text']


def test_slow_reader(program, vendors):
    """What nobody reads is neither lost nor does it stop the others."""
    vendors.behave('flood', deltas=['x' * 10000] * 100)
    process = program.start('compare', '--format=jsonl', '-m', 'openai:flood', 'hi')
    wait_for(lambda: program.history() and state_of(program) == 'done', 'the end')
    status, out, err = finish(process)
    assert (status, err) == (0, '')
    events = check_contract(read_events(out), ['openai:flood'])
    assert text_of(events, 0) == 'x' * 1000000


def test_reader_gone(program, vendors):
    """As if stopped: quietly, with the texts kept."""
    process, _ = begin(program, vendors)
    process.stdout.close()
    assert process.wait(DEADLINE) == 141
    assert process.stderr.read() == b''
    process.stderr.close()
    shown = program.show(program.history()[0]['id'])
    assert [(c['state'], c['text']) for c in shown['columns']] == [('stopped', ''.join(HALF))] * 2


def test_reader_gone_of_lists(program, vendors):
    process = program.start('models')
    process.stdout.close()
    assert process.wait(DEADLINE) in (0, 141)
    assert process.stderr.read() == b''
    process.stderr.close()


def test_shared_pipe(program, vendors):
    """A pipe that does not wait, since another program has said so."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, PIPE_SIZE)
    process = subprocess.Popen([program.executable, 'models', '--format=json'], stdout=writer,
                               stderr=subprocess.PIPE, env=program.env)
    os.close(writer)
    with os.fdopen(reader, 'rb') as file:
        wait_for(lambda: struct.unpack('i', fcntl.ioctl(reader, termios.FIONREAD, b'0000'))[0]
                 == PIPE_SIZE, 'the full pipe')
        models = json.loads(file.read())
    assert len(models) > 200
    assert (process.wait(DEADLINE), process.stderr.read()) == (0, b'')
    process.stderr.close()


def test_full_disk(program, vendors):
    vendors.behave('good')
    with open('/dev/full', 'wb') as full:
        done = program.run('compare', '--format=jsonl', '-m', 'openai:good', 'hi', stdout=full)
        assert done.returncode == 1 and done.err.count('\n') == 1, (done.returncode, done.err)
        done = program.run('models', stdout=full)
        assert done.returncode == 1 and done.err.count('\n') == 1, (done.returncode, done.err)
    wait_for(lambda: program.history(), 'the history')


def test_closed_streams(program, vendors):
    """Without the standard streams nothing else may take their numbers."""
    vendors.behave('good', deltas=['fine'])
    done = subprocess.run(
        ['sh', '-c', 'exec "$@" <&- >&- 2>&-', 'sh', program.executable, 'compare', '-m',
         'openai:good', 'hi'], env=program.env, timeout=DEADLINE, check=False)
    assert done.returncode == 0
    shown = program.show(program.history()[0]['id'])
    assert shown['columns'][0]['text'] == 'fine'
    with sqlite3.connect(program.database) as database:
        assert database.execute('PRAGMA integrity_check').fetchall() == [('ok',)]
    database.close()


def test_kill(program, vendors):
    """After kill -9 what had come is there, as interrupted."""
    process, _ = begin(program, vendors)
    wait_for(lambda: program.history(), 'the history')
    wait_for(lambda: stored_text(program) == ''.join(HALF), 'the saved text')
    process.kill()
    process.wait(DEADLINE)
    process.stdout.close()
    process.stderr.close()
    listed = program.history()
    assert len(listed) == 1 and listed[0]['models'] == ['openai:half', 'anthropic:half']
    shown = program.show(listed[0]['id'])
    for column in shown['columns']:
        assert column['state'] == 'interrupted', column
        assert column['text'] == ''.join(HALF), column
        assert column['output_tokens'] is None
    mode = os.stat(program.path('data', 'llmselect')).st_mode & 0o777
    assert mode == 0o700, oct(mode)
    mode = os.stat(program.database).st_mode & 0o777
    assert mode == 0o600, oct(mode)


def test_running_elsewhere(program, vendors):
    """Another process sees a running comparison as running, and leaves it alone."""
    process, seen = begin(program, vendors)
    wait_for(lambda: program.history() and stored_text(program) == ''.join(HALF), 'the text')
    shown = program.show(program.history()[0]['id'])
    assert [column['state'] for column in shown['columns']] == ['streaming'] * 2, shown
    vendors.let_go()
    status, out, err = finish(process)
    assert (status, err) == (0, ''), (status, err)
    events = check_contract(seen + read_events(out), ['openai:half', 'anthropic:half'])
    check_shown(program.show(events[-1]['id']), events)


def main():
    tap = Tap()
    for name, function in globals().copy().items():
        if name.startswith('test_'):
            with Program() as program, Vendors() as vendors:
                tap.run(name[5:], function, program.use(vendors), vendors)
    tap.finish()


if __name__ == '__main__':
    main()
