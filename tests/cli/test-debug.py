#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""--debug tells what the program does, and nothing that is anybody else's business."""

import json
import re

from fake_vendors import Vendors, answer, refusal
from harness import Program, Tap, read_events

KEY = 'sk-canary-key-4711'
PROMPT = 'canary prompt 0815'
SYSTEM = 'canary system 1234'
ANSWER = ('canary ', 'answer ', '5678')
DETAIL = 'canary detail 9999'

RECORD = re.compile(r'^\d\d:\d\d:\d\d\.\d{3} (debug|info) llmselect[a-z-]*: ')
END = re.compile(r'status (\d+) first token (-?[\d.]+) ms end ([\d.]+) ms '
                 r'bytes (\d+) request id (\S+)')


def ask(program, vendors, *args):
    vendors.behave('good', answer(ANSWER))
    vendors.behave('bad', refusal(401, f'{DETAIL} {KEY}'))
    program.use(vendors)
    program.env['OPENAI_API_KEY'] = KEY
    done = program.run(*args, '-m', 'openai:good', '-m', 'mistral:bad', '--system', SYSTEM,
                       '--format=jsonl', PROMPT)
    assert done.returncode == 1, done.err
    return done


def records_of(text, provider):
    return [line for line in text.splitlines()
            if RECORD.match(line) and f' provider={provider}' in line]


def test_fields(program, vendors):
    done = ask(program, vendors, 'compare', '--debug')
    lines = done.err.splitlines()
    assert lines and all(RECORD.match(line) for line in lines), done.err
    for provider, model, status in (('openai', 'good', 200), ('mistral', 'bad', 401)):
        records = [line for line in records_of(done.err, provider)
                   if f' model={model}' in line and END.search(line)]
        assert len(records) == 1, done.err
        match = END.search(records[0])
        assert int(match[1]) == status, records
        assert float(match[3]) >= 0, records
        assert int(match[4]) > sum(map(len, ANSWER)) or status != 200, records
        assert match[5] == 'req-fake', records
    assert ' error=auth' in records_of(done.err, 'mistral')[-1], done.err


def test_nothing_private(program, vendors):
    done = ask(program, vendors, '--debug', 'compare')
    assert records_of(done.err, 'openai'), done.err
    text = ''.join(event.get('text', '') for event in read_events(done.out)
                   if event['event'] == 'delta')
    assert 'canary answer 5678' in text, done.out
    assert 'canary' not in done.err and KEY not in done.err, done.err
    assert '?' not in done.err, done.err


def test_no_questions(program, vendors):
    """Lists of models and key checks are told of too, without the key."""
    program.use(vendors)
    program.env['OPENAI_API_KEY'] = KEY
    for args, what in ((('models', '--refresh', 'openai'), 'list of models'),
                       (('providers', 'test', 'openai'), 'key check')):
        done = program.run('--debug', *args)
        assert KEY not in done.err, done.err
        record = next(line for line in records_of(done.err, 'openai') if what in line)
        assert re.search(r'status 200 head [\d.]+ ms request id req-fake', record), done.err
        assert ' status=200' in record and '127.0.0.1' not in record, record


def test_off(program, vendors):
    done = ask(program, vendors, 'compare')
    assert done.err == '', done.err
    # A prompt that looks like it.
    program.env['G_MESSAGES_DEBUG'] = ''
    done = program.run('compare', '-m', 'openai:good', '--', '--debug')
    assert (done.returncode, done.err) == (0, ''), done.err
    assert vendors.requests[-1][3]['messages'][-1]['content'] == '--debug', vendors.requests[-1]


def test_messages_debug(program, vendors):
    program.env['G_MESSAGES_DEBUG'] = 'all'
    plain = ask(program, vendors, 'compare')
    assert 'llmselect-net-DEBUG' in plain.err, plain.err
    both = ask(program, vendors, 'compare', '--debug')
    assert records_of(both.err, 'openai') and 'llmselect-net-DEBUG' not in both.err, both.err
    assert KEY not in plain.err + both.err
    assert 'canary answer' not in plain.err + both.err


def test_everywhere(program, vendors):
    for args in (('--debug', 'models', '--format=json'), ('models', '--debug', '--format=json')):
        done = program.run(*args)
        assert done.returncode == 0 and json.loads(done.out), done.err
    assert program.run('--debug', '--version').out.startswith('llmselect ')
    for args in (('--help',), ('compare', '--help'), ('cache', '--help')):
        assert '--debug' in program.run(*args).out, args
    # The window knows it too: it fails for want of a display, not of the option.
    for args in (('--debug',), ('--debug', '--new-window'), ('--new-window', '--debug')):
        done = program.run(*args, env={'G_DEBUG': ''})
        assert done.returncode != 0 and '--debug' not in done.err, done.err


def main():
    tap = Tap()
    for name, function in globals().copy().items():
        if name.startswith('test_'):
            with Program() as program, Vendors() as vendors:
                tap.run(name[5:], function, program, vendors)
    tap.finish()


if __name__ == '__main__':
    main()
