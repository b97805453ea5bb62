# SPDX-License-Identifier: GPL-3.0-or-later
"""Ranks models as the program says it does, by other means.

Strengths by the fixed point of Newman (2023) instead of Newton's method; with length by
false position along the profile of the likelihood; connections by the transitive closure instead of
Tarjan's search; random numbers by a Mersenne Twister of its own.
"""

import math

VOTE_UP, VOTE_DOWN = 1, 2
NONE, PREFERRED = 0, 1


class Twister:
    """MT19937 as Matsumoto and Nishimura published it; ranges as GRand makes them."""

    def __init__(self, seed):
        self.state = [seed & 0xffffffff]
        for i in range(1, 624):
            last = self.state[-1]
            self.state.append((1812433253 * (last ^ (last >> 30)) + i) & 0xffffffff)
        self.at = 624

    def _twist(self):
        state = self.state
        for i in range(624):
            both = (state[i] & 0x80000000) | (state[(i + 1) % 624] & 0x7fffffff)
            state[i] = state[(i + 397) % 624] ^ (both >> 1) ^ (0x9908b0df if both & 1 else 0)
        self.at = 0

    def number(self):
        if self.at == 624:
            self._twist()
        value = self.state[self.at]
        self.at += 1
        value ^= value >> 11
        value ^= (value << 7) & 0x9d2c5680
        value ^= (value << 15) & 0xefc60000
        return value ^ (value >> 18)

    def below(self, count):
        """Every number below @count as likely: those beyond the last multiple are not used."""
        limit = (1 << 32) - (1 << 32) % count
        while True:
            value = self.number()
            if value < limit:
                return value % count


def pairs_of(ballot):
    """(first, second, score of the first) for each duel; indexes of candidates."""
    outcome, preferred, candidates = ballot
    numbers = range(len(candidates))
    if outcome == PREFERRED:
        found = [(preferred, i, 1.0) for i in numbers if i != preferred] \
            if preferred in numbers else []
    elif outcome == NONE:
        found = [(i, j, 1.0) for i in numbers for j in numbers
                 if candidates[i][2] == VOTE_UP and candidates[j][2] == VOTE_DOWN]
    else:
        found = [(i, j, 0.5) for i in numbers for j in numbers if i < j]
    return [pair for pair in found if candidates[pair[0]][0] != candidates[pair[1]][0]]


def duels_of(ballot, with_length):
    """(model, other model, score, difference of the lengths) for each duel that counts."""
    candidates = ballot[2]
    duels = []
    for i, j, score in pairs_of(ballot):
        (first, a, _), (second, b, _) = candidates[i], candidates[j]
        if not with_length:
            duels.append((first, second, score, 0.0))
        elif a >= 0 and b >= 0:
            duels.append((first, second, score, (a - b) / (a + b) if a != b else 0.0))
    return duels


def sort_out(models, duels):
    """The state of each model: 'points', 'above', 'below' or 'apart'."""
    beats = {a: {b: False for b in models} for a in models}
    for first, second, score, _ in duels:
        beats[first][second] |= score > 0
        beats[second][first] |= score < 1
    met = {a: dict(beats[a]) for a in models}
    for k in models:
        for i in models:
            if beats[i][k]:
                for j in models:
                    beats[i][j] |= beats[k][j]
    weights = {}
    for a in models:
        group = frozenset(b for b in models if beats[a][b] and beats[b][a])
        if len(group) > 1:
            weights[group] = sum(1 for first, second, _, _ in duels
                                 if first in group and second in group)
    if not weights:
        return {a: state(any(met[a].values()), any(met[b][a] for b in models)) for a in models}
    main = max(sorted(weights, key=min), key=lambda group: weights[group])
    anyone = min(main)
    return {a: 'points' if a in main else state(beats[a][anyone], beats[anyone][a])
            for a in models}


def state(beating, beaten):
    if beating == beaten:
        return 'apart'
    return 'above' if beating else 'below'


def fixed_point(models, duels):
    """Newman, "Efficient computation of rankings from pairwise comparisons", JMLR 24 (2023)."""
    wins = {a: {} for a in models}
    for first, second, score, _ in duels:
        wins[first][second] = wins[first].get(second, 0) + score
        wins[second][first] = wins[second].get(first, 0) + 1 - score
    strength = {a: 1.0 for a in models}
    for _ in range(1000000):
        largest = 0
        for i in models:
            up = sum(w * strength[j] / (strength[i] + strength[j]) for j, w in wins[i].items())
            down = sum(wins[j][i] / (strength[i] + strength[j]) for j in wins[i])
            largest = max(largest, abs(math.log(up / down / strength[i])))
            strength[i] = up / down
        mean = math.exp(sum(map(math.log, strength.values())) / len(models))
        strength = {a: value / mean for a, value in strength.items()}
        if largest < 1e-13:
            return {a: math.log(value) for a, value in strength.items()}
    raise ArithmeticError('no fixed point')


def expect(odds):
    return 1 / (1 + math.exp(-odds)) if odds > 0 else math.exp(odds) / (1 + math.exp(odds))


def at_effect(mine, strength, effect):
    """The strengths at one effect of length: one after the other, each by its own slope."""
    for _ in range(10000):
        largest = 0
        for a, met in mine.items():
            slope = bend = 0
            for other, score, z in met:
                p = expect(strength[a] - strength[other] + effect * z)
                slope += score - p
                bend += p * (1 - p)
            step = max(-1, min(1, slope / bend))
            strength[a] += step
            largest = max(largest, abs(step))
        if largest < 1e-13:
            return
    raise ArithmeticError('no maximum')


def profile(mine, duels, strength, effect):
    """How steep the likelihood is in the effect of length, with the best strengths at it."""
    at_effect(mine, strength, effect)
    return sum((score - expect(strength[a] - strength[b] + effect * z)) * z
               for a, b, score, z in duels)


def by_profile(models, duels):
    """Strengths and the effect of length by false position; None if that is beyond 20."""
    strength = {a: 0.0 for a in models}
    mine = {a: [(second, score, z) for first, second, score, z in duels if first == a]
            + [(first, 1 - score, -z) for first, second, score, z in duels if second == a]
            for a in models}
    low, high = -1.0, 1.0
    while (low_slope := profile(mine, duels, strength, low)) < 0:
        if low <= -20:
            return None
        low = max(2 * low, -20.0)
    while (high_slope := profile(mine, duels, strength, high)) > 0:
        if high >= 20:
            return None
        high = min(2 * high, 20.0)
    last = 0
    for _ in range(1000):
        effect = (low * high_slope - high * low_slope) / (high_slope - low_slope)
        slope = profile(mine, duels, strength, effect)
        if abs(slope) < 1e-11 or high - low < 1e-13:
            mean = sum(strength.values()) / len(models)
            return {a: value - mean for a, value in strength.items()}, effect
        if slope > 0:
            low, low_slope = effect, slope
            high_slope *= 0.5 if last > 0 else 1
        else:
            high, high_slope = effect, slope
            low_slope *= 0.5 if last < 0 else 1
        last = slope
    raise ArithmeticError('no maximum')


def fit(models, duels, with_length):
    """The states, and what is known of strengths and of the effect of length."""
    states = sort_out(models, duels)
    inside = [a for a in models if states[a] == 'points']
    duels = [duel for duel in duels if duel[0] in inside and duel[1] in inside]
    if not inside:
        return states, {}, None
    if with_length:
        found = by_profile(inside, duels)
        return (states, *found) if found else (states, None, None)
    return states, fixed_point(inside, duels), None


def one_round(models, drawn, with_length, whole):
    """What each model, and length, gets from one draw; None where it could be anything."""
    states, strength, effect = fit(models, drawn, with_length)
    if strength is None or (with_length and effect is None):
        return {a: None for a in models}, None
    bounds = {'above': math.inf, 'below': -math.inf, 'apart': None}
    values = {a: bounds.get(states[a]) for a in models}
    if strength:
        by = sum(whole[a] - strength[a] for a in strength) / len(strength)
        values.update({a: value + by for a, value in strength.items()})
    return values, effect


def quantile(values, share):
    unknown = -math.inf if share < 0.5 else math.inf
    values = sorted(unknown if value is None else value for value in values)
    place = share * (len(values) - 1)
    below = math.floor(place)
    low, high = values[below], values[min(below + 1, len(values) - 1)]
    if place == below or low == high:
        return low
    if math.isinf(low) or math.isinf(high):
        return low if share < 0.5 else high
    return low + (place - below) * (high - low)


def interval(values):
    return quantile(values, 0.025), quantile(values, 0.975)


def points(strength):
    return 1000 + strength * 400 / math.log(10)


def places(rows, min_votes):
    """One more than there are that are certainly better; without intervals, with more points."""
    ranked = [row for row in rows.values() if 'points' in row and row['votes'] >= min_votes]
    for row in rows.values():
        row['place'] = 0
    for row in ranked:
        upper = row.get('upper', row['points']) + 1e-6
        row['place'] = 1 + sum(1 for other in ranked
                               if other.get('lower', other['points']) > upper)


def rank(ballots, min_votes, rounds, seed, with_length):
    """Rows by model, and the figures."""
    each = [duels for duels in (duels_of(ballot, with_length) for ballot in ballots) if duels]
    duels = [duel for of_one in each for duel in of_one]
    figures = {'ballots': len(each), 'pairs': len(duels), 'unit': None, 'effect': None}
    if with_length and any(duel[3] for duel in duels):
        figures['unit'] = math.sqrt(sum(duel[3] ** 2 for duel in duels) / len(duels))
        each = [[(a, b, score, z / figures['unit']) for a, b, score, z in of_one]
                for of_one in each]
        duels = [duel for of_one in each for duel in of_one]
    models = sorted({duel[i] for duel in duels for i in (0, 1)})
    states, strength, effect = fit(models, duels, figures['unit'] is not None)
    figures['effect'] = effect
    if strength is None:
        states, strength, effect = fit(models, duels, False)
    rows = {a: {'state': states[a], 'votes': sum(1 for of_one in each
                                                  if any(a in duel[:2] for duel in of_one)),
                'wins': 0, 'ties': 0, 'losses': 0} for a in models}
    for first, second, score, _ in duels:
        rows[first]['wins' if score == 1 else 'ties'] += 1
        rows[second]['losses' if score == 1 else 'ties'] += 1
    if strength:
        random = Twister(seed)
        found = []
        inside = {a for a in models if states[a] == 'points'}
        for _ in range(rounds):
            drawn = [duel for _ in each for duel in each[random.below(len(each))]
                     if duel[0] in inside and duel[1] in inside]
            found.append(one_round(models, drawn, effect is not None, strength))
        for a in inside:
            rows[a].update({'points': points(strength[a]), 'odds': strength[a]})
            if rounds:
                low, high = interval([values[a] for values, _ in found])
                rows[a].update({'lower': points(low), 'upper': points(high)})
        if effect is not None and rounds:
            figures['lower'], figures['upper'] = interval([value for _, value in found])
    places(rows, min_votes)
    return rows, figures
