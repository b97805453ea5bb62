#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parameters and saved line-ups by keyboard alone, as a screen reader has them.

The real program on a private display, driven by keys (xdotool) and AT-SPI.
"""

import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'common')]
sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
import desktop  # noqa: E402
from desktop import Program, find, name, wait_for  # noqa: E402
from tap import Tap  # noqa: E402

MODEL = 'openai:some-model'
COLUMN = 'openai:some-model[temperature=0.5,max-tokens=20,effort=medium]'
TEXTS = ('text', 'entry')
# What drops down is a combo box, whose inner button has no name of its own (GTK 4.8).
NAMED = tuple(kind for kind in desktop.CONTROLS if kind not in desktop.BUTTONS)


class Scenario:
    """The steps share the running program."""

    def __init__(self, command):
        self.command = command
        self.program = None

    def keys(self, *words):
        subprocess.run(['xdotool', *words], check=True, timeout=60)

    def saved(self):
        """What the command line sees of the same settings."""
        done = subprocess.run([*self.command, 'lineups', 'list', '--format=json'], check=True,
                              capture_output=True, text=True, timeout=60)
        return {entry['name']: entry for entry in json.loads(done.stdout)}

    def start(self):
        folder = pathlib.Path(os.environ['XDG_CONFIG_HOME'], 'llmselect')
        folder.mkdir(parents=True, exist_ok=True)
        (folder / 'settings.ini').write_text(f'[LLMSelect]\nlineup={[MODEL]}\n', encoding='utf-8')
        self.program = Program(self.command)
        self.program.window()
        windows = subprocess.run(
            ['xdotool', 'search', '--sync', '--onlyvisible', '--pid',
             str(self.program.process.pid)],
            check=True, capture_output=True, text=True, timeout=60).stdout.split()
        # There is no window manager that would do it.
        self.keys('windowfocus', '--sync', windows[-1])
        wait_for('the focus in the prompt', lambda: self.focused('text', 'Prompt'))

    def focused(self, roles, label):
        return [node for node in find(self.program.node(), roles, label)
                if desktop.has_state(node, desktop.Atspi.StateType.FOCUSED)]

    def tab_to(self, what, there, key='Tab', most=12):
        """Presses the key until the focus is there."""
        for _ in range(most):
            if there():
                return
            self.keys('key', key)
            try:
                wait_for(what, there, 1)
            except AssertionError:
                pass
        assert there(), f'the focus did not come to {what}'

    def open_parameters(self):
        """From the prompt to the name of the chip, which opens them."""
        self.keys('key', 'Tab')
        for _ in range(6):
            self.keys('key', 'space')
            try:
                wait_for('the parameters', lambda: find(
                    self.program.node(), label=f'Parameters of {MODEL.split(":")[1]}'), 3)
                break
            except AssertionError:
                self.keys('key', 'Escape', 'Tab')
        desktop.wait_for_names(self.program.node(), NAMED)
        wait_for('the focus in the temperature', lambda: self.focused(TEXTS, named('Temperature')))

    def set_parameters(self):
        self.keys('type', '--delay', '5', '9')
        wait_for('what is wrong', lambda: find(
            self.program.node(), text='A temperature is a number from 0 to 2.'))
        self.keys('key', 'BackSpace')
        self.keys('type', '--delay', '5', '0.5')
        self.keys('key', 'alt+m')
        wait_for('the focus in the tokens', lambda: self.focused(TEXTS, named('Most tokens')))
        self.keys('type', '--delay', '5', '20')
        self.keys('key', 'alt+e')
        wait_for('the focus in the effort', lambda: not self.focused(TEXTS, named('Most tokens')))
        self.keys('key', 'space')
        wait_for('the levels', lambda: find(self.program.node(), 'list item', text='medium')
                 or find(self.program.node(), 'label', 'medium'))
        self.keys('key', 'Down', 'Down', 'Return')
        wait_for('the level', lambda: not find(self.program.node(), 'label', 'high'))
        self.keys('key', 'Escape')
        wait_for('the chip tells them', lambda: find(
            self.program.node(), label=lambda label: label.endswith(
                'parameters: temperature 0.5, at most 20 tokens, effort medium')))

    def save(self):
        self.tab_to('the saved line-ups', lambda: self.focused(
            desktop.BUTTONS, named('Saved line-ups')))
        self.keys('key', 'space')
        wait_for('the focus in the name', lambda: self.focused(
            TEXTS, named('Name of the line-up')))
        self.keys('type', '--delay', '5', 'Mine')
        self.keys('key', 'Return')
        wait_for('the line-up in the list', lambda: find(
            self.program.node(), 'list item', lambda label: label.startswith('Mine, ')))
        assert self.saved()['Mine']['models'] == [COLUMN], self.saved()
        desktop.wait_for_names(self.program.node())

    def make_default(self):
        self.tab_to('the star', lambda: self.focused(
            desktop.BUTTONS, named('Begin new comparisons with Mine')), 'shift+Tab')
        self.keys('key', 'space')
        wait_for('the default', lambda: self.saved()['Mine']['default'])
        assert self.focused(desktop.BUTTONS, named('Begin new comparisons with Mine'))
        self.keys('key', 'Escape')

    def begins_with_it(self):
        """Another model is chosen, and a new comparison has the first one again."""
        self.tab_to('what removes the chip', lambda: self.focused(
            desktop.BUTTONS, lambda label: label.startswith('Remove')), 'shift+Tab')
        self.keys('key', 'Delete')
        wait_for('no chip', lambda: not self.chips())
        self.keys('key', 'ctrl+n')
        wait_for('the chip', self.chips)

    def chips(self):
        return find(self.program.node(), desktop.BUTTONS,
                    lambda label: label.startswith('Remove some-model'))

    def close(self):
        self.keys('key', 'ctrl+q')
        self.program.wait_end()


def named(label):
    """GTK 4.8 reads some names twice."""
    return lambda found: found in (label, f'{label} {label}')


def main():
    tap = Tap()
    scenario = Scenario(sys.argv[1:])
    steps = (
        ('the program starts', scenario.start),
        ('the name of a chip opens its parameters', scenario.open_parameters),
        ('they are set, and what is wrong is told', scenario.set_parameters),
        ('the models are kept with them under a name', scenario.save),
        ('a line-up becomes the default', scenario.make_default),
        ('a new comparison begins with it', scenario.begins_with_it),
        ('the program can be closed', scenario.close),
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
