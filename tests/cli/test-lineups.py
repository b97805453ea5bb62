#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets of models under names."""

import json
import pathlib

from fake_vendors import Vendors
from harness import Program, Tap

PAIR = ['openai:one', 'mistral:two']


def lineups(program, *args, status=0):
    done = program.run('lineups', *args)
    assert done.returncode == status and bool(done.err) == bool(status), (args, done)
    return done.out


def listed(program):
    return {entry['name']: entry['models']
            for entry in json.loads(lineups(program, 'list', '--format=json'))}


def test_keep(program, _vendors):
    assert listed(program) == {}
    lineups(program, 'save', 'Pair', *PAIR)
    lineups(program, 'save', 'Alone', 'openai:one')
    assert listed(program) == {'Pair': PAIR, 'Alone': ['openai:one']}
    assert 'openai:one mistral:two' in lineups(program, 'list')
    lineups(program, 'rename', 'Pair', 'Both')
    lineups(program, 'delete', 'Alone')
    assert listed(program) == {'Both': PAIR}


def test_compare(program, vendors):
    vendors.behave('one', deltas=['First.'])
    vendors.behave('two', deltas=['Second.'])
    lineups(program, 'save', 'Pair', *PAIR)
    done = program.compare('--lineup', 'Pair', 'Why?')
    models = [event['model'] for event in done if event['event'] == 'started']
    assert sorted(models) == ['one', 'two'], models
    for args in (('--lineup', 'Nobody', 'Why?'), ('--lineup', 'Pair', '-m', PAIR[0], 'Why?')):
        done = program.run('compare', *args)
        assert done.returncode == 2 and done.err, (args, done)


def test_params(program, vendors):
    """Through line-up, file and setting to the wire, each column its own."""
    vendors.behave('one', deltas=['Done.'])
    vendors.behave('two', deltas=['Done.'])
    models = ['openai:one[temperature=0.2,max-tokens=50,seed=7]', 'openai:one',
              'mistral:two[top-p=0.5]']
    lineups(program, 'save', 'Exact', *models)
    path = pathlib.Path(program.path('set.lineups'))
    path.write_text(lineups(program, 'export'), encoding='utf-8')
    lineups(program, 'delete', 'Exact')
    lineups(program, 'import', str(path))
    assert listed(program) == {'Exact': models}
    done = program.compare('--lineup', 'Exact', 'Why?')
    params = [event['params'] for event in done
              if event['event'] == 'started' and 'params' in event]
    assert params == [
        {'temperature': 0.2, 'max_tokens': 50, 'seed': 7}, {'top_p': 0.5}], params
    sent = [str([request.get(name) for name in ('temperature', 'seed', 'top_p')])
            for _, _, _, request in vendors.requests]
    assert sorted(sent) == ['[0.2, 7, None]', '[None, None, 0.5]', '[None, None, None]'], sent
    for bad in ('openai:one[temperature=3]', 'openai:one[size=1]'):
        lineups(program, 'save', 'Bad', bad, status=1)
        done = program.run('compare', '-m', bad, 'Why?')
        assert done.returncode == 2 and done.err, (bad, done)


def test_default(program, vendors):
    vendors.behave('one', deltas=['First.'])
    lineups(program, 'save', 'Alone', 'openai:one')
    lineups(program, 'default', 'Nobody', status=1)
    lineups(program, 'default', 'Alone')
    assert json.loads(lineups(program, 'list', '--format=json'))[0]['default'] is True
    done = program.compare('Why?')
    assert [event['model'] for event in done if event['event'] == 'started'] == ['one'], done
    lineups(program, 'default')
    assert json.loads(lineups(program, 'list', '--format=json'))[0]['default'] is False


def test_file(program, _vendors):
    lineups(program, 'save', 'Pair', *PAIR)
    path = pathlib.Path(program.path('set.lineups'))
    path.write_text(lineups(program, 'export'), encoding='utf-8')
    lineups(program, 'delete', 'Pair')
    lineups(program, 'import', str(path))
    assert listed(program) == {'Pair': PAIR}
    path.write_text('nonsense', encoding='utf-8')
    lineups(program, 'import', str(path), status=1)
    lineups(program, 'import', str(program.path('missing')), status=1)
    assert listed(program) == {'Pair': PAIR}


def test_refused(program, _vendors):
    lineups(program, 'save', 'Name', 'no-colon', status=1)
    lineups(program, 'save', ' ', 'openai:one', status=1)
    lineups(program, 'delete', 'Nobody', status=1)
    lineups(program, 'rename', 'Nobody', 'Somebody', status=1)
    for args in ((), ('save', 'Name'), ('nonsense',), ('list', 'x'), ('export', '--format=json'),
                 ('save', 'Name', *['openai:one'] * 9)):
        lineups(program, *args, status=2)
    assert listed(program) == {}


def main():
    tap = Tap()
    for name, function in globals().copy().items():
        if name.startswith('test_'):
            with Program() as program, Vendors() as vendors:
                tap.run(name[5:], function, program.use(vendors), vendors)
    tap.finish()


if __name__ == '__main__':
    main()
