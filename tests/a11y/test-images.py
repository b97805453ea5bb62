#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images in the prompt, without a pointer: paste, describe, put in order, remove, undo.

The real program with its real decoder on a private display, driven by keys (xdotool),
the clipboard (xclip) and AT-SPI.
"""

import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'common')]
sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
import desktop  # noqa: E402
from desktop import Program, find, name, wait_for  # noqa: E402
from tap import Tap  # noqa: E402

TILE = re.compile(r'^Image (\d+) of (\d+): (.+), PNG, (\d+) × (\d+), ')
ALT = 'A red square'


def png(width, height):
    """A red image."""
    def chunk(kind, data):
        body = kind + data
        return struct.pack('>I', len(data)) + body + struct.pack('>I', zlib.crc32(body))
    rows = (b'\0' + b'\xff\0\0' * width) * height
    return (b'\x89PNG\r\n\x1a\n'
            + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0))
            + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))


class Scenario:
    """The steps share the running program."""

    def __init__(self, command):
        self.command = command
        self.program = None
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=os.environ['XDG_RUNTIME_DIR']))

    def keys(self, *words):
        subprocess.run(['xdotool', *words], check=True, timeout=60)

    def start(self):
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

    def tiles(self):
        """Width and number of the images in their order."""
        nodes = find(self.program.node(), 'list item', TILE.match)
        found = [TILE.match(name(node)) for node in nodes]
        return sorted((int(match[1]), int(match[4])) for match in found)

    def wait_tiles(self, *widths):
        expected = list(enumerate(widths, 1))
        wait_for(f'images with the widths {widths}', lambda: self.tiles() == expected)

    def copy(self, data):
        """The owner of the clipboard asks for it in the background: until it has it, a key
        pastes what was there before."""
        path = self.folder / 'image.png'
        path.write_bytes(data)
        command = ['xclip', '-selection', 'clipboard', '-t', 'image/png']
        subprocess.run([*command, '-i', str(path)], check=True, timeout=60,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for('the image in the clipboard', lambda: subprocess.run(
            [*command, '-o'], check=False, timeout=60, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL).stdout == data)

    def paste(self, data, arrived):
        """The key is pressed again if the window had not heard of the image by then."""
        self.copy(data)
        for _ in range(3):
            self.keys('key', 'ctrl+v')
            try:
                wait_for('what was pasted', arrived, 15)
                return
            except AssertionError:
                pass
        raise AssertionError('nothing was pasted')

    def paste_two(self):
        self.paste(png(60, 40), lambda: len(self.tiles()) == 1)
        self.wait_tiles(60)
        self.paste(png(80, 40), lambda: len(self.tiles()) == 2)
        self.wait_tiles(60, 80)

    def paste_damaged(self):
        def told():
            return [node for node in find(self.program.node(), desktop.BUTTONS, 'Dismiss')
                    if desktop.Atspi.Accessible.get_description(node)]
        self.paste(png(90, 90)[:60], told)
        self.wait_tiles(60, 80)

    def buttons_have_names(self):
        names = desktop.wait_for_names(self.program.node(), desktop.BUTTONS)
        assert 'Add images' in names, names

    def reach(self):
        """Back from the prompt, to the last image."""
        def there():
            if self.focused('list item', lambda label: label.startswith('Image 2 of 2')):
                return True
            self.keys('key', 'shift+Tab')
            return False
        wait_for('the focus on an image', there)

    def describe(self):
        self.keys('key', 'F2')
        wait_for('the entry', lambda: self.focused('text', 'Alternative text'))
        self.keys('type', '--delay', '5', ALT)
        self.keys('key', 'Return')

        def described():
            return [node for node in find(self.program.node(), 'list item', TILE.match)
                    if ALT in desktop.Atspi.Accessible.get_description(node)]
        wait_for('the text of the image', described)
        wait_for('the focus on the image', lambda: self.focused('list item', TILE.match))

    def order(self):
        self.keys('key', 'alt+Left')
        self.wait_tiles(80, 60)

    def remove(self):
        self.keys('key', 'Delete')
        self.wait_tiles(60)
        self.keys('key', 'ctrl+z')
        self.wait_tiles(80, 60)

    def close(self):
        self.keys('key', 'ctrl+q')
        self.program.wait_end()


def main():
    tap = Tap()
    if not shutil.which('xclip') or not shutil.which('xdotool'):
        tap.skip('images', 'xclip and xdotool are needed')
        tap.finish()
    scenario = Scenario(sys.argv[1:])
    steps = (
        ('the program starts', scenario.start),
        ('images can be pasted into the prompt', scenario.paste_two),
        ('what is damaged is refused with its reason', scenario.paste_damaged),
        ('every button has an accessible name', scenario.buttons_have_names),
        ('an image can be reached by keys', scenario.reach),
        ('it can be described', scenario.describe),
        ('it can be moved', scenario.order),
        ('it can be removed, which can be undone', scenario.remove),
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
