#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the settings do to requests: retries, limits, prices, certificates."""

import asyncio
import json
import os
import pathlib
import signal
import ssl

from fake_vendors import CACHED, PROMPT, Vendors, answer, refusal
from harness import Program, Tap, finish, finished, read_events, text_of, wait_for

TLS = pathlib.Path(__file__).resolve().parents[1] / 'data' / 'net' / 'tls'


def test_retries(program, vendors):
    for number in (0, 1, 3):
        program.configure(f'max-retries={number}')
        vendors.behave('gpt-4o', *[refusal(503, 'Busy', 'retry-after-ms: 5')] * 9)
        before = len(vendors.requests)
        ended = finished(program.compare('-m', 'openai:gpt-4o', 'Hi', status=3))
        assert ended['error']['code'] in ('server', 'overloaded'), ended
        assert len(vendors.requests) - before == number + 1, number


def test_not_retried(program, vendors):
    """What is used up, or would take minutes, is not asked again."""
    vendors.behave('gpt-4o', refusal(402, 'Insufficient balance'))
    ended = finished(program.compare('-m', 'openai:gpt-4o', 'Hi', status=3))
    assert ended['error']['code'] == 'quota', ended
    vendors.behave('gpt-4o', refusal(429, 'Slow down', 'retry-after: 3600'))
    ended = finished(program.compare('-m', 'openai:gpt-4o', 'Hi', status=3))
    assert ended['error']['code'] == 'rate_limit', ended
    assert len(vendors.requests) == 2, vendors.requests


def test_rate_limit(program, vendors):
    """Who is over the limit waits, holds nobody else up, and can be stopped."""
    program.configure("rate-limits={'openai': uint32 1}")
    vendors.behave('gpt-4o', answer())
    vendors.behave('mistral-small-latest', answer())
    specs = ('openai:gpt-4o', 'openai:gpt-4o', 'mistral:mistral-small-latest',
             'mistral:mistral-small-latest')
    args = [word for spec in specs for word in ('-m', spec)]
    process = program.start('compare', '--format=jsonl', *args, 'Hi')
    wait_for(lambda: len(vendors.requests) == 3, 'three requests')
    lines = []
    while [line['event'] for line in lines].count('finished') < 3:
        lines.append(json.loads(process.stdout.readline()))
    status, rest, _ = finish(process, signal.SIGINT)
    events = lines + read_events(rest)
    states = [finished(events, index)['state'] for index in range(4)]
    assert sorted(states) == ['done', 'done', 'done', 'stopped'] and status == 130, states
    assert states[2:] == ['done', 'done'] and len(vendors.requests) == 3, states


def test_own_prices(program, vendors):
    program.configure("prices={'openai:gpt-4o': (1000.0, 100.0, -1.0, 2000.0)}")
    rows = json.loads(program.run('models', 'openai', '--format=json').out)
    row = next(row for row in rows if row['model'] == 'gpt-4o')
    assert (row['price_in'], row['price_cached_in'], row['price_out'], row['price_source']) == \
        (1000, 100, 2000, 'user'), row
    vendors.behave('gpt-4o', answer())
    events = program.compare('-m', 'openai:gpt-4o', 'Hi')
    expected = ((PROMPT - CACHED) * 1000 + CACHED * 100 + 2 * 2000) / 1e6
    assert abs(finished(events)['cost_usd'] - expected) < 1e-9, finished(events)
    # The cost stays as it was when the prices change.
    program.configure()
    shown = program.show(events[-1]['id'])['columns'][0]
    assert abs(shown['cost_usd'] - expected) < 1e-9, shown


def test_billed(program, vendors):
    """What OpenRouter says of the cost counts more than any price."""
    done = program.run('providers', 'add', 'router', '--preset=openrouter',
                       '--url=' + vendors.url('router'))
    assert done.returncode == 0, done.err
    program.env['ROUTER_API_KEY'] = 'sk-or-test'
    vendors.behave('openai/gpt-4o', answer(cost=0.0123))
    ended = finished(program.compare('-m', 'router:openai/gpt-4o', 'Hi'))
    assert ended['cost_usd'] == 0.0123 and 'estimated' not in ended, ended
    assert vendors.requests[0][2]['authorization'] == 'Bearer sk-or-test'


def test_too_long(program, vendors):
    """A prompt that does not fit is not sent, and it is said how far over it is."""
    rows = json.loads(program.run('models', 'openai', '--format=json').out)
    row = min((row for row in rows if row['context_window']),
              key=lambda row: row['context_window'])
    prompt = b'word ' * (row['context_window'] * 2)
    events = program.compare('-m', f'openai:{row["model"]}', '-', stdin=prompt, status=3)
    error = finished(events)['error']
    assert error['code'] == 'context_too_long' and 'more than' in error['message'], error
    assert vendors.requests == []


def test_control_characters(program, vendors):
    for prompt in (b'a\x01b', b'\x1b[31m', b'\x7f'):
        done = program.run('compare', '-m', 'openai:gpt-4o', '-', stdin=prompt)
        assert done.returncode == 2 and done.out == '', (prompt, done)
        assert 'control character' in done.err and '\x1b' not in done.err, (prompt, done)
        done = program.run('compare', '-m', 'openai:gpt-4o', '--system', prompt.decode(), 'Hi')
        assert done.returncode == 2 and 'control character' in done.err, (prompt, done)
    assert vendors.requests == []


def test_certificates(program, vendors):
    """A server that the system does not trust is asked with a file of its own, only."""
    # The leak checker of gcc 12 crashes on the thread-local data of gnutls.
    program.env['ASAN_OPTIONS'] = os.environ.get('ASAN_OPTIONS', '') + ':detect_leaks=0'
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / 'server.pem')
    server = vendors.call(asyncio.start_server(vendors.connected, '127.0.0.1', 0, ssl=context))
    url = f'https://127.0.0.1:{server.sockets[0].getsockname()[1]}/mine'
    for name, *more in (('plain',), ('trusting', f'--ca-file={TLS / "authority.pem"}')):
        done = program.run('providers', 'add', name, f'--url={url}', *more)
        assert done.returncode == 0, done.err
    vendors.behave('some', answer())
    ended = finished(program.compare('-m', 'plain:some', 'Hi', status=3))
    assert ended['error']['code'] == 'tls' and vendors.requests == [], ended
    events = program.compare('-m', 'trusting:some', 'Hi')
    assert text_of(events, 0) == 'Hello world', events
    vendors.call(close(server))


async def close(server):
    server.close()


def main():
    tap = Tap()
    for name, function in globals().copy().items():
        if name.startswith('test_'):
            with Program() as program, Vendors() as vendors:
                tap.run(name[5:], function, program.use(vendors), vendors)
    tap.finish()


if __name__ == '__main__':
    main()
