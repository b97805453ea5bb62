#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Models that are asked several times, and how much their answers vary."""

import json
import re

from fake_vendors import Vendors, answer, refusal
from harness import Program, Tap, check_contract, check_shown, finished, text_of

ONE, TWO = 'openai:one', 'mistral:two'
TEXTS = ('the sky is blue', 'the sky is red', 'a sky was blue')
OTHERS = ('Größe zählt 北京', 'Größe zählt nicht', 'السماء زرقاء')
ASK = ['-m', ONE, '-m', TWO]


def prepare(vendors):
    vendors.behave('one', *(answer([text]) for text in TEXTS))
    vendors.behave('two', *(answer([text]) for text in OTHERS))


def distance(first, second):
    a, b = set(first.casefold().split()), set(second.casefold().split())
    return 1 - len(a & b) / len(a | b)


def same(found, expected):
    assert len(found) == len(expected), (found, expected)
    assert all(abs(a - b) < 1e-9 for a, b in zip(sorted(found), sorted(expected))), \
        (found, expected)


def check_figures(row, distances):
    same(row['distances'], distances)
    same([row['mean'], row['lowest'], row['highest']],
         [sum(distances) / len(distances), min(distances), max(distances)])


def check(stability):
    """Which of the answers comes first is not certain; the distances are the same."""
    assert [(group['provider'], group['model'], group['asked'], group['samples'])
            for group in stability['groups']] == [('openai', 'one', 3, 3), ('mistral', 'two', 3, 3)]
    for group, texts in zip(stability['groups'], (TEXTS, OTHERS)):
        check_figures(group, [distance(texts[i], texts[j]) for i in range(3) for j in range(i)])
        assert 0 <= group['lower'] < group['mean'] < group['upper'] <= 1, group
    assert [pair['groups'] for pair in stability['between']] == [[0, 1]]
    check_figures(stability['between'][0], [1.0] * 9)
    # All of them are the same: there is nothing to estimate an error from.
    assert stability['between'][0]['lower'] is None and stability['between'][0]['upper'] is None
    # One of the Arabic words is nowhere else, and so are all of another language.
    assert stability['verdict'] == 'overlapping', stability['verdict']
    assert stability['left_out'] == [] and stability['cost_usd'] is None


def test_jsonl(program, vendors):
    prepare(vendors)
    specs = [ONE] * 3 + [TWO] * 3
    events = check_contract(program.compare('--repeat=3', *ASK, 'Why?'), specs)
    assert sorted(text_of(events, i) for i in range(3)) == sorted(TEXTS)
    assert sorted(text_of(events, i) for i in range(3, 6)) == sorted(OTHERS)
    assert len(vendors.requests) == 6, 'each sample is a request'
    assert events[-2]['event'] == 'stability', events[-2]
    check(events[-2])
    check_shown(program.show(events[-1]['id']), events)


def test_json(program, vendors):
    prepare(vendors)
    done = program.run('compare', '--format=json', '--repeat', '3', *ASK, 'Why?')
    assert (done.returncode, done.err) == (0, ''), done
    told = json.loads(done.out)
    assert len(told['columns']) == 6
    check(told['stability'])
    again = program.run('compare', '--format=json', *ASK, 'Why?')
    assert 'stability' not in json.loads(again.out), 'told though it was not asked for'


def test_text(program, vendors):
    prepare(vendors)
    done = program.run('compare', '--repeat', '3', *ASK, 'Why?')
    assert (done.returncode, done.err) == (0, ''), done
    heads = re.findall('^## (.*)$', done.out, re.M)
    assert heads == [f'{i + 1}. {spec} · {i % 3 + 1} of 3'
                     for i, spec in enumerate([ONE] * 3 + [TWO] * 3)] + ['Stability'], heads
    table = done.out.split('## Stability\n\n')[1].splitlines()
    assert table[0].split()[:2] == ['ANSWERS', 'OF'], table
    assert re.fullmatch(r'one +3 +64 % +40 to 86 % +\d+ to \d+ %', table[1]), table
    assert re.fullmatch(r'two +3 +83 % +50 to 100 % +\d+ to \d+ %', table[2]), table
    assert re.fullmatch(r'one and two +3 × 3 +100 % +100 to 100 % +-', table[3]), table
    assert 'With 3 samples this is a hint, not a proof.' in done.out
    assert '[6 answers · what they cost is not known]' in done.out
    assert table[-1].startswith('[6 answers'), table


def test_cost(program, vendors):
    """Of a model whose price is known, all samples together."""
    vendors.behave('gpt-6-astra')
    events = program.compare('--repeat=2', '-m', 'openai:gpt-6-astra', 'hi')
    sum_of = sum(finished(events, i)['cost_usd'] for i in range(2))
    assert sum_of > 0 and abs(events[-2]['cost_usd'] - sum_of) < 1e-9, events[-2]
    assert events[-2]['verdict'] == 'one-model'


def test_cache(program, vendors):
    """A stored answer is none of the samples."""
    program.configure('response-cache=true')
    prepare(vendors)
    program.compare('-m', ONE, 'Why?')
    program.compare('-m', ONE, 'Why?')
    assert len(vendors.requests) == 1, 'the cache is off'
    events = program.compare('--repeat=2', '-m', ONE, 'Why?')
    assert len(vendors.requests) == 3, vendors.requests
    assert sorted(text_of(events, i) for i in range(2)) == sorted(TEXTS[1:])


def test_left_out(program, vendors):
    vendors.behave('one', answer(['some words']), answer(['some words']), refusal(401, 'no'))
    events = program.compare('--repeat=3', '-m', ONE, 'Why?', status=1)
    stability = events[-2]
    failed = [event['index'] for event in events
              if event['event'] == 'finished' and event['state'] == 'failed']
    columns = {event['index']: event['column'] for event in events if event['event'] == 'started'}
    assert len(failed) == 1
    assert stability['left_out'] == [{'column': columns[failed[0]], 'reason': 'failed'}]
    assert (stability['groups'][0]['asked'], stability['groups'][0]['samples']) == (3, 2)
    assert stability['groups'][0]['lower'] is None, 'an interval of two samples'
    vendors.behave('one', refusal(401, 'no'))
    done = program.run('compare', '--repeat=2', '-m', ONE, 'Why?')
    assert done.returncode == 3 and 'how much its answers vary is not known' in done.out, done.out
    assert 'Left out, since they failed: one · 1 of 2, one · 2 of 2.' in done.out, done.out


def test_lineup_and_judge(program, vendors):
    prepare(vendors)
    assert program.run('lineups', 'save', 'Pair', ONE, TWO).returncode == 0
    events = program.compare('--lineup=Pair', '--repeat=3', '--judge=demo:swift', 'Why?')
    kinds = [event['event'] for event in events]
    assert kinds.count('started') == 6
    assert kinds.index('stability') < kinds.index('judging') < kinds.index('judgement'), kinds
    assert len(events[kinds.index('judgement')]['answers']) == 6


def test_most(program, vendors):
    prepare(vendors)
    models = [word for i in range(8) for word in ('-m', (ONE, TWO)[i % 2])]
    # The same model twice is one group of ten; what matters are the columns.
    events = program.compare('--repeat=5', *models, 'Why?')
    assert [event['event'] for event in events].count('finished') == 40
    assert [group['samples'] for group in events[-2]['groups']] == [20, 20]
    asked = len(vendors.requests)
    for args, says in ((('--repeat=6', *models), '48 answers'),
                       (('--repeat=1', *ASK), '2 to 10'), (('--repeat=11', *ASK), '2 to 10'),
                       (('--repeat=0', *ASK), '2 to 10'), (('--repeat=-3', *ASK), '2 to 10'),
                       (('--repeat=2147483648', *ASK), 'repeat'), (('--repeat=x', *ASK), 'repeat'),
                       (('--repeat=5', *models, '--judge=demo:swift'), 'at most 24'),
                       (('--repeat=2', f'--continue={events[-1]["id"]}'), '--continue')):
        done = program.run('compare', *args, 'Why?')
        assert done.returncode == 2 and done.out == '' and says in done.err, (args, done)
    assert len(vendors.requests) == asked, 'asked in spite of that'


def test_follow_up(program, vendors):
    """Each sample goes on with what it has said itself."""
    prepare(vendors)
    events = program.compare('--repeat=3', '-m', ONE, 'Why?')
    said = [text_of(events, i) for i in range(3)]
    vendors.behave('one', answer(['Well.']))
    del vendors.requests[:]
    more = program.compare(f'--continue={events[-1]["id"]}', 'And?')
    assert [event['event'] for event in more].count('finished') == 3
    sent = [json.dumps(request, ensure_ascii=False) for *_, request in vendors.requests]
    assert len(sent) == 3
    for text in said:
        assert sum(text in request for request in sent) == 1, (text, sent)


def main():
    tap = Tap()
    for name, function in globals().copy().items():
        if name.startswith('test_'):
            with Program() as program, Vendors() as vendors:
                tap.run(name[5:], function, program.use(vendors), vendors)
    tap.finish()


if __name__ == '__main__':
    main()
