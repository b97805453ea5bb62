#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program's figures of stability against another computation of the same, on random answers.

Usage: test-stability-reference.py STABILITY_TOOL
"""

import math
import pathlib
import random
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'common'))
from tap import Tap  # noqa: E402  pylint: disable=wrong-import-position

EXACTNESS = 1e-9
# Each is one word to the rules of Unicode wherever it stands between blanks.
WORDS = ('the sky is blue because air scatters light Himmel Größe Straße über Ölfässer Wasser '
         'weil 3.5 2026 北京 喜欢 天空 蓝色 السماء زرقاء لأن الضوء ينتشر').split()


def fold(word):
    return word.casefold()


def distance(first, second):
    a, b = ({fold(word) for word in text.split()} for text in (first, second))
    return 1 - len(a & b) / len(a | b)


def mean(numbers):
    numbers = list(numbers)
    return math.fsum(numbers) / len(numbers)


def density(x, freedom):
    log = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)
    return math.exp(log) / math.sqrt(freedom * math.pi) * (1 + x * x / freedom) ** (
        -(freedom + 1) / 2)


def quantile(freedom):
    """Where Student's distribution has 0.975 below it: Simpson's rule and bisection."""
    def mass(end, steps=4000):
        width = end / steps
        inner = math.fsum((4 if i % 2 else 2) * density(i * width, freedom)
                          for i in range(1, steps))
        return (density(0, freedom) + inner + density(end, freedom)) * width / 3
    low, high = 1.0, 8.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if mass(middle) < 0.475 else (low, middle)
    return (low + high) / 2


QUANTILES = {}


def student(freedom):
    if freedom not in QUANTILES:
        QUANTILES[freedom] = quantile(freedom)
    return QUANTILES[freedom]


def jackknife(statistic, samples):
    """The variance of a statistic by pseudo-values, as Tukey has it."""
    n = len(samples)
    whole = statistic(samples)
    pseudo = [n * whole - (n - 1) * statistic(samples[:i] + samples[i + 1:]) for i in range(n)]
    middle = mean(pseudo)
    return math.fsum((value - middle) ** 2 for value in pseudo) / (n - 1) / n


def within(samples):
    return mean(distance(samples[i], samples[j])
                for i in range(len(samples)) for j in range(i))


def between(first, second):
    return mean(distance(a, b) for a in first for b in second)


def row_of(first, second):
    """(samples, samples, pairs, mean, lowest, highest, lower, upper)"""
    same = first is second
    if same:
        distances = [distance(first[i], first[j]) for i in range(len(first)) for j in range(i)]
    else:
        distances = [distance(a, b) for a in first for b in second]
    n = min(len(first), len(second))
    unknown = [math.nan] * 2
    if not distances:
        return [len(first), len(second), 0, *unknown, math.nan, *unknown]
    middle = mean(distances)
    interval = unknown
    if n >= 3:
        variance = jackknife(within, first) if same else \
            jackknife(lambda some: between(some, second), first) \
            + jackknife(lambda some: between(first, some), second)
        error = math.sqrt(variance)
        if error > 1e-12:
            error *= student(n - 1)
            interval = [max(middle - error, 0), min(middle + error, 1)]
    return [len(first), len(second), len(distances), middle, min(distances), max(distances),
            *interval]


def verdict_of(groups, rows):
    inner = [row for (a, b), row in rows.items() if a == b and row[2]]
    outer = [row for (a, b), row in rows.items() if a != b]
    if not inner:
        return 0
    if not outer:
        return 1
    if min(row[4] for row in outer) > max(row[5] for row in inner):
        return 2
    return 3 if mean(row[3] for row in outer) > mean(row[3] for row in inner) else 4


def answers(seed):
    """Groups of texts: each model has words that it likes."""
    generator = random.Random(seed)
    groups = {}
    for model in range(generator.randint(1, 5)):
        liked = generator.sample(WORDS, generator.randint(4, len(WORDS)))
        size = generator.randint(2 if model == 0 else 1, 10 if seed % 3 == 0 else 5)
        own = generator.choices(liked, k=8)
        groups[f'm{model}'] = [
            ' '.join(own if seed % 7 == 0 else generator.choices(liked, k=generator.randint(1, 30)))
            for _ in range(size)]
    if sum(map(len, groups.values())) > 40:
        return answers(seed + 1000)
    return groups


def lines_of(groups, seed):
    """In any order: a model's samples need not stand beside each other."""
    lines = [f'answer {model} {text}' for model, texts in groups.items() for text in texts]
    first = lines.pop(0)
    random.Random(seed).shuffle(lines)
    return [first, *lines, 'end']


def run(tool, lines):
    done = subprocess.run([tool], input='\n'.join(lines) + '\n', stdout=subprocess.PIPE,
                          encoding='utf-8', check=True, timeout=60)
    rows, found = {}, []
    for line in done.stdout.splitlines():
        kind, *words = line.split()
        if kind == 'row':
            rows[words[0], words[1]] = [float(word) for word in words[2:]]
        else:
            found.append((rows, int(words[0])))
            rows = {}
    return found


def same(ours, theirs):
    return (math.isnan(ours) and math.isnan(theirs)) or abs(ours - theirs) <= EXACTNESS


def check(groups, rows, verdict):
    """Which of the two comes first is that of the columns."""
    expected = {}
    for (first, second), ours in rows.items():
        theirs = expected[first, second] = row_of(groups[first], groups[second])
        assert all(map(same, ours, theirs)), (first, second, ours, theirs)
    assert len(rows) == len(groups) * (len(groups) + 1) // 2, sorted(rows)
    assert verdict == verdict_of(groups, expected), (verdict, expected)


def main():
    tap = Tap()
    seeds = range(120)
    cases = [answers(seed) for seed in seeds]
    found = run(sys.argv[1], [line for seed, groups in zip(seeds, cases)
                              for line in lines_of(groups, seed)])
    tap.ok(len(found) == len(cases), 'all of them are told')
    for seed, groups, (rows, verdict) in zip(seeds, cases, found):
        tap.run(f'{seed}: {", ".join(str(len(texts)) for texts in groups.values())} samples',
                check, groups, rows, verdict)
    verdicts = {verdict for _, verdict in found}
    tap.ok({1, 2, 3, 4} <= verdicts, 'everything that can be said occurred', verdicts)
    tap.ok(any(not math.isnan(row[6]) for rows, _ in found for row in rows.values()),
           'some have an interval')
    tap.finish()


main()
