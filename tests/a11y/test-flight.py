#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The flight recorder as somebody without a mouse has it: opened from an answer, read part by
part, copied for curl and closed.

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
from desktop import Atspi, find, text_of, wait_for  # noqa: E402
from history import ITEMS, History, run_steps  # noqa: E402

PROMPT = 'Which river is longest'
TITLE = 'Flight recorder'


class Scenario(History):
    """The steps of this test."""

    def prepare(self):
        self.run('compare', '-m', 'demo:swift', '-m', 'demo:scholar', PROMPT)

    def inside(self, roles=None, label=None, text=None):
        return self.find_in(TITLE, roles, label, text)

    def open(self):
        """By the menu of the first answer."""
        self.open_row(PROMPT)
        card = wait_for('the answer', lambda: self.find(
            label=re.compile(r'^Swift.*, Done$').match))[0]

        def button():
            card.clear_cache()
            return find(card, desktop.BUTTONS, lambda label: label.startswith('More actions for'))
        self.keys('F6')
        self.focus('the menu', button)
        self.keys('Return')
        self.focus('its item', lambda: find(card, ITEMS, f'{TITLE}…'), 'Down')
        self.keys('Return')
        wait_for('the recorder', lambda: self.windows(TITLE))
        self.focus_window(f'^{TITLE}$')

    def check_names(self):
        desktop.wait_for_names(self.windows(TITLE)[0], where='the recorder')

    def show_part(self, part):
        """From one tab of the bar to the next."""
        def tabs():
            return self.inside('page tab', part)
        self.focus(part, tabs)
        self.keys('space')
        wait_for(f'the tab {part}', lambda: any(
            desktop.has_state(tab, Atspi.StateType.PRESSED) for tab in tabs()))

    def read_request(self):
        text = self.wait_text('Request', 'messages')
        assert PROMPT in text and text.startswith('POST '), text

    def wait_text(self, part, wanted):
        def look():
            for node in self.inside('text', part):
                if wanted in text_of(node):
                    return text_of(node)
            return None
        return wait_for(f'the part {part}', look)

    def read_response(self):
        self.show_part('Response')
        self.wait_text('Response', ' 200')

    def read_timeline(self):
        self.show_part('Timeline')
        for title in ('First token', 'Last token', 'Outcome'):
            row = wait_for(title, lambda wanted=title: self.inside('list item', wanted))[0]
            assert find(row, 'label', text=lambda text: re.search(r'\d ms$|\d s$|^Done$', text)), \
                desktop.describe(row)
        image, = wait_for('the gaps', lambda: self.inside(('image', 'icon'), 'Time between tokens'))
        assert re.search(r'\d', image.get_description()), image.get_description()

    def read_raw(self):
        """The demo has no bytes that could be kept, and says where to switch it on."""
        self.show_part('Raw events')
        self.wait_text('Raw events', 'Keep raw events')

    def copy(self):
        assert self.inside(desktop.BUTTONS, 'Copy as curl'), 'no button'
        self.keys('alt+c')
        wait_for('that it was copied', lambda: self.inside(
            'label', text=lambda text: text.startswith('Copied. ')))

    def leave(self):
        self.keys('Escape')
        wait_for('no recorder', lambda: not self.windows(TITLE))

    def paste(self):
        """What was copied, taken where it can be seen."""
        self.focus_window('LLMSelect$')
        self.keys('ctrl+l')
        prompt = self.see('the prompt', 'text', 'Prompt')
        self.keys('ctrl+a', 'Delete')
        wait_for('an empty prompt', lambda: not text_of(prompt))
        self.keys('ctrl+v')
        wait_for('the line', lambda: 'curl --no-buffer' in text_of(prompt))
        line = text_of(prompt)
        assert line.startswith("printf '%s' '{") and PROMPT in line, line
        self.keys('ctrl+a', 'Delete')
        wait_for('an empty prompt', lambda: not text_of(prompt))


def main():
    scenario = Scenario(sys.argv[1:])
    run_steps(scenario, (
        ('a comparison is there', scenario.prepare),
        ('the program starts', scenario.start),
        ('the recorder opens from the menu of an answer', scenario.open),
        ('every control has a name', scenario.check_names),
        ('the request is read', scenario.read_request),
        ('the response is read', scenario.read_response),
        ('the timeline is read', scenario.read_timeline),
        ('it is said why there are no raw events', scenario.read_raw),
        ('the line for curl is copied by key', scenario.copy),
        ('it closes by key', scenario.leave),
        ('the line is what was sent', scenario.paste),
        ('the program ends', scenario.close),
    ))


if __name__ == '__main__':
    main()
