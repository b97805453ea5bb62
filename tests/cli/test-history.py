#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was kept: listed, searched, shown, thrown away and brought back."""

import json
import sqlite3

from fake_vendors import Vendors, answer, refusal
from harness import Program, Tap, check_shown, read_events

LISTED = ['id', 'kind', 'title', 'created_at', 'active_at', 'messages', 'models', 'tags']
FOUND = ['turn', 'column_id', 'snippet', 'hits']


def chat(program, *args):
    done = program.run('chat', '--format=jsonl', '-m', 'openai:good', *args)
    assert (done.returncode, done.err) == (0, ''), done.err
    return read_events(done.out)[-1]['id']


def good(program, *args):
    """What is printed by a call that works."""
    done = program.run(*args)
    assert (done.returncode, done.err) == (0, ''), (args, done.returncode, done.err)
    return done.out


def write(program, *statements):
    with sqlite3.connect(program.database) as database:
        database.execute('PRAGMA trusted_schema = ON')
        for statement in statements:
            database.execute(*statement)
    database.close()


def listed(program, *args):
    return [entry['id'] for entry in program.history(*args)]


def fill(program, vendors):
    """Two chats and two comparisons, oldest first."""
    vendors.behave('good', deltas=['fine'])
    return [chat(program, 'Chat one'),
            program.compare('-m', 'openai:good', '-m', 'mistral:good', 'Compare one')[-1]['id'],
            chat(program, 'Chat two'),
            program.compare('-m', 'openai:good', 'Compare two')[-1]['id']]


def test_list(program, vendors):
    ids = fill(program, vendors)
    entries = program.history()
    assert all(list(entry) == LISTED for entry in entries), entries
    assert [entry['id'] for entry in entries] == ids[::-1]
    assert listed(program, '--kind=chat') == [ids[2], ids[0]]
    assert listed(program, '--kind=comparison') == [ids[3], ids[1]]
    assert listed(program, '--kind=chat', '--limit=1') == [ids[2]]
    assert listed(program, '--limit=3') == ids[:0:-1]
    # What is asked again comes first.
    chat(program, '--continue', ids[0], 'More')
    assert listed(program)[0] == ids[0] and program.history()[0]['messages'] == 4
    text = good(program, 'history', 'list').splitlines()
    assert len(text) == 5 and text[0].split() == ['ID', 'DATE', 'TITLE', 'MODELS'], text
    assert text[1].startswith(ids[0][:8]) and 'Chat one' in text[1]


def test_nothing(program, vendors):
    vendors.behave('good', deltas=['fine'])
    for args, says in (((), 'yet'), (('--trash',), 'such'), (('--archived',), 'such'),
                       (('--tag=none',), 'such'), (('--kind=chat',), 'such')):
        assert program.history(*args) == []
        done = program.run('history', 'list', *args)
        assert (done.returncode, done.out) == (0, '') and says in done.err, (args, done.err)


def test_filters(program, vendors):
    ids = fill(program, vendors)
    write(program,
          ("INSERT INTO folder (id, name, position) VALUES ('f', 'Ärbeit', 0), ('g', 'None', 1)",),
          ("UPDATE conversation SET folder_id = 'f' WHERE id IN (?, ?)", ids[:2]),
          ("INSERT INTO tag (id, name) VALUES (1, 'blau')",),
          ('INSERT INTO conversation_tag (tag_id, active_at, conversation_id, conversation_num) '
           'SELECT 1, active_at, id, num FROM conversation WHERE id IN (?, ?)', ids[1:3]),
          ("UPDATE conversation SET tags = 'blau' WHERE id IN (?, ?)", ids[1:3]),
          ('UPDATE conversation SET archived = 1 WHERE id = ?', ids[3:]))
    assert sorted(listed(program, '--folder=Ärbeit')) == sorted(ids[:2])
    assert sorted(listed(program, '--folder=f')) == sorted(ids[:2])
    assert listed(program, '--folder=Ärbeit', '--kind=chat') == [ids[0]]
    assert listed(program, '--folder', 'None') == []
    done = program.run('history', 'list', '--format=json', '--folder=Ärbeit',
                       env={'LC_ALL': 'C'})
    assert len(json.loads(done.out)) == 2, done.err
    assert listed(program, '--tag=blau') == [ids[2], ids[1]]
    assert listed(program, '--tag=BLAU', '--kind=chat') == [ids[2]]
    assert [entry['tags'] for entry in program.history('--tag=blau')] == [['blau']] * 2
    assert listed(program, '--archived') == [ids[3]]
    assert listed(program) == [ids[2], ids[1], ids[0]]


def test_delete_and_restore(program, vendors):
    ids = fill(program, vendors)
    assert good(program, 'history', 'delete', ids[0][:8], ids[1]) == ''
    assert listed(program) == [ids[3], ids[2]]
    assert sorted(listed(program, '--trash')) == sorted(ids[:2])
    # It can still be looked at, by its prefix too.
    assert program.show(ids[0][:8])['id'] == ids[0]
    assert good(program, 'history', 'restore', ids[0]) == ''
    assert listed(program) == [ids[3], ids[2], ids[0]] and listed(program, '--trash') == [ids[1]]
    # All or nothing: an id that is wrong leaves the others alone.
    done = program.run('history', 'delete', ids[2], '00000000-0000-4000-8000-000000000000')
    assert done.returncode == 1 and 'no conversation' in done.err, done.err
    assert listed(program) == [ids[3], ids[2], ids[0]]


def test_purge(program, vendors):
    ids = fill(program, vendors)
    good(program, 'history', 'delete', ids[1])
    assert good(program, 'history', 'delete', '--purge', ids[1][:8], ids[3]) == ''
    assert listed(program) == [ids[2], ids[0]] and listed(program, '--trash') == []
    for verb in ('show', 'restore', 'delete'):
        done = program.run('history', verb, ids[3])
        assert done.returncode == 1 and 'no conversation' in done.err, (verb, done.err)
    with sqlite3.connect(program.database) as database:
        left = database.execute('SELECT count (*) FROM answer').fetchone()[0]
    database.close()
    assert left == 2, left


def test_show_plain(program, vendors):
    """A comparison of one turn is what it has always been."""
    vendors.behave('good', deltas=['fine'])
    vendors.behave('bad', refusal(400, 'No'))
    events = program.compare('-m', 'openai:good', '-m', 'mistral:bad', '--system', 'Brief', 'A',
                             status=1)
    shown = program.show(events[-1]['id'])
    check_shown(shown, events)
    assert (shown['prompt'], shown['system']) == ('A', 'Brief')
    assert good(program, 'history', 'show', events[-1]['id']).count('\n> ') == 2


def test_show_turns(program, vendors):
    vendors.behave('good', answer(['one']), answer(['two']))
    first = chat(program, '--system', 'Brief', 'A\nmore')
    chat(program, '--continue', first, 'B')
    shown = program.show(first)
    assert list(shown) == ['id', 'kind', 'title', 'created_at', 'turns']
    assert (shown['id'], shown['kind'], shown['title']) == (first, 'chat', 'A')
    assert [turn['prompt'] for turn in shown['turns']] == ['A\nmore', 'B']
    assert len({turn['id'] for turn in shown['turns']} | {first}) == 3
    text = good(program, 'history', 'show', first)
    lines = [line for line in text.splitlines() if line.startswith('> ')]
    assert lines == ['> Brief', '> A', '> more', '> B'], text
    assert text.index('\none\n') < text.index('> B\n') < text.index('\ntwo\n')


def test_show_branch(program, vendors):
    """Of a chat what is shown, not the other versions of prompts and answers."""
    vendors.behave('good', answer(['one']), answer(['two']))
    first = chat(program, 'A')
    chat(program, '--continue', first, 'B')
    turns = program.show(first)['turns']
    write(program,
          ('INSERT INTO answer (column_id, turn_id, position, provider, model, title, params, '
           'state, attempt, reasoning, text) SELECT ?1, turn_id, 1, provider, model, title, '
           "params, state, attempt, '', 'another' FROM answer WHERE turn_id = ?2",
           ('11111111-1111-4111-8111-111111111111', turns[0]['id'])),
          ('INSERT INTO turn (id, conversation_id, previous_id, after_id, created_at, updated_at, '
           "prompt) SELECT ?1, conversation_id, previous_id, after_id, created_at - 1, "
           "updated_at, 'C' FROM turn WHERE id = ?2",
           ('22222222-2222-4222-8222-222222222222', turns[1]['id'])))
    text = good(program, 'history', 'show', first)
    assert 'another' not in text and '> C' not in text and '\ntwo\n' in text, text
    assert [turn['prompt'] for turn in program.show(first)['turns']] == ['A', 'B']


# --- Searching ---


def search(program, *args):
    done = program.run('history', 'search', '--format=json', *args)
    assert (done.returncode, done.err) == (0, ''), (args, done.err)
    return json.loads(done.out)


def search_fill(program, vendors):
    vendors.behave('good', answer(['The zebra is striped']), answer(['Horses are not']),
                   answer(['Nothing of it']))
    return [chat(program, 'Of animals'),
            program.compare('-m', 'openai:good', 'Is a zebra a horse?')[-1]['id'],
            chat(program, 'Something else')]


def test_search(program, vendors):
    ids = search_fill(program, vendors)
    hits = search(program, 'zebra')
    assert sorted(hit['id'] for hit in hits) == sorted(ids[:2]), hits
    assert all(list(hit) == LISTED + FOUND for hit in hits)
    assert all('*zebra*' in hit['snippet'] and hit['hits'] >= 1 for hit in hits), hits
    answered = next(hit for hit in hits if hit['id'] == ids[0])
    assert answered['turn'] and answered['column_id']
    assert [hit['id'] for hit in search(program, 'zebra', 'strip')] == [ids[0]]
    text = good(program, 'history', 'search', 'zebra').splitlines()
    assert len(text) == 3 and text[0].split()[-1] == 'FOUND' and '*zebra*' in text[1], text


def test_search_filters(program, vendors):
    ids = search_fill(program, vendors)
    assert [hit['id'] for hit in search(program, 'zebra', '--kind=chat')] == [ids[0]]
    assert len(search(program, 'zebra', '--limit=1')) == 1
    assert len(search(program, 'zebra', '--model=openai:good')) == 2
    assert len(search(program, 'zebra', '--model=openai:')) == 2
    assert len(search(program, 'zebra', '--model=good')) == 2
    assert search(program, 'zebra', '--model=mistral:') == []
    assert search(program, 'zebra', '--voted') == []
    assert len(search(program, 'zebra', '--since=1970-01-01')) == 2
    assert search(program, 'zebra', '--until=1970-01-01') == []
    assert search(program, 'zebra', '--since=2999-01-01') == []
    write(program, ('UPDATE conversation SET archived = 1 WHERE id = ?', ids[:1]))
    assert [hit['id'] for hit in search(program, 'zebra')] == [ids[1]]
    assert len(search(program, 'zebra', '--archived')) == 2
    good(program, 'history', 'delete', ids[1])
    assert search(program, 'zebra') == []


def test_search_nothing(program, vendors):
    search_fill(program, vendors)
    done = program.run('history', 'search', 'giraffe')
    assert (done.returncode, done.out) == (0, '') and 'Nothing' in done.err, done.err
    for hostile in ('"', '*', 'AND', 'zebra NEAR/3 (', "'; DROP TABLE turn", '-', '--x', 'a:b'):
        search(program, '--', hostile)


def main():
    tap = Tap()
    for name, function in globals().copy().items():
        if name.startswith('test_'):
            with Program() as program, Vendors() as vendors:
                tap.run(name[5:], function, program.use(vendors), vendors)
    tap.finish()


if __name__ == '__main__':
    main()
