#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Models ranked by what was decided about their answers."""

import csv
import io
import json
import math
import sqlite3

from fake_vendors import Vendors
from harness import Program, Tap

ROW = ['place', 'provider', 'model', 'title', 'state', 'points', 'lower', 'upper', 'log_odds',
       'votes', 'wins', 'ties', 'losses']
FIGURES = ['votes', 'duels', 'left_out', 'min_votes', 'rounds', 'converged', 'length', 'models']
DAY = 24 * 3600 * 1000000
FIRST_DAY = 4102444800000000  # 2100-01-01


def decide(program, number, verdict, preferred=None, blind=False):
    """Asks two models, and stores what a user would have decided on day @number."""
    done = program.compare('-m', 'openai:good', '-m', 'mistral:good', f'Question {number}')
    turn = done[-1]['id']
    columns = [event['column'] for event in done if event['event'] == 'started']
    columns.sort(key=lambda column: next(event['index'] for event in done
                                         if event.get('column') == column))
    with sqlite3.connect(program.database) as database:
        database.execute('PRAGMA trusted_schema = ON')
        database.execute('UPDATE turn SET preferred = ? WHERE id = ?',
                         (columns[preferred] if preferred is not None else None, turn))
        database.execute('INSERT OR REPLACE INTO verdict (turn_id, verdict, verdict_at, '
                         'verdict_blind, blind) VALUES (?, ?, ?, ?, ?)',
                         (turn, verdict, FIRST_DAY + number * DAY, int(blind),
                          'revealed' if blind else None))
    database.close()
    return turn


def fill(program, vendors):
    """openai wins four of six duels and ties one; the last three are blind."""
    vendors.behave('good', deltas=['fine'])
    decided = [('preferred', 0), ('preferred', 0), ('preferred', 1),
               ('tie', None), ('preferred', 0), ('preferred', 0)]
    return [decide(program, number, verdict, preferred, number >= 3)
            for number, (verdict, preferred) in enumerate(decided)]


def board(program, *args):
    done = program.run('leaderboard', '--format=json', *args)
    assert (done.returncode, done.err) == (0, ''), (args, done.err)
    return json.loads(done.out)


def test_nothing(program, _):
    done = program.run('leaderboard')
    assert (done.returncode, done.out) == (0, '') and 'no such votes' in done.err, done.err
    assert board(program)['models'] == []
    done = program.run('leaderboard', '--format=csv')
    assert done.out == ','.join(ROW) + '\r\n'


def test_json(program, vendors):
    fill(program, vendors)
    found = board(program)
    assert list(found) == FIGURES, found
    assert (found['votes'], found['duels'], found['min_votes'], found['length']) == (6, 6, 5, None)
    best, other = found['models']
    assert list(best) == [*ROW, 'against']
    assert (best['provider'], best['model'], best['place']) == ('openai', 'good', 1), found
    assert (best['wins'], best['ties'], best['losses'], best['votes']) == (4, 1, 1, 6)
    # Ties are half a win for each: 4.5 to 1.5.
    assert abs(best['log_odds'] - other['log_odds'] - math.log(3)) < 1e-6
    assert abs(best['points'] + other['points'] - 2000) < 1e-6
    assert best['against'] == [{'provider': 'mistral', 'model': 'good', 'wins': 4, 'ties': 1,
                                'losses': 1}]
    assert board(program) == found


def test_filters(program, vendors):
    ids = fill(program, vendors)
    assert board(program, '--blind-only')['votes'] == 3
    assert board(program, '--since=2100-01-03')['votes'] == 4
    assert board(program, '--since=2100-01-03', '--until=2100-01-05')['votes'] == 2
    assert board(program, '--until=2000-01-01')['votes'] == 0
    assert [row['place'] for row in board(program, '--min-votes=7')['models']] == [None, None]
    with sqlite3.connect(program.database) as database:
        database.execute('PRAGMA trusted_schema = ON')
        database.execute("INSERT INTO tag (id, name) VALUES (1, 'blau')")
        database.execute('INSERT INTO conversation_tag (tag_id, active_at, conversation_id, '
                         'conversation_num) SELECT 1, active_at, id, num FROM conversation '
                         'WHERE id IN (?, ?)', ids[:2])
    database.close()
    found = board(program, '--tag=BLAU')
    assert found['votes'] == 2
    # It has only won: there are no points.
    assert [row['state'] for row in found['models']] == ['above', 'below']
    assert [row['points'] for row in found['models']] == [None, None]
    program.run('history', 'delete', ids[0])
    assert board(program)['votes'] == 5


def test_length(program, vendors):
    fill(program, vendors)
    found = board(program, '--length-controlled')
    # All answers are as long as the others.
    assert found['length'] == {'effect': None, 'lower': None, 'upper': None, 'unit': None}
    done = program.run('leaderboard', '--length-controlled')
    assert done.returncode == 0 and 'cannot be told' in done.out, done.out


def test_text(program, vendors):
    fill(program, vendors)
    lines = program.run('leaderboard').out.splitlines()
    assert lines[0].split() == ['PLACE', 'MODEL', 'POINTS', 'FROM', 'TO', 'VOTES', 'WINS', 'TIES',
                                'LOSSES'], lines
    assert lines[1].split()[:3] == ['1', 'openai:good', '1095'], lines
    assert 'From 6 votes' in lines[-1]
    few = program.run('leaderboard', '--min-votes=7').out
    assert few.count('not enough votes') == 2 and few.splitlines()[1].split()[0] == '-', few


def test_csv(program, vendors):
    fill(program, vendors)
    with sqlite3.connect(program.database) as database:
        database.execute('PRAGMA trusted_schema = ON')
        database.execute("""UPDATE answer SET title = '=1+"1"' WHERE provider = 'openai'""")
    database.close()
    done = program.run('leaderboard', '--format=csv')
    rows = list(csv.DictReader(io.StringIO(done.out, newline='')))
    assert list(rows[0]) == ROW and len(rows) == 2, done.out
    assert rows[0]['title'] == '\'=1+"1"' and rows[0]['place'] == '1', rows
    assert abs(float(rows[0]['points']) - 1095.424) < 0.01


def test_refused(program, _):
    for args, says in ((('--min-votes=0',), '1'), (('--min-votes=x',), 'x'), (('more',), 'many'),
                       (('--since=soon',), '2026-11-26'), (('--format=jsonl',), 'csv'),
                       (('--tag', b'\xff'), 'UTF-8')):
        done = program.run('leaderboard', *args)
        assert done.returncode == 2 and done.out == '' and says in done.err, (args, done.err)
    done = program.run('leaderboard', '--help')
    assert done.returncode == 0 and '--blind-only' in done.out


def main():
    tap = Tap()
    for name, function in globals().copy().items():
        if name.startswith('test_'):
            with Program() as program, Vendors() as vendors:
                tap.run(name[5:], function, program.use(vendors), vendors)
    tap.finish()


if __name__ == '__main__':
    main()
