#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parameters and saved line-ups by keyboard alone, as a screen reader has them.

The real program on a private display, driven by keys (xdotool) and AT-SPI.
"""

import json
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'common')]
sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
import desktop  # noqa: E402
from desktop import find, wait_for  # noqa: E402
from history import History, run_steps  # noqa: E402

MODEL = 'openai:some-model'
COLUMN = 'openai:some-model[temperature=0.5,max-tokens=20,effort=medium]'
TEXTS = ('text', 'entry')
# What drops down is a combo box, whose inner button has no name of its own (GTK 4.8).
NAMED = tuple(kind for kind in desktop.CONTROLS if kind not in desktop.BUTTONS)


class Scenario(History):
    """The steps of this test."""

    def saved(self):
        """What the command line sees of the same settings."""
        return {entry['name']: entry
                for entry in json.loads(self.run('lineups', 'list', '--format=json'))}

    def start(self):
        folder = pathlib.Path(os.environ['XDG_CONFIG_HOME'], 'llmselect')
        folder.mkdir(parents=True, exist_ok=True)
        (folder / 'settings.ini').write_text(f'[LLMSelect]\nlineup={[MODEL]}\n', encoding='utf-8')
        super().start()
        wait_for('the focus in the prompt', lambda: self.focused('text', 'Prompt'))

    def focused(self, roles, label):
        return [node for node in self.find(roles, label)
                if desktop.has_state(node, desktop.Atspi.StateType.FOCUSED)]

    def tab_to(self, what, there, key='Tab', most=12):
        """Presses the key until the focus is there."""
        for _ in range(most):
            if there():
                return
            self.keys(key)
            try:
                wait_for(what, there, 1)
            except AssertionError:
                pass
        assert there(), f'the focus did not come to {what}'

    def open_parameters(self):
        """From the prompt to the name of the chip, which opens them."""
        self.keys('Tab')
        for _ in range(6):
            self.keys('space')
            try:
                wait_for('the parameters', lambda: find(
                    self.program.node(), label=f'Parameters of {MODEL.split(":")[1]}'), 3)
                break
            except AssertionError:
                self.keys('Escape', 'Tab')
        desktop.wait_for_names(self.program.node(), NAMED)
        wait_for('the focus in the temperature', lambda: self.focused(TEXTS, named('Temperature')))

    def set_parameters(self):
        self.type('9')
        wait_for('what is wrong', lambda: find(
            self.program.node(), text='A temperature is a number from 0 to 2.'))
        self.keys('BackSpace')
        self.type('0.5')
        self.keys('alt+m')
        wait_for('the focus in the tokens', lambda: self.focused(TEXTS, named('Most tokens')))
        self.type('20')
        self.keys('alt+e')
        wait_for('the focus in the effort', lambda: not self.focused(TEXTS, named('Most tokens')))
        self.keys('space')
        wait_for('the levels', lambda: find(self.program.node(), 'list item', text='medium')
                 or find(self.program.node(), 'label', 'medium'))
        self.keys('Down', 'Down', 'Return')
        wait_for('the level', lambda: not find(self.program.node(), 'label', 'high'))
        self.keys('Escape')
        wait_for('the chip tells them', lambda: find(
            self.program.node(), label=lambda label: label.endswith(
                'parameters: temperature 0.5, at most 20 tokens, effort medium')))

    def save(self):
        self.tab_to('the saved line-ups', lambda: self.focused(
            desktop.BUTTONS, named('Saved line-ups')))
        self.keys('space')
        wait_for('the focus in the name', lambda: self.focused(
            TEXTS, named('Name of the line-up')))
        self.type('Mine')
        self.keys('Return')
        wait_for('the line-up in the list', lambda: find(
            self.program.node(), 'list item', lambda label: label.startswith('Mine, ')))
        assert self.saved()['Mine']['models'] == [COLUMN], self.saved()
        desktop.wait_for_names(self.program.node())

    def make_default(self):
        self.tab_to('the star', lambda: self.focused(
            desktop.BUTTONS, named('Begin new comparisons with Mine')), 'shift+Tab')
        self.keys('space')
        wait_for('the default', lambda: self.saved()['Mine']['default'])
        assert self.focused(desktop.BUTTONS, named('Begin new comparisons with Mine'))
        self.keys('Escape')

    def begins_with_it(self):
        """Another model is chosen, and a new comparison has the first one again."""
        self.tab_to('what removes the chip', lambda: self.focused(
            desktop.BUTTONS, lambda label: label.startswith('Remove')), 'shift+Tab')
        self.keys('Delete')
        wait_for('no chip', lambda: not self.chips())
        self.keys('ctrl+n')
        wait_for('the chip', self.chips)

    def chips(self):
        return find(self.program.node(), desktop.BUTTONS,
                    lambda label: label.startswith('Remove some-model'))


def named(label):
    """GTK 4.8 reads some names twice."""
    return lambda found: found in (label, f'{label} {label}')


def main():
    scenario = Scenario(sys.argv[1:])
    run_steps(scenario, (
        ('the program starts', scenario.start),
        ('the name of a chip opens its parameters', scenario.open_parameters),
        ('they are set, and what is wrong is told', scenario.set_parameters),
        ('the models are kept with them under a name', scenario.save),
        ('a line-up becomes the default', scenario.make_default),
        ('a new comparison begins with it', scenario.begins_with_it),
        ('the program can be closed', scenario.close),
    ))


if __name__ == '__main__':
    main()
