#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What "llmselect cache" tells of the cache, and that it empties it."""

import json
import os
import sqlite3

from fake_vendors import Vendors, answer
from harness import Program, Tap, finished, text_of

# As docs/schema.md describes it.
SCHEMA = '''
PRAGMA application_id = 1280068931;
PRAGMA user_version = 1;
PRAGMA auto_vacuum = INCREMENTAL;
CREATE TABLE entry (num INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, etag TEXT,
  stored_at INTEGER NOT NULL, size INTEGER NOT NULL, value BLOB NOT NULL,
  UNIQUE (kind, key)) STRICT;
CREATE INDEX entry_by_age ON entry (kind, stored_at, size);
CREATE TABLE tally (kind TEXT PRIMARY KEY, hits INTEGER NOT NULL, misses INTEGER NOT NULL)
  STRICT, WITHOUT ROWID;
'''
NOTHING = {'entries': 0, 'bytes': 0, 'hits': 0, 'misses': 0, 'oldest': None}


def cache_file(program):
    return program.path('cache', 'llmselect', 'cache.db')


def fill(program):
    os.mkdir(program.path('cache', 'llmselect'), 0o700)
    database = sqlite3.connect(cache_file(program))
    database.executescript(SCHEMA)
    rows = [('answers', 'a', 1700000000123456, 5, b'12345'),
            ('answers', 'b', 1700000100000000, 3000, b'x' * 3000),
            ('models', 'openai', 1700000200000000, 2, b'[]')]
    database.executemany('INSERT INTO entry (kind, key, stored_at, size, value) '
                         'VALUES (?, ?, ?, ?, ?)', rows)
    database.execute("INSERT INTO tally VALUES ('answers', 7, 3)")
    database.commit()
    database.close()


def stats(program):
    done = program.run('cache', 'stats', '--format=json')
    assert (done.returncode, done.err) == (0, ''), done.err
    told = json.loads(done.out)
    assert list(told) == ['response_cache', 'kinds'], told
    return told['response_cache'], {kind.pop('kind'): kind for kind in told['kinds']}


def run(program, *args):
    done = program.run('cache', *args)
    assert (done.returncode, done.err) == (0, ''), done.err
    return done.out


def test_nothing(program):
    assert stats(program) == (False, {'answers': NOTHING, 'models': NOTHING})
    assert run(program, 'clear') == ''
    assert not os.path.exists(cache_file(program)), 'made for nothing'


def test_stats(program):
    fill(program)
    assert stats(program) == (False, {
        'answers': {'entries': 2, 'bytes': 3005, 'hits': 7, 'misses': 3,
                    'oldest': '2023-11-14T22:13:20.123Z'},
        'models': {'entries': 1, 'bytes': 2, 'hits': 0, 'misses': 0,
                   'oldest': '2023-11-14T22:16:40.000Z'}})
    text = run(program, 'stats')
    lines = text.splitlines()
    assert lines[0].split() == ['KIND', 'ENTRIES', 'SIZE', 'HITS', 'MISSES', 'OLDEST'], text
    assert lines[1].split()[:2] == ['answers', '2'], text
    assert lines[1].endswith('2023-11-14 22:13'), text
    assert 'response cache is off' in lines[-1], text
    # To be asked about is not to be used.
    assert stats(program)[1]['answers']['misses'] == 3


def test_switched_on(program):
    program.configure('response-cache=true')
    assert stats(program)[0] is True
    assert 'answered from the cache' in run(program, 'stats')


def test_clear(program):
    fill(program)
    assert run(program, 'clear', 'answers') == ''
    kinds = stats(program)[1]
    assert kinds['answers'] == NOTHING
    assert kinds['models']['entries'] == 1
    run(program, 'clear', 'models')
    assert stats(program)[1]['models'] == NOTHING


def test_clear_all(program):
    fill(program)
    run(program, 'clear')
    assert stats(program) == (False, {'answers': NOTHING, 'models': NOTHING})


def test_damaged(program):
    fill(program)
    with open(cache_file(program), 'wb') as file:
        file.write(b'junk' * 5000)
    assert stats(program)[1]['answers'] == NOTHING
    run(program, 'clear')
    left = os.listdir(program.path('cache', 'llmselect'))
    assert 'cache.db.unusable' not in left, left


def test_answers(program):
    """An equal request is not sent again, unless the cache was cleared or is off."""
    with Vendors() as vendors:
        program.use(vendors)
        vendors.behave('gpt-4o', answer(), answer(['Anew']))

        def ask(prompt='Hi', spec='openai:gpt-4o'):
            events = program.compare('-m', spec, prompt)
            return finished(events), text_of(events, 0), events[-1]['id']

        ask()
        ask()
        assert len(vendors.requests) == 2 and stats(program)[1]['answers'] == NOTHING
        program.configure('response-cache=true')
        vendors.behave('gpt-4o', answer(), answer(['Anew']))
        first, text, _ = ask()
        assert text == 'Hello world' and 'notices' not in first, first
        second, text, number = ask()
        assert len(vendors.requests) == 3 and text == 'Hello world', text
        assert [notice.split(':')[0] for notice in second['notices']] == ['cached'], second
        assert second['cost_usd'] == 0 and second['output_tokens'] == first['output_tokens']
        assert program.show(number)['columns'][0]['notices'] == second['notices']
        told = stats(program)[1]['answers']
        assert (told['entries'], told['hits'], told['misses']) == (1, 1, 1), told
        # Another model, prompt or provider is another request.
        ask('Ho')
        ask(spec='openai:gpt-4o-mini')
        ask(spec='mistral:gpt-4o')
        assert len(vendors.requests) == 6
        run(program, 'clear')
        vendors.behave('gpt-4o', answer(['Later']))
        assert ask()[1] == 'Later' and len(vendors.requests) == 7


def test_answers_that_failed(program):
    """Only what is complete is kept."""
    with Vendors() as vendors:
        program.use(vendors)
        program.configure('response-cache=true')
        vendors.behave('gpt-4o', answer(behaviour='cut-after-1'), answer())
        program.compare('-m', 'openai:gpt-4o', 'Hi', status=3)
        events = program.compare('-m', 'openai:gpt-4o', 'Hi')
        assert text_of(events, 0) == 'Hello world' and len(vendors.requests) == 2


def test_unusable_folder(program):
    with open(program.path('cache', 'llmselect'), 'wb'):
        pass
    # Nothing can be there, so there is nothing to tell or to clear.
    assert stats(program)[1]['answers'] == NOTHING


def test_refused(program):
    for args, says in (((), 'stats or clear'), (('purge',), 'purge'),
                       (('stats', 'answers'), 'too many'), (('clear', 'all'), 'all'),
                       (('clear', 'answers', 'models'), 'too many'),
                       (('clear', '--format=json'), 'cache stats'),
                       (('stats', '--format=jsonl'), 'jsonl'), (('--nonsense',), 'nonsense')):
        done = program.run('cache', *args)
        assert done.returncode == 2, (args, done.returncode)
        assert done.out == '' and says in done.err, (args, done.err)


def main():
    tap = Tap()
    for name, function in globals().copy().items():
        if name.startswith('test_'):
            with Program() as program:
                tap.run(name[5:], function, program)
    tap.finish()


if __name__ == '__main__':
    main()
