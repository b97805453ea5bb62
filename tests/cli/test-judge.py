#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A model that judges the answers of a comparison."""

import json
import signal
import sqlite3

from fake_vendors import Vendors, answer, refusal
from harness import Program, Tap, check_contract, finish, finished, follow

SPECS = ['openai:one', 'mistral:two']
ASK = ['-m', SPECS[0], '-m', SPECS[1]]
QUOTE = 'The sky is blue because of the air'
INVENTED = 'Nobody ever wrote this here'


def opinion(label):
    """Of either answer the same: one of them has the quote, none the other one."""
    return {'answer': label, 'content': {'text': 'About \x1b[2J air.', 'quotes': [QUOTE, INVENTED]},
            'accuracy': {'score': 7, 'text': '', 'quotes': []},
            'strengths': [{'text': 'Short.', 'quotes': []}], 'weaknesses': []}


REPLY = json.dumps({'answers': [opinion('A'), opinion('B')], 'ranking': [['A', 'B']],
                    'summary': 'They hardly differ.'})


def prepare(vendors, *replies):
    vendors.behave('one', deltas=[QUOTE, '.'])
    vendors.behave('two', deltas=['It is the ocean.'])
    vendors.behave('judge', *(replies or (answer([REPLY]),)))


def asked(vendors):
    return [request for _, model, _, request in vendors.requests if model == 'judge']


def stored(program):
    with sqlite3.connect(program.database) as database:
        rows = database.execute('SELECT provider, model, state FROM judgement').fetchall()
    database.close()
    return rows


def judgement(events):
    found = [event for event in events if event['event'] == 'judgement']
    assert len(found) == 1 and events.index(found[0]) == len(events) - 2, events
    return found[0]


def check(said, events):
    assert (said['provider'], said['model'], said['state']) == ('anthropic', 'judge', 'done'), said
    assert said['summary'] == 'They hardly differ.' and said['error'] is None
    columns = [event['column'] for event in events if event['event'] == 'started']
    assert sorted(said['ranking'][0]) == sorted(columns) and len(said['ranking']) == 1, said
    assert [one['column'] for one in said['answers']] == columns, said
    assert [one['index'] for one in said['answers']] == [0, 1]
    matches = [[quote['match'] for quote in one['content']['quotes']] for one in said['answers']]
    assert matches == [['exact', 'missing'], ['elsewhere', 'missing']], matches
    assert said['answers'][0]['accuracy']['score'] == 7
    assert said['answers'][1]['strengths'] == [{'text': 'Short.', 'quotes': []}]


def test_jsonl(program, vendors):
    prepare(vendors)
    events = check_contract(program.compare(*ASK, '--judge=anthropic:judge', 'Why?'), SPECS)
    judging = next(event for event in events if event['event'] == 'judging')
    assert (judging['provider'], judging['model']) == ('anthropic', 'judge')
    assert judging['estimated_cost_usd'] is None, 'a price for a model nobody knows'
    check(judgement(events), events)
    assert len(asked(vendors)) == 1
    sent = json.dumps(asked(vendors)[0])
    assert 'openai' not in sent and 'mistral' not in sent, 'the judge knows whose answers they are'
    assert stored(program) == [('anthropic', 'judge', 'done')]


def test_json(program, vendors):
    prepare(vendors)
    done = program.run('compare', '--format=json', *ASK, '--judge=anthropic:judge', 'Why?')
    assert (done.returncode, done.err) == (0, ''), done.err
    shown = json.loads(done.out)
    assert list(shown)[-1] == 'judgement'
    check(shown['judgement'], [{'event': 'started', **column} for column in shown['columns']])


def test_text(program, vendors):
    """What it costs is told before and after, and what is not in an answer is flagged."""
    prepare(vendors)
    vendors.behave('gpt-6-astra', answer([REPLY]))
    done = program.run('compare', *ASK, '--judge=openai:gpt-6-astra', 'Why?')
    assert (done.returncode, done.err) == (0, ''), done.err
    told = done.out.split('\n## Summary of differences\n')[1]
    assert 'Judge: openai:gpt-6-astra · ~$0.' in told, told
    assert 'They hardly differ.\n' in told
    assert '- Place 1: 1. openai:one\n' in told and '- Place 1: 2. mistral:two\n' in told, told
    first, second = told.split('### 2. mistral:two')
    assert f'“{QUOTE}” “{INVENTED}” (not in the answer)\n' in first, first
    assert f'“{QUOTE}” (in another answer)' in second, second
    assert '7 of 10' in first and '\x1b' not in told
    last = told.rstrip('\n').rsplit('\n', 1)[1]
    assert last.startswith('[') and ' · $0.' in last, last


def test_not_kept(program, vendors):
    prepare(vendors)
    events = program.compare(*ASK, '--no-save', '--judge=anthropic:judge', 'Why?')
    check(judgement(check_contract(events, SPECS, saved=False)), events)


def test_fails(program, vendors):
    """The answers are there all the same, and what was asked in vain is kept with its cost."""
    prepare(vendors, refusal(401, 'no'))
    said = judgement(program.compare(*ASK, '--judge=anthropic:judge', 'Why?', status=1))
    assert said['state'] == 'failed' and said['error']['code'] == 'auth', said
    prepare(vendors, answer(['I would rather not.']))
    said = judgement(program.compare(*ASK, '--judge=anthropic:judge', 'Why?', status=1))
    assert said['state'] == 'failed' and said['raw'] == 'I would rather not.', said
    assert said['input_tokens'] == 100 and said['error'] is not None
    assert stored(program) == [('anthropic', 'judge', 'failed')] * 2
    done = program.run('compare', *ASK, '--judge=anthropic:judge', 'Why?')
    assert done.returncode == 1 and done.err == '' and said['error']['message'] in done.out


def test_too_few(program, vendors):
    """Nobody is asked to judge one answer."""
    prepare(vendors)
    vendors.behave('two', refusal(400, 'no'))
    events = program.compare(*ASK, '--judge=anthropic:judge', 'Why?', status=1)
    assert judgement(events)['error']['code'] == 'bad_request'
    assert asked(vendors) == [] and stored(program) == []
    vendors.behave('one', refusal(400, 'no'))
    program.compare(*ASK, '--judge=anthropic:judge', 'Why?', status=3)


def test_own(program, vendors):
    """Before anything is asked it is refused that a model grades itself, unless told so."""
    prepare(vendors)
    for spec in ('openai:one', 'mistral:x/two', 'openai', 'nobody:x', b'openai:\xff'):
        done = program.run('compare', *ASK, '--judge', spec, 'Why?')
        assert (done.returncode, done.out) == (2, '') and done.err != '', (spec, done)
    for args in ((*ASK, '--judge-own'), ('-m', SPECS[0], '--judge=anthropic:judge')):
        done = program.run('compare', *args, 'Why?')
        assert (done.returncode, done.out) == (2, '') and done.err != '', (args, done)
    assert vendors.requests == []
    vendors.behave('one', answer([QUOTE]), answer([REPLY]))
    said = judgement(program.compare(*ASK, '--judge=openai:one', '--judge-own', 'Why?'))
    assert said['state'] == 'done', said


def test_stopped(program, vendors):
    """Ctrl+C while it judges: the answers are kept, there is no summary."""
    prepare(vendors, answer([REPLY], behaviour='no-answer'))
    process = program.start('compare', '--format=jsonl', *ASK, '--judge=anthropic:judge', 'Why?')
    follow(process, lambda events: events[-1]['event'] == 'judging')
    status, out, err = finish(process, signal.SIGINT)
    assert (status, err) == (130, ''), (status, err)
    rest = [json.loads(line) for line in out.splitlines()]
    assert [event['event'] for event in rest] == ['comparison'], rest
    assert [column['state'] for column in program.show(rest[0]['id'])['columns']] == ['done'] * 2
    assert stored(program) == []


def test_continued(program, vendors):
    prepare(vendors)
    first = program.compare(*ASK, 'Why?')[-1]['id']
    events = program.compare('--continue', first, '--judge=anthropic:judge', 'Really?')
    check(judgement(events), events)
    assert finished(events, 1)['state'] == 'done' and len(stored(program)) == 1


def test_cheapest(program, vendors):
    """Without keys the demonstration counts words; nobody else is asked."""
    for name in list(program.env):
        if name.endswith('_API_KEY'):
            del program.env[name]
    env = {'LLMSELECT_DEMO_SPEED': '50'}
    events = program.compare('-m', 'demo:swift', '-m', 'demo:scholar', '--judge=auto', 'Why?',
                             env=env)
    said = judgement(events)
    assert said['provider'] == 'demo' and said['summary'].startswith('Demo: '), said
    assert vendors.requests == []


def main():
    tap = Tap()
    for name, function in globals().copy().items():
        if name.startswith('test_'):
            with Program() as program, Vendors() as vendors:
                tap.run(name[5:], function, program.use(vendors), vendors)
    tap.finish()


if __name__ == '__main__':
    main()
