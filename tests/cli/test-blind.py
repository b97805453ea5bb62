#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Before the verdict no command tells which model gave which answer."""

import json
import re
import sqlite3

from fake_vendors import Vendors, answer, refusal
from harness import Program, Tap

PROMPT = 'Which fruit keeps longest?'
# Vendors, models, what a vendor said, and what it took.
TELLING = re.compile(r'openai|mistral|swift-9|heavy-7|Capacity|\d+ in\b|tok|\$0|first token', re.I)


def decide(program, turn, blind):
    with sqlite3.connect(program.database) as database:
        database.execute('PRAGMA trusted_schema = ON')
        database.execute('INSERT OR REPLACE INTO verdict (turn_id, blind) VALUES (?, ?)',
                         (turn, blind))
    database.close()


def ask(program, vendors):
    """One that answers and one that fails, hidden from now on."""
    vendors.behave('swift-9', answer(deltas=['An ', 'apple.']))
    vendors.behave('heavy-7', refusal(400, 'Capacity of mistral is low'))
    turn = program.compare('-m', 'openai:swift-9', '-m', 'mistral:heavy-7', PROMPT,
                           status=1)[-1]['id']
    decide(program, turn, 'hidden')
    return turn


def told(program, *args, status=0):
    done = program.run(*args)
    assert done.returncode == status, (args, done.returncode, done.err)
    return done.out + done.err


def test_show(program, vendors):
    turn = ask(program, vendors)
    out = told(program, 'history', 'show', turn)
    assert '## 1. Answer A\n\nAn apple.' in out and '## 2. Answer B' in out, out
    assert not TELLING.search(out), out
    decide(program, turn, 'revealed')
    assert len(TELLING.findall(told(program, 'history', 'show', turn))) > 3


def test_show_json(program, vendors):
    turn = ask(program, vendors)
    shown = program.show(turn)
    assert shown['names_hidden'] is True
    for index, column in enumerate(shown['columns']):
        assert column['title'] == f'Answer {"AB"[index]}' and column['state'], column
        # All else that is always there is there, and says nothing.
        for member in set(column) - {'column', 'index', 'title', 'state', 'text', 'vote'}:
            assert column[member] is None, (member, column)
    decide(program, turn, 'revealed')
    open_ones = program.show(turn)
    assert 'names_hidden' not in open_ones and open_ones['columns'][0]['model'] == 'swift-9'
    assert set(open_ones['columns'][0]) - set(shown['columns'][0]) <= {'estimated', 'notices'}


def test_lists(program, vendors):
    turn = ask(program, vendors)
    for args in (('list',), ('list', '--format=json'), ('search', 'apple'),
                 ('search', '--format=json', 'apple')):
        out = told(program, 'history', *args)
        assert turn[:8] in out and not TELLING.search(out), (args, out)
    assert program.history()[0]['models'] == [] and program.history()[0]['names_hidden'] is True
    # The filter is what its user asks for.
    assert turn[:8] in told(program, 'history', 'search', '--model=swift-9', 'apple')
    decide(program, turn, 'revealed')
    assert len(program.history()[0]['models']) == 2 and 'names_hidden' not in program.history()[0]


def test_export(program, vendors):
    turn = ask(program, vendors)
    for form in 'markdown', 'html':
        out = told(program, 'export', f'--format={form}', turn)
        assert 'Answer A' in out and 'An apple.' in out, out
        assert not re.search('openai|mistral|swift-9|heavy-7|Capacity', out, re.I), out
    header, *lines = told(program, 'export', '--format=csv', turn).splitlines()
    assert header.startswith('conversation_id,') and len(lines) == 2, lines
    for letter, line in zip('AB', lines):
        assert f',,Answer {letter},' in line and not TELLING.search(line), line
    # What is imported again is whole, and hidden as before.
    whole = json.loads(told(program, 'export', '--format=json', turn))
    turn_told = whole['conversations'][0]['turns'][0]
    assert turn_told['blind'] == 'hidden' and turn_told['answers'][0]['model'] == 'swift-9'


def test_nothing_goes_on(program, vendors):
    turn = ask(program, vendors)
    asked = len(vendors.requests)
    for args in (('recorder', turn, '1'), ('recorder', '--curl', turn, '1'),
                 ('recorder', '--format=json', turn, '2'),
                 ('compare', '--continue', turn, 'And then?')):
        done = program.run(*args)
        assert done.returncode == 1 and done.out == '', (args, done)
        assert 'hidden until the verdict' in done.err and not TELLING.search(done.err), done.err
    assert len(vendors.requests) == asked
    decide(program, turn, 'revealed')
    assert 'HTTP/1.1 200' in told(program, 'recorder', turn, '1')


def test_leaderboard(program, vendors):
    turn = ask(program, vendors)
    out = told(program, 'leaderboard', '--format=json')
    assert json.loads(out)['votes'] == 0 and not re.search('swift-9|heavy-7', out), (turn, out)


def main():
    tap = Tap()
    for name, function in globals().copy().items():
        if name.startswith('test_'):
            with Program() as program, Vendors() as vendors:
                tap.run(name[5:], function, program.use(vendors), vendors)
    tap.finish()


if __name__ == '__main__':
    main()
