#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking models several times, and reading how much they vary, without a mouse.

The real program on a private display, driven by keys (xdotool) and AT-SPI.
"""

import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'common')]
sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
import desktop  # noqa: E402
from desktop import find, name, wait_for  # noqa: E402
from history import ITEMS, History, run_steps  # noqa: E402

TITLE = 'Compare answers'
PROMPT = 'How blue is the sky'
NAMED = tuple(kind for kind in desktop.CONTROLS if kind not in desktop.BUTTONS)
CARD = re.compile(r'^(.+ · \d of \d), answer (\d) of (\d), (.+)$')


class Scenario(History):
    """The steps of this test."""

    def inside(self, roles=None, label=None, text=None):
        return self.find_in(TITLE, roles, label, text)

    def type_prompt(self):
        self.see('the prompt', 'text', 'Prompt')
        self.type(PROMPT)
        wait_for('the typed prompt', lambda: self.find('text', 'Prompt', PROMPT))

    def samples(self, count):
        return self.find(desktop.BUTTONS, f'Samples per model: {count}')

    def choose_samples(self):
        """The menu opens and chooses by keys."""
        self.focus('how often', lambda: self.samples(1))
        self.keys('Return')
        wait_for('the menu', lambda: self.find(ITEMS, 'Ask each model 2 times'))
        self.keys('Down', 'Return')
        wait_for('twice', lambda: self.samples(2))
        wait_for('what is sent', lambda: self.find(
            'label', text=lambda text: re.fullmatch(r'~\d+ tokens × 8', text)))

    def cards(self):
        return [CARD.match(name(node)).groups()
                for node in self.find(label=CARD.match)]

    def compare(self):
        self.keys('ctrl+Return')
        wait_for('eight cards', lambda: len(self.cards()) == 8)
        wait_for('all are done', lambda: all(card[3] == 'Done' for card in self.cards()))
        titles = sorted({card[0] for card in self.cards()})
        assert len(titles) == 8, titles
        assert all(re.search(r' · [12] of 2$', title) for title in titles), titles
        # What goes on with them is asked once each.
        wait_for('no choice', lambda: not self.samples(2))

    def open(self):
        self.keys('ctrl+shift+d')
        wait_for('the window', lambda: self.windows(TITLE))
        self.focus_window(f'^{TITLE}$')

    def read(self):
        self.keys('alt+t')
        wait_for('what it means', lambda: self.inside('label', text=lambda text: text.startswith(
            'Answers of one model differ in ')))
        sentence = desktop.text_of(self.inside('label', text=lambda text: text.startswith(
            'Answers of one model differ in '))[0])
        assert '2 samples tell little' in sentence, sentence
        wait_for('a figure with its name', lambda: self.inside(
            'label', lambda label: re.match(r'Swift \(demo\), Mean: \d+ %$', label)))
        assert self.inside('label', lambda label: re.match(
            r'Swift \(demo\) and Scholar \(demo\), Samples: 2 × 2$', label))
        assert self.inside(label='Chart of the table below'), 'the chart has no name'
        desktop.wait_for_names(self.windows(TITLE)[0], NAMED, 'stability')

    def end(self):
        self.keys('Escape')
        wait_for('no window', lambda: not self.windows(TITLE))
        self.focus_window(f'^{PROMPT}')
        self.close()


def main():
    scenario = Scenario(sys.argv[1:])
    run_steps(scenario, (
        ('the program starts', scenario.start),
        ('a prompt is typed', scenario.type_prompt),
        ('how often is chosen by keys', scenario.choose_samples),
        ('each model answers twice', scenario.compare),
        ('the window opens by key', scenario.open),
        ('how much they vary is read', scenario.read),
        ('it closes by key, and the program ends', scenario.end),
    ))


if __name__ == '__main__':
    main()
