#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How two answers differ, word by word."""

import html.parser
import json
import sqlite3

from fake_vendors import Vendors
from harness import Program, Tap

ONE = ['The sky is blue <b>\x1b[2J', ' today.']
TWO = ['The sky is red <b>', ' today.']


def ask(program, vendors, *more):
    vendors.behave('one', deltas=ONE)
    vendors.behave('two', deltas=TWO)
    done = program.compare('-m', 'openai:one', '-m', 'mistral:two', *more, 'Why?')
    return done[-1]['id']


def diff(program, *args):
    done = program.run('diff', *args)
    assert (done.returncode, done.err) == (0, ''), (args, done.err)
    return done.out


def test_text(program, vendors):
    turn = ask(program, vendors)
    out = diff(program, turn)
    assert 'The sky is [-blue-]{+red+} <b>' in out and out.endswith(' today.\n'), out
    assert '\x1b' not in out
    out = diff(program, turn, '2', '1')
    assert 'The sky is [-red-]{+blue+} <b>' in out, out
    assert '[-' not in diff(program, turn, '1', '1')


def test_json(program, vendors):
    found = json.loads(diff(program, '--format=json', ask(program, vendors)))
    first = ''.join(edit['text'] for edit in found['edits'] if edit['kind'] != 'inserted')
    assert first.startswith('The sky is blue <b>'), first
    assert found['a']['index'] == 1 and found['b']['index'] == 2 and not found['same']
    for edit in found['edits']:
        start, end = edit['a' if edit['kind'] == 'deleted' else 'b']
        assert len(edit['text'].encode()) == end - start, edit


def test_html(program, vendors):
    out = diff(program, '--format=html', ask(program, vendors))
    tags = []
    parser = html.parser.HTMLParser()
    parser.handle_starttag = lambda tag, attributes: tags.append(tag)
    parser.feed(out)
    assert tags.count('del') >= 1 and tags.count('ins') == 1 and 'b' not in tags, tags
    assert "default-src 'none'" in out


def test_blind(program, vendors):
    turn = ask(program, vendors)
    with sqlite3.connect(program.database) as database:
        database.execute('PRAGMA trusted_schema = ON')
        database.execute('INSERT OR REPLACE INTO verdict (turn_id, blind) VALUES (?, ?)',
                         (turn, 'hidden'))
    database.close()
    for form in 'text', 'json', 'html':
        out = diff(program, f'--format={form}', turn)
        assert 'Answer A' in out and 'Answer B' in out and 'mistral' not in out and 'openai' not in out, out


def test_refused(program, vendors):
    turn = ask(program, vendors)
    for args in ((turn, '1', '3'), (turn, '0', '1'), (turn, '--turn=2'), ('ffffffff',)):
        done = program.run('diff', *args)
        assert done.returncode == 1 and done.out == '' and done.err != '', (args, done)
    for args in ((), (turn, '1'), (turn, '1', '2', '3'), (turn, '--format=csv'),
                 (turn, '--turn=-1')):
        done = program.run('diff', *args)
        assert done.returncode == 2 and done.out == '' and done.err != '', (args, done)


def main():
    tap = Tap()
    for name, function in globals().copy().items():
        if name.startswith('test_'):
            with Program() as program, Vendors() as vendors:
                tap.run(name[5:], function, program.use(vendors), vendors)
    tap.finish()


if __name__ == '__main__':
    main()
