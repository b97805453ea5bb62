#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program's ranking against another computation of the same, on random tournaments.

Usage: test-ranking-reference.py RANKING_TOOL
"""

import math
import pathlib
import random
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / 'common'))
import ranking_reference as reference  # noqa: E402  pylint: disable=wrong-import-position
from tap import Tap  # noqa: E402  pylint: disable=wrong-import-position

EXACTNESS = 1e-6
FIGURES = ['ballots', 'pairs', 'rounds', 'converged', 'length', 'effect', 'lower', 'upper', 'unit']
ROW = ['state', 'place', 'points', 'lower', 'upper', 'odds', 'votes', 'wins', 'ties', 'losses']
COUNTS = ['state', 'place', 'votes', 'wins', 'ties', 'losses']


class Case:
    """One tournament and how it is ranked."""

    def __init__(self, name, ballots, min_votes=5, rounds=0, seed=1, with_length=False):
        self.name = name
        self.ballots = ballots
        self.options = min_votes, rounds, seed, with_length

    def lines(self):
        min_votes, rounds, seed, with_length = self.options
        yield f'options {min_votes} {rounds} {seed} {int(with_length)}'
        for outcome, preferred, candidates in self.ballots:
            words = [f'{model}:{length}:{vote}' for model, length, vote in candidates]
            yield ' '.join(['ballot', str(outcome), str(preferred), *words])
        yield 'rank'


def tournament(seed, n_models, n_ballots, width=1.0, most=4, effect=0.0):
    """Ballots of models of random strengths; the same model may be there twice."""
    generator = random.Random(seed)
    strengths = [generator.gauss(0, width) for _ in range(n_models)]
    ballots = []
    for _ in range(n_ballots):
        chosen = [generator.randrange(n_models) for _ in range(generator.randint(1, most))]
        lengths = [generator.choice([-1, *range(50, 5000)] if not effect else range(50, 5000))
                   for _ in chosen]
        luck = [strengths[model] + effect * math.log(max(length, 1))
                - math.log(generator.expovariate(1) + 1e-300)
                for model, length in zip(chosen, lengths)]
        outcome = generator.choice([0, 1, 1, 1, 2, 3])
        preferred = luck.index(max(luck)) if outcome == 1 else -1
        candidates = [(f'm{model:03}', length, generator.randrange(3) if outcome == 0 else 0)
                      for model, length in zip(chosen, lengths)]
        ballots.append((outcome, preferred, candidates))
    return ballots


def cases():
    for seed in range(40):
        yield Case(f'{seed}: some models', tournament(seed, 2 + seed % 9, 10 + 12 * (seed % 7)))
    for seed in range(40, 70):
        yield Case(f'{seed}: few ballots of many models', tournament(seed, 14, 4 + seed, most=2))
    for seed in range(70, 76):
        yield Case(f'{seed}: very unlike', tournament(seed, 6, 300, width=4.0))
    for seed in range(76, 88):
        yield Case(f'{seed}: intervals', tournament(seed, 2 + seed % 5, 15 + 5 * (seed % 8)),
                   rounds=60, seed=seed)
    for seed in range(88, 100):
        yield Case(f'{seed}: at equal length',
                   tournament(seed, 2 + seed % 5, 60, effect=0.4 * (seed % 3)), with_length=True)
    for seed in range(100, 104):
        yield Case(f'{seed}: intervals at equal length',
                   tournament(seed, 3, 50 if seed < 102 else 14, effect=0.5), rounds=25,
                   seed=seed * 65537, with_length=True)


def read_answers(text):
    """(figures, rows) for each tournament."""
    figures, rows, row = {}, {}, None
    for line in text.splitlines():
        kind, *words = line.split()
        if kind == 'figures':
            figures = {name: float(word) for name, word in zip(FIGURES, words)}
        elif kind == 'row':
            row = rows[words[0]] = dict(zip(ROW, words[1:]))
            for name in ROW[1:]:
                row[name] = float(row[name])
            row['records'] = {}
        elif kind == 'record':
            row['records'][words[0]] = tuple(map(int, words[1:]))
        else:
            yield figures, rows
            figures, rows = {}, {}


def check_number(what, ours, theirs):
    if theirs is None:
        assert math.isnan(ours), f'{what}: {ours}, not unknown'
    else:
        assert ours == theirs or abs(ours - theirs) <= EXACTNESS, f'{what}: {ours}, not {theirs}'


def check_records(rows, ballots, with_length):
    expected = {a: {b: [0, 0, 0] for b in rows} for a in rows}
    for ballot in ballots:
        for first, second, score, _ in reference.duels_of(ballot, with_length):
            expected[first][second][0 if score == 1 else 1] += 1
            expected[second][first][2 if score == 1 else 1] += 1
    for a in rows:
        for b in rows:
            assert rows[a]['records'][b] == tuple(expected[a][b]), (a, b)


def check(case, figures, rows, seen):
    min_votes, rounds, seed, with_length = case.options
    their_rows, theirs = reference.rank(case.ballots, min_votes, rounds, seed, with_length)
    assert sorted(rows) == sorted(their_rows), (sorted(rows), sorted(their_rows))
    assert figures['converged'] == 1
    assert (figures['ballots'], figures['pairs']) == (theirs['ballots'], theirs['pairs'])
    check_number('unit', figures['unit'], theirs['unit'])
    check_number('effect', figures['effect'], theirs['effect'])
    if rounds:
        check_number('lower effect', figures['lower'], theirs.get('lower'))
        check_number('upper effect', figures['upper'], theirs.get('upper'))
    for a, row in rows.items():
        for name in COUNTS:
            assert row[name] == their_rows[a][name], (a, name, row, their_rows[a])
        for name in ('points', 'odds') + (('lower', 'upper') if rounds else ()):
            check_number((a, name), row[name], their_rows[a].get(name))
        seen[row['state']] = seen.get(row['state'], 0) + 1
        for name in ('lower', 'upper'):
            if math.isinf(row[name]):
                seen['open'] = seen.get('open', 0) + 1
    check_records(rows, case.ballots, with_length)
    if with_length:
        seen['effect' if theirs['effect'] is not None else 'no effect'] = 1


def main():
    tap = Tap()
    all_cases = list(cases())
    data = '\n'.join(line for case in all_cases for line in case.lines()) + '\n'
    done = subprocess.run([sys.argv[1]], input=data, capture_output=True, text=True, check=False)
    tap.ok(done.returncode == 0, 'the program ranks them', done.stderr)
    answers = list(read_answers(done.stdout))
    tap.ok(len(answers) == len(all_cases), 'all of them')
    seen = {}
    for case, (figures, rows) in zip(all_cases, answers):
        tap.run(case.name, check, case, figures, rows, seen)
    tap.note(seen)
    tap.ok({'points', 'above', 'below', 'apart', 'open', 'effect'} <= set(seen),
           'everything that can be said occurred', seen)
    tap.finish()


main()
