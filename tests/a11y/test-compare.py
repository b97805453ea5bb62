#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person does first: type, compare, stop, vote, close, and find it all again.

The real program on a private display, driven by keys (xdotool) and AT-SPI.
"""

import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'common')]
sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
import desktop  # noqa: E402
from desktop import Program, find, name, press, role, text_of, wait_for  # noqa: E402
from tap import Tap  # noqa: E402

PROMPT = 'Which fruit keeps longest'
CARD = re.compile(r'^(.+), answer (\d) of (\d), (.+)$')
COLUMNS = 4
# libadwaita's own buttons and entries in the preferences have no names.
SETTINGS = ('switch', 'spin button', 'combo box', 'check box', 'toggle button')
FINAL = ('Done', 'Stopped')


class Card:
    """One card as it is at this moment."""

    def __init__(self, node):
        self.node = node
        match = CARD.match(name(node))
        self.title, self.position, self.of, self.state = match.groups()

    def button(self, label):
        return wait_for(label, lambda: find(self.node, desktop.BUTTONS, label))[0]

    def text(self):
        view = find(self.node, 'text', f'Answer of {self.title}')
        return text_of(view[0]) if view else ''

    def pressed(self, label):
        states = (desktop.Atspi.StateType.PRESSED, desktop.Atspi.StateType.CHECKED)
        return any(desktop.has_state(self.button(label), state) for state in states)

    def facts(self):
        """What must be the same after the program was started again."""
        return {'title': self.title, 'position': self.position, 'state': self.state,
                'text': self.text(), 'up': self.pressed(f'Vote up {self.title}'),
                'down': self.pressed(f'Vote down {self.title}'),
                'preferred': self.pressed(f'Prefer {self.title}')}


class Scenario:
    """The steps share the running program and what they have seen of it."""

    def __init__(self, command):
        self.command = command
        self.program = None
        self.grid = None
        self.facts = None
        self.stopped = None
        self.voted = None

    # --- looking ---

    def cards(self):
        """The cards in their order; looks for the grid that has them only when it is new."""
        nodes = []
        if self.grid is not None:
            nodes = [node for node in desktop.children(self.grid) if CARD.match(name(node))]
        if not nodes:
            nodes = find(self.program.node(), label=CARD.match)
            self.grid = nodes[0].get_parent() if nodes else None
        return sorted((Card(node) for node in nodes), key=lambda card: card.position)

    def card(self, title):
        return next(card for card in self.cards() if card.title == title)

    def all_final(self):
        cards = self.cards()
        return len(cards) == COLUMNS and all(card.state in FINAL for card in cards)

    def keys(self, *words):
        subprocess.run(['xdotool', *words], check=True, timeout=60)

    # --- doing ---

    def start(self):
        self.grid = None
        self.program = Program(self.command, LLMSELECT_DEMO_SPEED='1')
        self.program.window()
        windows = subprocess.run(
            ['xdotool', 'search', '--sync', '--onlyvisible', '--pid',
             str(self.program.process.pid)],
            check=True, capture_output=True, text=True, timeout=60).stdout.split()
        # There is no window manager that would do it.
        self.keys('windowfocus', '--sync', windows[-1])

    def focus_in_prompt(self):
        def focused():
            prompts = find(self.program.node(), 'text', 'Prompt')
            return [node for node in prompts
                    if desktop.has_state(node, desktop.Atspi.StateType.FOCUSED)]
        wait_for('the focus in the prompt', focused)

    def type_prompt(self):
        self.keys('type', '--delay', '5', PROMPT)
        wait_for('the typed prompt', lambda: find(self.program.node(), 'text', 'Prompt', PROMPT))

    def buttons_have_names(self):
        desktop.wait_for_names(self.program.node(), desktop.BUTTONS)

    def preferences(self):
        """Each page in turn; its tab is a toggle button with the page's name."""
        self.keys('key', 'ctrl+comma')
        for page, known in (('General', 'Style'), ('Providers', 'OpenAI'), ('Azure', 'Use Azure'),
                            ('Advanced', 'Retries')):
            tabs = wait_for(f'the tab {page}', lambda page=page: find(
                self.program.node(), label=lambda label: label == page))
            for tab in tabs:
                if role(tab) in (*desktop.BUTTONS, 'radio button'):
                    press(tab)
            wait_for(f'{known} on {page}', lambda known=known: find(
                self.program.node(), label=lambda label: label.startswith(known)))
            desktop.wait_for_names(self.program.node(), SETTINGS, page)
        self.keys('key', 'Escape')

    def compare(self):
        self.keys('key', 'ctrl+Return')
        wait_for('four cards', lambda: len(self.cards()) == COLUMNS)
        titles = [card.title for card in self.cards()]
        assert len(set(titles)) == COLUMNS, titles

    def all_at_once(self):
        """Two columns show text while none of them has ended."""
        def two_write():
            writing = [card for card in self.cards() if card.text()]
            return len(writing) >= 2 and any(card.state == 'Streaming' for card in self.cards())
        wait_for('two columns that write at the same time', two_write)

    def stop_one(self):
        def writing():
            return [card for card in self.cards() if card.state == 'Streaming' and card.text()]
        # On a slow machine one may come to its end before the button is pressed.
        while True:
            card = wait_for('a column that writes', writing)[-1]
            self.stopped = card.title
            press(card.button(f'Stop {card.title}'))
            wait_for('the end of the column',
                     lambda: self.card(self.stopped).state in ('Stopped', 'Done'))
            if self.card(self.stopped).state == 'Stopped':
                break
        assert self.card(self.stopped).text(), 'the text of the stopped column is gone'

    def others_go_on(self):
        wait_for('the end of all columns', self.all_final)
        for card in self.cards():
            assert card.state == ('Stopped' if card.title == self.stopped else 'Done'), card.state
            assert len(card.text()) > 20, f'{card.title} has no text'

    def vote(self):
        self.voted = next(card.title for card in self.cards() if card.title != self.stopped)
        card = self.card(self.voted)
        press(card.button(f'Vote up {self.voted}'))
        press(card.button(f'Prefer {self.voted}'))
        wait_for('the vote', lambda: self.card(self.voted).pressed(f'Vote up {self.voted}'))
        wait_for('the preference', lambda: self.card(self.voted).pressed(f'Prefer {self.voted}'))

    def close(self):
        self.facts = [card.facts() for card in self.cards()]
        self.keys('key', 'ctrl+q')
        self.program.wait_end()

    def rows(self):
        return find(self.program.node(), ('list item', 'table row'),
                    label=lambda label: label.startswith(PROMPT))

    def listed(self):
        wait_for('the comparison in the sidebar', self.rows)

    def reopen(self):
        """By keyboard: GTK 4.8 offers no actions on the rows of a list."""
        def focused():
            if any(desktop.has_state(row, desktop.Atspi.StateType.FOCUSED) for row in self.rows()):
                return True
            self.keys('key', 'Tab')
            return False
        wait_for('the focus on the row', focused)
        self.keys('key', 'Return')
        wait_for('four cards', lambda: len(self.cards()) == COLUMNS)

    def same_as_before(self):
        wait_for('all texts', lambda: all(card.text() for card in self.cards()))
        facts = [card.facts() for card in self.cards()]
        for before, after in zip(self.facts, facts):
            assert before == after, f'before: {before}\nafter: {after}'
        assert next(fact for fact in facts if fact['title'] == self.voted)['up']


def main():
    tap = Tap()
    scenario = Scenario(sys.argv[1:])
    steps = (
        ('the program starts', scenario.start),
        ('the focus is in the prompt', scenario.focus_in_prompt),
        ('every button has an accessible name', scenario.buttons_have_names),
        ('a prompt can be typed at once', scenario.type_prompt),
        ('Ctrl+Enter asks four models', scenario.compare),
        ('the columns write at the same time', scenario.all_at_once),
        ('one column can be stopped and keeps its text', scenario.stop_one),
        ('the other columns go on to their end', scenario.others_go_on),
        ('every button of the cards has an accessible name', scenario.buttons_have_names),
        ('an answer can be voted up and preferred', scenario.vote),
        ('the program can be closed', scenario.close),
        ('it starts again', scenario.start),
        ('the sidebar lists the comparison', scenario.listed),
        ('the comparison can be opened again', scenario.reopen),
        ('texts, states, order and votes are as before', scenario.same_as_before),
        ('every control of the preferences has an accessible name', scenario.preferences),
        ('it can be closed again', scenario.close),
    )
    try:
        for title, step in steps:
            if not tap.run(title, step):
                if scenario.program and scenario.program.process.poll() is None:
                    tap.note(desktop.describe(scenario.program.node()))
                break
    finally:
        if scenario.program:
            scenario.program.stop()
    if not tap.failed:
        assert tap.count == len(steps)
    tap.finish()


if __name__ == '__main__':
    main()
