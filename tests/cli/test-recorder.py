#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a column was asked: what is kept of it, what is not, and the line for curl."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess

from fake_vendors import Vendors, answer, refusal
from harness import Program, Tap

AZURE = 'AZURE_AI_FOUNDRY_KEY'
KEYS = {
    'OPENAI_API_KEY': 'sk-canary-0123456789abcdef',
    'ANTHROPIC_API_KEY': 'sk-ant-canary-0123456789',
    'GEMINI_API_KEY': 'AIcanary0123456789abcdef',
    'MINE_API_KEY': 'canary/of+mine=="\\0123',
    AZURE: 'canary0123456789abcdef0123456789',
}
KEY = KEYS['OPENAI_API_KEY']
MODELS = ('gpt-4o', 'claude-sonnet-4-5', 'gemini-2.5-flash', 'any', 'gpt-4o-deployment')
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


def ask_all(program, vendors, status=0):
    """One column of each way of asking: its comparison, and the variable of its key."""
    program.env.update({name: key for name, key in KEYS.items() if 'AZURE' not in name})
    done = program.run('providers', 'add', 'mine', '--url=' + vendors.url('mine'),
                       '--preset=vllm', '--header=X-My-Key: token={key}')
    assert done.returncode == 0, done.err
    asked = [(ask(program, model=model, status=status), name) for model, name in (
        ('openai:gpt-4o', 'OPENAI_API_KEY'), ('anthropic:claude-sonnet-4-5', 'ANTHROPIC_API_KEY'),
        ('gemini:gemini-2.5-flash', 'GEMINI_API_KEY'), ('mine:any', 'MINE_API_KEY'))]
    program.env.update({'USE_AZURE_FOUNDRY': '1', 'AZURE_AI_FOUNDRY_KEY': KEYS[AZURE],
                        'AZURE_AI_FOUNDRY_ENDPOINT': vendors.url('azure')})
    asked.append((ask(program, status=status), AZURE))
    assert len(vendors.requests) == len(asked), vendors.paths
    for request, (_, name) in zip(vendors.requests, asked):
        assert KEYS[name] in ' '.join(request[2].values()), request
    return asked


def test_curl(program, vendors):
    """The line sends the same again, with the key from where people keep it."""
    asked = ask_all(program, vendors)
    for index, (turn, variable) in enumerate(asked):
        done = program.run('recorder', '--curl', turn, '1')
        assert done.returncode == 0 and f'"${variable}"' in done.out, done.out
        assert 'canary' not in done.out, done.out
        if shutil.which('curl') is None:
            continue
        env = {'PATH': program.env['PATH'], variable: KEYS[variable], 'no_proxy': '*'}
        sent = subprocess.run(['sh', '-c', done.out], env=env, capture_output=True, check=False,
                              timeout=60)
        assert sent.returncode == 0 and sent.stdout.startswith((b'data: ', b'event: ')), sent
        assert len(vendors.requests) == len(asked) + index + 1, vendors.paths
        assert vendors.paths[-1] == vendors.paths[index], vendors.paths
        ours, theirs = vendors.requests[index], vendors.requests[-1]
        assert ours[:2] == theirs[:2] and ours[3] == theirs[3], (ours, theirs)
        # The length of the body is among them.
        for name, value in ours[2].items():
            if name not in ('connection', 'user-agent'):
                assert theirs[2].get(name) == value, (name, ours, theirs)


def assert_no_canary(program, n_flights):
    """No secret is in the records, nor in any file of the user's."""
    with sqlite3.connect(program.database) as database:
        rows = [row[0] for row in database.execute('SELECT data FROM flight')]
    database.close()
    assert len(rows) == n_flights and not any('canary' in row for row in rows), rows
    for folder, _, names in os.walk(program.folder):
        for name in names:
            with open(os.path.join(folder, name), 'rb') as file:
                assert b'canary' not in file.read(), os.path.join(folder, name)


def assert_none_on_disk(program, vendors, status):
    """Whether or not it works, and though the server says the keys again."""
    program.configure('keep-raw-events=true', 'max-retries=0')
    for model in MODELS:
        vendors.behave(model, answer(deltas=['Hello']) if status == 200
                       else refusal(status, 'The keys {secrets} are wrong'))
    asked = ask_all(program, vendors, status=0 if status == 200 else 3)
    assert_no_canary(program, len(asked))


def test_no_key_on_disk(program, vendors):
    assert_none_on_disk(program, vendors, 200)


def test_no_key_on_disk_if_bad(program, vendors):
    assert_none_on_disk(program, vendors, 400)


def test_no_key_on_disk_if_refused(program, vendors):
    assert_none_on_disk(program, vendors, 401)


def test_no_key_on_disk_if_broken(program, vendors):
    assert_none_on_disk(program, vendors, 500)


def test_proxy(program, vendors):
    """Neither the key nor the password of a proxy, whether it can be reached or not."""
    program.configure('max-retries=0')
    program.env.update({'LLMSELECT_OPENAI_BASE_URL': 'http://vendor.invalid/openai',
                        'no_proxy': ''})
    port = vendors.url('').split(':')[2].rstrip('/')
    program.env['http_proxy'] = f'http://me:proxy-canary@127.0.0.1:{port}'
    ask(program)
    assert vendors.paths == ['http://vendor.invalid/openai/chat/completions'], vendors.paths
    with socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        program.env['http_proxy'] = f'http://me:proxy-canary@127.0.0.1:{free.getsockname()[1]}'
        ask(program, status=3)
    assert_no_canary(program, 2)


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
