#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a column was asked: what is kept of it, what is not, and the line for curl."""

import json
import shutil
import sqlite3
import subprocess

from fake_vendors import Vendors, answer, refusal
from harness import Program, Tap

KEY = 'sk-canary-0123456789abcdef'
PROMPT = "It's \"odd\": $HOME `id` \\n\n✓ 😀 %s"


def ask(program, *args, model='openai:gpt-4o', status=0):
    return program.compare('-m', model, *args, PROMPT, status=status)[-1]['id']


def record(program, *args):
    done = program.run('recorder', '--format=json', *args)
    assert (done.returncode, done.err) == (0, ''), (args, done.err)
    return json.loads(done.out)


def test_record(program, vendors):
    vendors.behave('gpt-4o', answer(deltas=['one', ' two', ' three']))
    turn = ask(program)
    told = record(program, turn, '1')
    request, = told['requests']
    assert told['waits'] == [] and request['status'] == 200 and request['outcome'] == 'done', told
    assert request['method'] == 'POST' and request['protocol'] == 'HTTP/1.1', request
    assert request['url'].endswith('/chat/completions'), request
    assert {'name': 'Authorization', 'value': 'Bearer [key]'} in request['headers'], request
    assert request['key_variable'] == 'OPENAI_API_KEY' and request['bytes'] > 0, request
    assert json.loads(request['body'])['messages'][-1]['content'] == PROMPT, request
    assert request['pieces'] >= 1 and 'raw_head' not in request, request
    times = request['times_ms']
    assert times['begun'] <= times['sent'] <= times['head'] <= times['first_bytes'] \
        <= times['first_token'] <= times['last_token'] <= times['end'], times
    done = program.run('recorder', turn, '1')
    assert done.returncode == 0 and 'Bearer [key]' in done.out and 'First token' in done.out
    assert 'HTTP/1.1 200' in done.out and 'Done' in done.out, done.out


def test_retries(program, vendors):
    """Each attempt is there, and why it was waited."""
    vendors.behave('gpt-4o', refusal(429, 'Slow down', 'retry-after-ms: 5'), answer())
    turn = ask(program)
    told = record(program, '--raw', turn, '1')
    assert [entry['status'] for entry in told['requests']] == [429, 200], told
    assert [entry['outcome'] for entry in told['requests']] == ['failed', 'done'], told
    assert told['requests'][0]['error_code'] == 'rate_limit', told
    # What a server says instead of an answer is kept in any case.
    assert 'Slow down' in told['requests'][0]['raw_head'], told
    assert told['requests'][1]['raw_head'] is None, told
    wait, = told['waits']
    assert wait['reason'] == 'retry' and wait['wait_ms'] > 0 and wait['detail'], told
    assert 'Retried after' in program.run('recorder', turn, '1').out


def test_raw(program, vendors):
    vendors.behave('gpt-4o', answer(deltas=['one', ' two']))
    turn = ask(program)
    done = program.run('recorder', '--raw', turn, '1')
    assert done.returncode == 1 and 'Keep raw events' in done.err, done.err
    program.configure('keep-raw-events=true')
    turn = ask(program)
    done = program.run('recorder', '--raw', turn, '1')
    assert done.returncode == 0 and done.out.startswith('data: '), done.out
    assert '[DONE]' in done.out and ' two' in done.out, done.out


def test_curl(program, vendors):
    """The line sends the same again, to the byte."""
    vendors.behave('gpt-4o', answer())
    turn = ask(program)
    done = program.run('recorder', '--curl', turn, '1')
    assert done.returncode == 0 and KEY not in done.out, done.out
    assert '$OPENAI_API_KEY' in done.out, done.out
    if shutil.which('curl') is None:
        return
    env = {**program.env, 'OPENAI_API_KEY': KEY, 'no_proxy': '*'}
    sent = subprocess.run(['sh', '-c', done.out], env=env, capture_output=True, check=False,
                          timeout=60)
    assert sent.returncode == 0 and b'[DONE]' in sent.stdout, sent
    ours, theirs = vendors.requests
    assert ours[:2] == theirs[:2] and ours[3] == theirs[3], vendors.requests
    assert theirs[2]['authorization'] == 'Bearer ' + KEY, theirs


def test_no_key_on_disk(program, vendors):
    program.configure('keep-raw-events=true')
    for status in (200, 401, 500):
        vendors.behave('gpt-4o', answer() if status == 200
                       else refusal(status, f'The key {KEY} is wrong'))
        program.compare('-m', 'openai:gpt-4o', 'Hi', status=0 if status == 200 else 3)
    with sqlite3.connect(program.database) as database:
        rows = [row[0] for row in database.execute('SELECT data FROM flight')]
    database.close()
    assert len(rows) == 3 and not any(KEY in row for row in rows), rows


def test_none(program, vendors):
    """Where there is nothing, it is said why, with the status of a failure."""
    vendors.behave('gpt-4o', answer())
    turn = ask(program)
    with sqlite3.connect(program.database) as database:
        database.execute('DELETE FROM flight')
    database.close()
    done = program.run('recorder', turn, '1')
    assert done.returncode == 1 and 'recorded' in done.err, done.err
    with sqlite3.connect(program.database) as database:
        database.execute("INSERT INTO flight (column_id, created_at, data) "
                         "SELECT column_id, 0, 'rubbish' FROM answer")
    database.close()
    done = program.run('recorder', turn, '1')
    assert done.returncode == 1 and 'cannot be read' in done.err, done.err


def test_cached(program, vendors):
    """What came from the cache was not asked for."""
    program.configure('response-cache=true')
    vendors.behave('gpt-4o', answer())
    ask(program)
    turn = ask(program)
    assert len(vendors.requests) == 1
    assert record(program, turn, '1')['requests'] == []
    done = program.run('recorder', turn, '1')
    assert done.returncode == 1 and 'Nothing was sent' in done.err, done.err


def test_demo(program, _):
    turn = ask(program, model='demo:swift')
    assert record(program, turn, '1')['requests'][0]['status'] == 200


def test_usage(program, vendors):
    vendors.behave('gpt-4o', answer())
    turn = ask(program)
    for args in ((), (turn,), (turn, '0'), (turn, 'x'), (turn, '1', '2'),
                 ('--turn=-1', turn, '1'), ('--curl', '--raw', turn, '1'),
                 ('--format=csv', turn, '1')):
        done = program.run('recorder', *args)
        assert done.returncode == 2 and done.err, (args, done.returncode, done.err)
    for args in (('00000000-0000-0000-0000-000000000000', '1'), (turn, '2'),
                 ('--turn=2', turn, '1')):
        done = program.run('recorder', *args)
        assert done.returncode == 1 and done.err, (args, done.returncode, done.err)


def main():
    tap = Tap()
    for name, function in globals().copy().items():
        if name.startswith('test_'):
            with Program() as program, Vendors() as vendors:
                program.use(vendors)
                program.env['OPENAI_API_KEY'] = KEY
                tap.run(name[5:], function, program, vendors)
    tap.finish()


if __name__ == '__main__':
    main()
