#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The live view on a terminal, read by a small terminal of the test's own."""

import fcntl
import os
import pty
import re
import select
import signal
import sqlite3
import struct
import termios
import time

from fake_vendors import Vendors
from harness import DEADLINE, Program, Tap

COMMAND = re.compile(r'\x1b\[(\??)([0-9;]*)([A-Za-z])')
HOSTILE = '\x1b]0;owned\x07\x1b[2J\x9b5n\x1b[6n\x1bc'


class Screen:
    """What a person would see; anything but the few known commands is an error."""

    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.lines = [[' '] * columns for _ in range(rows)]
        self.scrolled = []
        self.row = self.column = 0
        self.pending = ''
        self.styles = set()
        self.wraps = True

    def feed(self, text):
        text = self.pending + text
        self.pending = ''
        position = 0
        while position < len(text):
            if text[position] == '\x1b':
                found = COMMAND.match(text, position)
                if not found:
                    assert len(text) - position < 12, f'not a command: {text[position:][:20]!r}'
                    self.pending = text[position:]
                    return
                self.obey(found.group(1), found.group(2), found.group(3))
                position = found.end()
            else:
                self.put(text[position])
                position += 1

    def obey(self, private, numbers, letter):
        if private:
            assert (numbers, letter) in (('7', 'l'), ('7', 'h')), (numbers, letter)
            self.wraps = letter == 'h'
        elif letter == 'A':
            self.row = max(self.row - int(numbers), 0)
        elif letter == 'G':
            self.column = int(numbers) - 1
        elif letter == 'H':
            assert numbers == ''
            self.row = self.column = 0
        elif letter == 'K':
            assert numbers == '2'
            self.lines[self.row] = [' '] * self.columns
        elif letter == 'J':
            assert numbers == '' and self.column == 0
            for row in range(self.row, self.rows):
                self.lines[row] = [' '] * self.columns
        else:
            assert letter == 'm', f'a command nobody expects: {letter}'
            self.styles.add(numbers)

    def put(self, char):
        if char == '\r':
            self.column = 0
        elif char == '\t':
            self.column = min((self.column // 8 + 1) * 8, self.columns - 1)
        elif char == '\n':
            if self.row + 1 < self.rows:
                self.row += 1
            else:
                self.scrolled.append(''.join(self.lines.pop(0)).rstrip())
                self.lines.append([' '] * self.columns)
        else:
            assert char >= ' ' and not '\x7f' <= char <= '\x9f', f'a control: {char!r}'
            if self.column >= self.columns and self.wraps:
                self.put('\r')
                self.put('\n')
            self.column = min(self.column, self.columns - 1)
            self.lines[self.row][self.column] = char
            self.column += 1

    def text(self):
        return '\n'.join(''.join(line).rstrip() for line in self.lines).rstrip()

    def everything(self):
        return '\n'.join(self.scrolled + [self.text()])


class Session:
    """The program on such a terminal."""

    def __init__(self, program, columns, rows, *args, term='xterm', env=None):
        self.screen = Screen(columns, rows)
        self.raw = b''
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            # The size first: the program asks for it once it draws.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
            os.execve(program.executable, [program.executable, *args],
                      {**program.env, 'TERM': term, **(env or {})})

    def resize(self, columns, rows):
        """As on a terminal that breaks its lines anew: the cursor is somewhere else."""
        self.screen = Screen(columns, rows)
        self.screen.row = rows - 1
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
        os.kill(self.pid, signal.SIGWINCH)

    def read(self):
        """Whether there may be more to come."""
        if not select.select([self.fd], [], [], 0.05)[0]:
            return True
        try:
            piece = os.read(self.fd, 65536)
        except OSError:
            return False
        self.raw += piece
        try:
            text = self.raw.decode()
        except UnicodeDecodeError:
            return True
        self.raw = b''
        self.screen.feed(text)
        return True

    def read_until(self, condition):
        deadline = time.monotonic() + DEADLINE
        while not condition(self.screen.text()):
            assert time.monotonic() < deadline, self.screen.text()
            assert self.read(), f'it ended: {self.screen.everything()}'
        return self.screen.text()

    def end(self):
        deadline = time.monotonic() + DEADLINE
        while self.read():
            assert time.monotonic() < deadline, self.screen.text()
        os.close(self.fd)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def start(program, vendors, columns, rows, **more):
    vendors.behave('live', deltas=['# One\n', 'two ' + HOSTILE, ' three\n', '\tfour'],
                   behaviour='hold-after-3')
    return Session(program, columns, rows, 'compare', '-m', 'openai:live', '-m', 'mistral:live', 'hi',
                   **more)


def seen_three(text):
    return text.count('three') == 2


def check_end(screen):
    text = screen.everything()
    end = text[text.rindex('## 1. openai:live'):]
    assert end.count('## 2. mistral:live') == 1 and end.count('four') == 2, text
    assert end.count('[done · ') == 2 and text.count('## 1. ') == 1, text
    assert '│' not in text, f'something of the view was left behind:\n{text}'


def test_side_by_side(program, vendors):
    session = start(program, vendors, 100, 30)
    lines = session.read_until(seen_three).splitlines()
    assert lines[0].startswith('1. openai:live') and '│ 2. mistral:live' in lines[0], lines[0]
    assert lines[1].count('streaming · TTFT ') == 2, lines[1]
    assert lines[2].count('# One') == 2 and lines[3].count('three') == 2
    vendors.let_go()
    assert session.end() == 0
    check_end(session.screen)
    assert session.screen.styles >= {'0', '1'}


def test_stacked(program, vendors):
    session = start(program, vendors, 60, 24)
    lines = session.read_until(seen_three).splitlines()
    assert lines[0] == '1. openai:live' and '│' not in ''.join(lines)
    assert [line for line in lines if line.startswith('2. ')] == ['2. mistral:live']
    vendors.let_go()
    assert session.end() == 0
    check_end(session.screen)


def test_long_answers_scroll(program, vendors):
    """The view stays on the screen; the whole text is there in the end."""
    vendors.behave('long', deltas=[f'line {number}\n' for number in range(100)],
                   behaviour='hold-after-100')
    session = Session(program, 80, 12, 'compare', '-m', 'openai:long', 'hi')
    text = session.read_until(lambda text: 'line 99' in text)
    assert len(text.splitlines()) == 11 and text.startswith('1. openai:long'), text
    assert not session.screen.scrolled
    vendors.let_go()
    assert session.end() == 0
    everything = session.screen.everything()
    assert all(everything.count(f'line {number}\n') == 1 for number in range(100)), everything


def test_resize(program, vendors):
    session = start(program, vendors, 120, 30)
    session.read_until(seen_three)
    session.resize(50, 20)
    text = session.read_until(seen_three)
    assert text.splitlines()[0] == '1. openai:live', text
    session.resize(130, 40)
    text = session.read_until(seen_three)
    assert '│ 2. mistral:live' in text.splitlines()[0], text
    vendors.let_go()
    assert session.end() == 0
    check_end(session.screen)


def test_interrupt(program, vendors):
    session = start(program, vendors, 100, 30)
    session.read_until(seen_three)
    os.write(session.fd, b'\x03')
    assert session.end() == 130
    text = session.screen.everything()
    assert text.count('[stopped · ') == 2 and text.count('three') == 2, text


def test_no_color(program, vendors):
    session = start(program, vendors, 100, 30, env={'NO_COLOR': '1'})
    session.read_until(seen_three)
    vendors.let_go()
    assert session.end() == 0
    check_end(session.screen)
    assert session.screen.styles == set()


def test_dumb(program, vendors):
    """No commands at all, and still nothing hostile."""
    for term in ('dumb', ''):
        vendors.let_go()
        session = start(program, vendors, 100, 30, term=term)
        session.screen.obey = None
        assert session.end() == 0
        check_end(session.screen)


def test_history_on_terminal(program, vendors):
    vendors.let_go()
    vendors.behave('live', deltas=['two ' + HOSTILE + ' three'])
    program.compare('-m', 'openai:live', 'Say it')
    comparison = program.history()[0]['id']
    # A history may come from elsewhere: such a prompt cannot be given.
    with sqlite3.connect(program.database) as database:
        turn = database.execute('UPDATE turn SET prompt = prompt || ?1', (HOSTILE,))
        conversation = database.execute('UPDATE conversation SET title = title || ?1, '
                                        'snippet = snippet || ?1', (HOSTILE,))
        assert turn.rowcount == conversation.rowcount == 1
    for args in (('show', comparison), ('list',)):
        session = Session(program, 80, 24, 'history', *args)
        session.screen.obey = None
        assert session.end() == 0
        assert 'Say it' in session.screen.everything()


def test_no_prompt(program, vendors):
    """Nobody is left waiting for a prompt that is not asked for."""
    session = Session(program, 80, 24, 'compare', '-m', 'openai:live')
    assert session.end() == 2
    assert 'no prompt' in session.screen.text(), session.screen.text()


def main():
    tap = Tap()
    for name, function in globals().copy().items():
        if name.startswith('test_'):
            with Program() as program, Vendors() as vendors:
                tap.run(name[5:], function, program.use(vendors), vendors)
    tap.finish()


if __name__ == '__main__':
    main()
