#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A blind comparison as a screen reader has it: nothing tells a model before the verdict, and
all of the verdict is done by keys.

The real program on a private display, driven by keys (xdotool) and AT-SPI.
"""

import json
import os
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'common')]
sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
import desktop  # noqa: E402
from desktop import Atspi, find, name, press, text_of, wait_for  # noqa: E402
from history import History, focused, run_steps  # noqa: E402

PROMPT = 'Which fruit keeps longest'
NOTE = 'The second one says why'
LINEUP = ('demo:swift', 'demo:scholar')
TITLES = ('Swift (demo)', 'Scholar (demo)')
ALIASES = ('Answer A', 'Answer B')
TELLING = re.compile(r'swift|scholar|\(demo\)|demo:[a-z]', re.I)
# Where words of the answers are shown: those of the demonstration say who they are.
TITLES_ONLY = re.compile(r'\(demo\)|demo:[a-z]', re.I)
ANSWER = re.compile(r'^Answer of ')
# What the models of the line-up are in: what is asked next, in the user's own order.
LINEUP_NAME = 'Line-up'
CARD = re.compile(r'^(.+), answer (\d) of 2, (.+)$')
ASKS = 'Which answer is better?'
PRESSED = (Atspi.StateType.PRESSED, Atspi.StateType.CHECKED)


def told_by(node, telling=TELLING):
    """Whatever below the node names a model: names, descriptions and texts, but for what an
    answer says itself."""
    found = []
    try:
        if name(node) == LINEUP_NAME:
            return found
        shown = '' if ANSWER.match(name(node)) else text_of(node)
        for text in (name(node), node.get_description() or '', shown):
            if telling.search(text):
                found.append((desktop.role(node), text))
        below = list(desktop.children(node))
    except desktop.GLib.Error:
        return found
    for child in below:
        found += told_by(child, telling)
    return found


class Scenario(History):
    """The steps of this test."""

    order = None
    facts = None

    def configure(self):
        folder = pathlib.Path(os.environ['XDG_CONFIG_HOME'], 'llmselect')
        folder.mkdir(mode=0o700, parents=True)
        (folder / 'settings.ini').write_text(f'[LLMSelect]\nlineup={list(LINEUP)}\n',
                                             encoding='utf-8')

    # --- looking ---

    def cards(self):
        found = {}
        for node in find(self.modes, label=CARD.match):
            title, place, state = CARD.match(name(node)).groups()
            found[int(place)] = (title, state, node)
        return [found[place] for place in sorted(found)]

    def titles(self):
        return [title for title, _, _ in self.cards()]

    def wait_titles(self, wanted):
        self.modes.clear_cache()
        wait_for(f'the titles {wanted}', lambda: sorted(self.titles()) == sorted(wanted))

    def focused_card(self):
        """The place of the card that the focus is in."""
        for place, (_, _, node) in enumerate(self.cards(), 1):
            node.clear_cache()
            if any(desktop.has_state(part, Atspi.StateType.FOCUSED)
                   for part in desktop.walk(node)):
                return place
        return None

    def wait_card(self, place):
        wait_for(f'the focus in card {place}', lambda: self.focused_card() == place)

    def is_pressed(self, label):
        def look():
            buttons = find(self.modes, desktop.BUTTONS, label)
            return buttons and any(desktop.has_state(buttons[-1], state) for state in PRESSED)
        return look

    def wait_pressed(self, label):
        wait_for(f'{label} is pressed', self.is_pressed(label))

    def wait_not_pressed(self, label):
        wait_for(f'{label} is not pressed', lambda: not self.is_pressed(label)())

    def wait_verdict(self, begin, end=''):
        return wait_for(f'the verdict {begin}', lambda: [
            node for node in find(self.modes, text=lambda text: text.startswith(begin)
                                  and text.endswith(end))])[0]

    def tells_nothing(self, where, telling=TELLING):
        found = told_by(self.program.node(), telling)
        assert not found, f'{where}: {found}'

    # --- doing ---

    def first_start(self):
        self.start()
        wait_for('the focus in the prompt', lambda: focused(self.find('text', 'Prompt')))
        # Where the names are looked for later they are found now: in the line-up.
        chips = find(self.see('the line-up', label=LINEUP_NAME))
        shown = [text_of(chip) for chip in chips if text_of(chip) in TITLES]
        assert shown == list(TITLES), shown

    def hide(self):
        press(self.see('the switch', desktop.BUTTONS, 'Blind'))
        wait_for('it is on', self.is_pressed('Blind'))

    def ask(self):
        self.type(PROMPT)
        wait_for('the prompt', lambda: self.find('text', 'Prompt', PROMPT))
        self.keys('ctrl+Return')
        self.wait_titles(ALIASES)
        self.tells_nothing('at the beginning')

    def end(self):
        def ended():
            self.tells_nothing('while they answer')
            return [state for _, state, _ in self.cards()] == ['Done', 'Done']
        wait_for('the end of both', ended)
        wait_for('the row in the sidebar', lambda: self.rows(PROMPT))
        self.tells_nothing('at the end')
        assert self.titles() == list(ALIASES)
        assert 'models hidden' in name(self.row(PROMPT)), name(self.row(PROMPT))
        desktop.wait_for_names(self.program.node())

    def insight(self):
        """What compares the texts has letters, too."""
        self.keys('ctrl+shift+d')

        def board():
            return [node for node in desktop.children(self.program.node())
                    if name(node).startswith('Compare answers')]
        wait_for('the window', board)
        wait_for('its columns', lambda: find(board()[0], label=lambda label: 'Answer B' in label)
                 or find(board()[0], text=lambda text: 'Answer B' in text))
        self.tells_nothing('where answers are compared', TITLES_ONLY)
        self.focus_window('^Compare answers')

        def closed():
            self.keys('ctrl+w')
            try:
                return wait_for('', lambda: not board(), 2)
            except AssertionError:
                return False
        wait_for('it is closed', closed)
        self.focus_window('LLMSelect$')

    def regions(self):
        """F6 goes from card to card and back, digits go to one."""
        def in_first():
            self.keys('F6')
            try:
                return wait_for('', lambda: self.focused_card() == 1, 1)
            except AssertionError:
                return False
        wait_for('the focus in the first card', in_first)
        self.keys('F6')
        self.wait_card(2)
        self.keys('shift+F6')
        self.wait_card(1)
        self.keys('2')
        self.wait_card(2)
        self.keys('1')
        self.wait_card(1)

    def again_hidden(self):
        """Started again it tells as little."""
        self.start()
        self.tells_nothing('after the start')
        self.open_row(PROMPT)
        self.wait_titles(ALIASES)
        self.wait_verdict(ASKS)
        self.tells_nothing('shown again')
        self.go_to_card(1)

    def vote(self):
        self.keys('u')
        self.wait_pressed('Vote up Answer A')
        self.keys('ctrl+z')
        self.wait_not_pressed('Vote up Answer A')
        self.keys('u')
        self.wait_pressed('Vote up Answer A')
        self.keys('2')
        self.wait_card(2)
        self.keys('d')
        self.wait_pressed('Vote down Answer B')
        # A vote on one answer is no verdict.
        self.tells_nothing('after votes')
        self.wait_verdict(ASKS)

    def note(self):
        """What C has copied is pasted and taken out again."""
        text = wait_for('the answer', lambda: find(self.modes, 'text', 'Answer of Answer B'))[0]
        begin = text_of(text)[:20].strip()
        self.keys('c')
        self.keys('n')
        entry = wait_for('the note', lambda: [
            node for node in self.find('text', 'Note about these answers') if focused([node])])[0]
        self.keys('ctrl+v')
        wait_for('what was copied', lambda: begin in text_of(entry))
        self.keys('ctrl+a')
        self.type(NOTE)
        wait_for('the note is written', lambda: text_of(entry) == NOTE)
        self.keys('Escape')
        wait_for('there is a note', lambda: find(self.modes, label='Edit note')
                 or find(self.modes, text='Edit note'))
        self.tells_nothing('with a note')
        self.go_to_card(2)

    def go_to_card(self, place):
        """From wherever the focus is: after a popover it may be anywhere."""
        def look():
            if self.focused_card() is None:
                self.keys('F6')
            else:
                self.keys(str(place))
            try:
                return wait_for('', lambda: self.focused_card() == place, 1)
            except AssertionError:
                return False
        wait_for(f'the focus in card {place}', look)

    def all_bad(self):
        self.keys('b')
        self.wait_verdict('Both are bad', 'decided blind')
        self.wait_titles(TITLES)
        self.order = self.titles()
        told = told_by(self.program.node())
        assert len(told) > 6, told
        wait_for('the models in the sidebar',
                 lambda: 'models hidden' not in name(self.row(PROMPT))
                 and TELLING.search(name(self.row(PROMPT))))

    def take_back(self):
        self.keys('ctrl+z')
        self.wait_verdict(ASKS)
        # What was seen was seen.
        assert sorted(self.titles()) == sorted(TITLES)

    def tie(self):
        self.keys('t')
        verdict = self.wait_verdict('A tie')
        assert 'blind' not in text_of(verdict), text_of(verdict)
        self.take_back()

    def prefer(self):
        self.go_to_card(2)
        self.keys('p')
        self.wait_verdict(f'{self.order[1]} is better')
        self.wait_pressed(f'Prefer {self.order[1]}')
        self.facts = self.read()

    def read(self):
        return {'titles': self.titles(),
                'up': self.is_pressed(f'Vote up {self.order[0]}')(),
                'down': self.is_pressed(f'Vote down {self.order[1]}')(),
                'preferred': [self.is_pressed(f'Prefer {title}')() for title in self.order],
                'texts': [text_of(find(self.modes, 'text', f'Answer of {title}')[0])
                          for title in self.order]}

    def again(self):
        """All of it is there, in the same order."""
        self.start()
        self.open_row(PROMPT)
        self.wait_titles(TITLES)
        self.wait_verdict(f'{self.order[1]} is better')
        wait_for('all is as it was', lambda: self.read() == self.facts)
        assert self.facts['up'] and self.facts['down'] and self.facts['preferred'][1], self.facts
        self.go_to_card(1)
        self.keys('n')
        wait_for('the note', lambda: [
            node for node in self.find('text', 'Note about these answers')
            if text_of(node) == NOTE])
        self.keys('Escape')
        self.go_to_card(1)

    def board(self):
        """Only the last verdict counts, and it was not blind."""
        ranking = json.loads(self.run('leaderboard', '--format=json'))
        assert ranking['votes'] == 1, ranking
        assert json.loads(self.run('leaderboard', '--format=json', '--blind-only'))['votes'] == 0


def main():
    scenario = Scenario(sys.argv[1:])
    run_steps(scenario, (
        ('two models are in the line-up', scenario.configure),
        ('the program starts', scenario.first_start),
        ('the models can be hidden', scenario.hide),
        ('nothing tells them when they are asked', scenario.ask),
        ('nothing tells them while and after they answer', scenario.end),
        ('nothing tells them where answers are compared', scenario.insight),
        ('F6 and digits go to the answers', scenario.regions),
        ('the program ends before the verdict', scenario.close),
        ('nothing tells them when it starts again', scenario.again_hidden),
        ('U, D and Ctrl+Z vote and tell nothing', scenario.vote),
        ('C copies and N notes', scenario.note),
        ('B decides blind and shows the models', scenario.all_bad),
        ('Ctrl+Z takes it back', scenario.take_back),
        ('T decides, and no longer blind', scenario.tie),
        ('P prefers', scenario.prefer),
        ('the program ends', scenario.close),
        ('verdict, votes, note and order are there again', scenario.again),
        ('it ends again', scenario.close),
        ('the verdict counts once', scenario.board),
    ))


if __name__ == '__main__':
    main()
