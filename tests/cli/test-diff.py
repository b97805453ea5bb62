#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How two answers differ, word by word."""

import html.parser
import json
import sqlite3

from fake_vendors import Vendors, refusal
from harness import Program, Tap

ONE = ['The sky is blue <b>\x1b[2J', ' today.']
TWO = ['The sky is red <b>', ' today.']


def ask(program, vendors, *more, status=0):
    vendors.behave('one', deltas=ONE)
    vendors.behave('two', deltas=TWO)
    done = program.compare('-m', 'openai:one', '-m', 'mistral:two', *more, 'Why?',
                           status=status)
    return done[-1]['id']


def diff(program, *args):
    done = program.run('diff', *args)
    assert (done.returncode, done.err) == (0, ''), (args, done.err)
    return done.out


def test_text(program, vendors):
    turn = ask(program, vendors)
    out = diff(program, turn)
    assert out.split('\n')[2].endswith('2 differences, 23 % of the words'), out
    assert 'The sky is [-blue-]{+red+} <b>' in out and out.endswith(' today.\n'), out
    assert '\x1b' not in out
    out = diff(program, turn, '2', '1')
    assert 'The sky is [-red-]{+blue+} <b>' in out, out
    assert '[-' not in diff(program, turn, '1', '1')


def test_json(program, vendors):
    found = json.loads(diff(program, '--format=json', ask(program, vendors)))
    first = ''.join(edit['text'] for edit in found['edits'] if edit['kind'] != 'inserted')
    assert first.startswith('The sky is blue <b>'), first
    assert found['differences'] == 2 and found['percent'] == 23, found
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
        out += diff(program, f'--format={form}', '--base=2', turn)
        assert 'Answer A' in out and 'Answer B' in out and 'mistral' not in out and 'openai' not in out, out


THREE = ['The sky is blue <b>\x1b[2J', ' today.']


def ask_more(program, vendors):
    vendors.behave('three', deltas=THREE)
    vendors.behave('four', refusal(400, 'no'))
    return ask(program, vendors, '-m', 'openai:three', '-m', 'openai:four', status=1)


def test_base(program, vendors):
    turn = ask_more(program, vendors)
    out = diff(program, turn, '--base=2')
    lines = out.split('\n')
    assert lines[1].startswith('2 · ') and lines[1].endswith(': the base'), lines
    assert lines[0].startswith('1 · ') and lines[0].endswith('2 differences, 23 % of the words'), lines
    assert lines[3].startswith('4 · ') and lines[3].endswith('not compared, it failed'), lines
    assert out.count('The sky is [-red-]{+blue+} <b>') == 2 and '\x1b' not in out, out
    assert out.count('--- ') == 2 and out.count('+++ ') == 2, out
    same = diff(program, turn, '--base=1').split('\n')
    assert same[2].startswith('3 · ') and same[2].endswith(': No differences'), same


def test_base_json(program, vendors):
    found = json.loads(diff(program, '--format=json', '--base=1', ask_more(program, vendors)))
    assert found['base']['index'] == 1
    red, blue, failed = found['answers']
    assert (red['b']['index'], red['compared'], red['same']) == (2, True, False), red
    assert red['differences'] == 2 and red['percent'] == 23, red
    assert [edit['text'] for edit in red['edits'] if edit['kind'] == 'inserted'][0] == 'red', red
    assert (blue['b']['index'], blue['same'], blue['differences'], blue['percent']) == (3, True, 0, 0)
    assert (failed['compared'], failed['why_not']) == (False, 'failed') and 'edits' not in failed


def test_base_html(program, vendors):
    out = diff(program, '--format=html', '--base=2', ask_more(program, vendors))
    assert out.count('<ins>blue</ins>') == 2 and out.count('<h2>') == 2 and out.count('<p>') == 4, out


def test_refused(program, vendors):
    turn = ask(program, vendors)
    for args in ((turn, '1', '3'), (turn, '0', '1'), (turn, '--turn=2'), ('ffffffff',),
                 (turn, '--base=3')):
        done = program.run('diff', *args)
        assert done.returncode == 1 and done.out == '' and done.err != '', (args, done)
    for args in ((), (turn, '1'), (turn, '1', '2', '3'), (turn, '--format=csv'),
                 (turn, '--turn=-1'), (turn, '--base=-1'), (turn, '1', '2', '--base=1')):
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
