#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chats and comparisons that go on: what is sent is what was said before."""

import json
import os
import pty
import select
import sqlite3
import time

from fake_vendors import Vendors, answer, refusal
from harness import (DEADLINE, Program, Tap, check_contract, finish, finished, follow, of_column,
                     read_events, text_of)

NOBODY = '00000000-0000-4000-8000-000000000000'


def chat(program, *args, status=0, **more):
    """The events of a question that ends with @status and nothing on stderr."""
    done = program.run('chat', '--format=jsonl', *args, **more)
    assert done.returncode == status, f'exit {done.returncode}, {done.err}\n{done.out}'
    assert done.err == '', done.err
    return read_events(done.out)


def refused(program, *args, says, status=2, **more):
    done = program.run(*args, **more)
    assert done.returncode == status, f'{args}: exit {done.returncode}\n{done.out}{done.err}'
    assert done.out == '', f'{args}: {done.out}'
    assert done.err.startswith('llmselect: ') and done.err.count('\n') == 1, done.err
    assert says in done.err, f'{args}: {done.err}'


def said(*texts):
    """Messages by turns, as most vendors want them."""
    return [{'role': ('user', 'assistant')[number % 2], 'content': text}
            for number, text in enumerate(texts)]


def last_messages(vendors):
    return vendors.requests[-1][3]['messages']


def test_one_question(program, vendors):
    vendors.behave('good', deltas=['Hé', 'llo'], reasoning=['Hm'])
    events = check_contract(chat(program, '-m', 'openai:good', 'hi'), ['openai:good'])
    assert text_of(events, 0) == 'Héllo' and text_of(events, 0, 'reasoning') == 'Hm'
    assert last_messages(vendors) == said('hi')
    listed = program.history()
    assert [(entry['id'], entry['kind'], entry['title'], entry['messages'])
            for entry in listed] == [(events[-1]['id'], 'chat', 'hi', 2)]


def test_formats(program, vendors):
    vendors.behave('good', deltas=['Hello'])
    done = program.run('chat', '--format=json', '-m', 'openai:good', 'hi')
    told = json.loads(done.out)
    assert (done.returncode, done.err, done.out.count('\n')) == (0, '', 1)
    assert list(told) == ['id', 'prompt', 'system', 'created_at', 'preferred', 'columns']
    assert told['id'] == program.history()[0]['id'] and told['columns'][0]['text'] == 'Hello'
    done = program.run('chat', '-m', 'openai:good', 'hi')
    assert done.out.startswith('## 1. openai:good\n\nHello\n\n[done · '), done.out
    for form in ('yaml', 'markdown'):
        refused(program, 'chat', f'--format={form}', '-m', 'openai:good', 'hi', says=form)


def test_thread_is_sent(program, vendors):
    """By a prefix of the id, to the model that answered last, the whole thread."""
    vendors.behave('good', answer(['one']), answer(['two']), answer(['three']))
    first = chat(program, '-m', 'openai:good', 'A')[-1]['id']
    assert chat(program, '--continue', first[:8], 'B')[-1]['id'] == first
    assert last_messages(vendors) == said('A', 'one', 'B')
    assert chat(program, '--continue', first.upper(), 'C')[-1]['id'] == first
    assert last_messages(vendors) == said('A', 'one', 'B', 'two', 'C')
    assert len(program.history()) == 1 and program.history()[0]['messages'] == 6
    shown = program.show(first)
    assert [turn['columns'][0]['text'] for turn in shown['turns']] == ['one', 'two', 'three']


def test_remember(program, vendors):
    """Three turns, in which the answer before the last is not the one that matters."""
    vendors.behave('good', answer(['My number is 4711.']), answer(['Done.']), answer(['4711']))
    first = chat(program, '-m', 'anthropic:good', 'Think of a number.')[-1]['id']
    chat(program, '--continue', first, 'Remember your number.')
    chat(program, '--continue', first, 'What was it?')
    body = json.dumps(vendors.requests[-1][3])
    assert [message['role'] for message in vendors.requests[-1][3]['messages']] \
        == ['user', 'assistant', 'user', 'assistant', 'user']
    assert body.index('Think of') < body.index('4711') < body.index('Remember') \
        < body.index('Done.') < body.index('What was')


def test_long_thread(program, vendors):
    """More turns than are loaded with their texts at first."""
    vendors.behave('good', *[answer([f'answer {number}.']) for number in range(30)])
    first = chat(program, '-m', 'openai:good', 'prompt 0.')[-1]['id']
    for number in range(1, 30):
        chat(program, '--continue', first, f'prompt {number}.')
    texts = [text for number in range(30) for text in (f'prompt {number}.', f'answer {number}.')]
    assert last_messages(vendors) == said(*texts[:-1])
    assert len(program.show(first)['turns']) == 30
    assert program.run('history', 'show', first).out.count('[done · ') == 30


def test_another_model(program, vendors):
    """It gets what others have said, and answers from then on."""
    vendors.behave('one', deltas=['I am one'])
    vendors.behave('two', deltas=['I am two'])
    first = chat(program, '-m', 'openai:one', 'A')[-1]['id']
    chat(program, '--continue', first, '-m', 'mistral:two', 'B')
    assert vendors.requests[-1][:2] == ('mistral', 'two')
    assert last_messages(vendors) == said('A', 'I am one', 'B')
    chat(program, '--continue', first, 'C')
    assert vendors.requests[-1][:2] == ('mistral', 'two')
    assert last_messages(vendors) == said('A', 'I am one', 'B', 'I am two', 'C')
    assert program.history()[0]['models'] == ['openai:one', 'mistral:two']


def test_system(program, vendors):
    """Sent with each question, replaced by another, gone with an empty one."""
    vendors.behave('good', deltas=['ok'])
    first = chat(program, '-m', 'openai:good', '--system', 'Be brief', 'A')[-1]['id']
    chat(program, '--continue', first, 'B')
    assert last_messages(vendors)[0]['content'] == 'Be brief'
    assert last_messages(vendors)[1:] == said('A', 'ok', 'B')
    chat(program, '--continue', first, '--system', 'Be lông', 'C')
    assert last_messages(vendors)[0]['content'] == 'Be lông'
    chat(program, '--continue', first, 'D')
    assert last_messages(vendors)[0]['content'] == 'Be lông'
    chat(program, '--continue', first, '--system', '', 'E')
    assert last_messages(vendors)[0] == {'role': 'user', 'content': 'A'}
    chat(program, '--continue', first, 'F')
    assert last_messages(vendors)[0] == {'role': 'user', 'content': 'A'}
    assert [turn['system'] for turn in program.show(first)['turns']] \
        == ['Be brief', 'Be brief', 'Be lông', 'Be lông', None, None]
    refused(program, 'chat', '-m', 'openai:good', '--system', b'\xff', 'A', says='UTF-8')
    refused(program, 'chat', '-m', 'openai:good', '--system', 'a\033b', 'A', says='control')


def test_plain_locale(program, vendors):
    """What is not ASCII arrives in any locale."""
    vendors.behave('good', deltas=['ok'])
    chat(program, '-m', 'openai:good', '--system', 'Kürze', '日本', env={'LC_ALL': 'C'})
    assert [message['content'] for message in last_messages(vendors)] == ['Kürze', '日本']


def test_no_save(program, vendors):
    vendors.behave('good', answer(['one']), answer(['two']), answer(['three']))
    events = chat(program, '--no-save', '-m', 'openai:good', 'A')
    check_contract(events, ['openai:good'], saved=False)
    assert not os.path.exists(program.path('data', 'llmselect')), 'a database without need'
    first = chat(program, '-m', 'openai:good', 'B')[-1]['id']
    events = chat(program, '--no-save', '--continue', first, 'C')
    check_contract(events, ['openai:good'], saved=False)
    assert last_messages(vendors) == said('B', 'two', 'C')
    assert program.history()[0]['messages'] == 2


def test_store_out_of_order(program, vendors):
    """A history that cannot be written costs a warning, not the answer."""
    vendors.behave('good', deltas=['fine'])
    with open(program.path('data', 'llmselect'), 'w', encoding='utf-8') as file:
        file.write('in the way')
    done = program.run('chat', '--format=jsonl', '-m', 'openai:good', 'hi')
    events = check_contract(read_events(done.out), ['openai:good'], saved=False)
    assert done.returncode == 0 and text_of(events, 0) == 'fine'
    assert done.err.startswith('llmselect: ') and done.err.count('\n') == 1, done.err


def test_wrong_kind(program, vendors):
    vendors.behave('good', deltas=['ok'])
    comparison = program.compare('-m', 'openai:good', 'A')[-1]['id']
    first = chat(program, '-m', 'openai:good', 'A')[-1]['id']
    asked = len(vendors.requests)
    refused(program, 'chat', '--continue', comparison, 'B', says='compare --continue')
    refused(program, 'compare', '--continue', first, 'B', says='chat --continue')
    assert len(vendors.requests) == asked and len(program.history()) == 2


def test_not_there(program, vendors):
    vendors.behave('good', deltas=['ok'])
    first = chat(program, '-m', 'openai:good', 'A')[-1]['id']
    for command in ('chat', 'compare'):
        for word, says in ((NOBODY, 'no conversation'), (NOBODY[:8], 'no conversation'),
                           ('abc', 'four'), ('x' * 36, 'four'), (b'\xff' * 36, 'four'),
                           ('', 'four'), ('%%%%', 'four')):
            refused(program, command, '--continue', word, 'B', says=says, status=1)
    assert program.run('history', 'delete', first).returncode == 0
    refused(program, 'chat', '--continue', first, 'B', says='restore', status=1)
    assert len(vendors.requests) == 1


def test_models_to_ask(program, vendors):
    refused(program, 'chat', '-m', 'nobody:x', 'hi', says='openai')
    refused(program, 'chat', '-m', 'gpt', 'hi', says='PROVIDER:MODEL')
    refused(program, 'chat', '-m', b'demo:\xff', 'hi', says='UTF-8')
    refused(program, 'chat', '-m', 'openai:x', 'one', 'two', says='quotes')
    refused(program, 'chat', '-m', 'openai:x', '', says='empty')
    assert program.history() == [], 'something was kept'


def test_standard_input(program, vendors):
    vendors.behave('good', deltas=['ok'])
    for args, stdin in (((), b'Eins\n\nzwei\n'), (('-',), b'Eins\n\nzwei')):
        chat(program, '-m', 'openai:good', *args, stdin=stdin)
        assert last_messages(vendors) == said('Eins\n\nzwei')
    refused(program, 'chat', '-m', 'openai:good', stdin=b'a\0b', says='NUL')
    refused(program, 'chat', '-m', 'openai:good', stdin=b'', says='empty')


def test_failure(program, vendors):
    """A question without an answer is kept, and not part of what is sent later."""
    vendors.behave('moody', answer(['one']), refusal(400, 'No'), answer(['three']))
    first = chat(program, '-m', 'openai:moody', 'A')[-1]['id']
    events = chat(program, '--continue', first, 'B', status=3)
    assert finished(events)['error']['code'] == 'bad_request' and events[-1]['id'] == first
    chat(program, '--continue', first, 'C')
    assert last_messages(vendors) == said('A', 'one', 'C')
    states = [turn['columns'][0]['state'] for turn in program.show(first)['turns']]
    assert states == ['done', 'failed', 'done']
    for form in ('text', 'json'):
        vendors.behave('bad', refusal(401, 'No'))
        done = program.run('chat', f'--format={form}', '-m', 'openai:bad', 'A')
        assert (done.returncode, done.err) == (3, ''), (done.returncode, done.err)


def test_interrupted(program, vendors):
    """What had come is kept and sent with the next question."""
    vendors.behave('slow', answer(['so', ' far'], behaviour='hold-after-1'), answer(['ok']))
    process = program.start('chat', '--format=jsonl', '-m', 'openai:slow', 'A')
    follow(process, lambda events: of_column(events, 0, 'delta'))
    status, out, err = finish(process, 2)
    assert (status, err) == (130, ''), (status, err)
    first = read_events(out)[-1]['id']
    chat(program, '--continue', first, 'B')
    assert last_messages(vendors) == said('A', 'so', 'B')


def test_still_running(program, vendors):
    """A conversation that another process answers is left alone."""
    vendors.behave('slow', answer(['so', ' far'], behaviour='hold-after-1'))
    process = program.start('chat', '--format=jsonl', '-m', 'openai:slow', 'A')
    follow(process, lambda events: of_column(events, 0, 'delta'))
    refused(program, 'chat', '--continue', program.history()[0]['id'], 'B', says='still',
            status=1)
    assert finish(process, 2)[0] == 130


# --- Comparisons that go on ---


def test_comparison_goes_on(program, vendors):
    """Two columns of the same model: each gets what it has said itself."""
    vendors.behave('twin', answer(['My number is 11.']))
    ids = program.compare('-m', 'openai:twin', '-m', 'openai:twin', 'Think of a number')
    first = ids[-1]['id']
    columns = program.show(first)['columns']
    with sqlite3.connect(program.database) as database:
        database.execute("UPDATE answer SET text = 'My number is 22.' WHERE column_id = ?",
                         (columns[1]['column'],))
    database.close()
    vendors.behave('twin', answer(['ok']))
    specs = ['openai:twin', 'openai:twin']
    events = check_contract(program.compare('--continue', first[:8], 'Remember it'), specs)
    assert events[-1]['id'] == first
    events = check_contract(program.compare('--continue', first, 'Which?'), specs)
    sent = [request['messages'] for *_, request in vendors.requests[-2:]]
    expected = [said('Think of a number', f'My number is {number}.', 'Remember it', 'ok', 'Which?')
                for number in (11, 22)]
    assert sorted(sent, key=str) == expected, sent
    shown = program.show(first)
    assert list(shown) == ['id', 'kind', 'title', 'created_at', 'turns']
    assert [len(turn['columns']) for turn in shown['turns']] == [2, 2, 2]
    with sqlite3.connect(program.database) as database:
        rows = database.execute('SELECT a.continues, b.position - a.position FROM answer a '
                                'JOIN answer b ON b.column_id = a.continues').fetchall()
    database.close()
    assert len(rows) == 4 and all(move == 0 for _, move in rows), rows
    assert len(program.history()) == 1 and program.history()[0]['messages'] == 9
    assert program.run('history', 'show', first).out.count('\n> ') == 3


def test_comparison_continue_options(program, vendors):
    vendors.behave('good', deltas=['ok'])
    first = program.compare('-m', 'openai:good', '-m', 'mistral:good', 'A')[-1]['id']
    refused(program, 'compare', '--continue', first, '-m', 'openai:good', 'B', says='-m')
    refused(program, 'compare', '--continue', first, '', says='empty')
    events = program.compare('--continue', first, '--no-save', 'B')
    check_contract(events, ['openai:good', 'mistral:good'], saved=False)
    assert program.history()[0]['messages'] == 3
    program.compare('--continue', first, '--system', 'Brief', 'B')
    assert last_messages(vendors)[0]['content'] == 'Brief'
    done = program.run('compare', '--continue', first, '--format=json', 'C')
    assert json.loads(done.out)['id'] == first and json.loads(done.out)['system'] == 'Brief'
    done = program.run('compare', '--continue', first, 'D')
    assert '## 1. openai:good\n' in done.out and '## 2. mistral:good\n' in done.out


def test_comparison_column_failed(program, vendors):
    """Who failed is asked again, without the question that was not answered."""
    vendors.behave('good', deltas=['ok'])
    vendors.behave('moody', refusal(400, 'No'), answer(['fine']))
    first = program.compare('-m', 'openai:good', '-m', 'mistral:moody', 'A', status=1)[-1]['id']
    program.compare('--continue', first, 'B')
    sent = {model: request['messages'] for _, model, _, request in vendors.requests[-2:]}
    assert sent == {'good': said('A', 'ok', 'B'), 'moody': said('B')}, sent


# --- On a terminal ---


class Terminal:
    """The program on a terminal without a live view."""

    def __init__(self, program, *args):
        self.text = ''
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(program.executable, [program.executable, *args], program.env)

    def read(self):
        if not select.select([self.fd], [], [], 0.05)[0]:
            return True
        try:
            self.text += os.read(self.fd, 65536).decode(errors='replace').replace('\r\n', '\n')
        except OSError:
            return False
        return True

    def read_until(self, condition):
        deadline = time.monotonic() + DEADLINE
        while not condition(self.text):
            assert time.monotonic() < deadline, self.text
            assert self.read(), f'it ended: {self.text}'

    def ask(self, text, expected):
        """Types when it is asked for."""
        self.read_until(lambda seen: seen.endswith('> '))
        self.text = ''
        os.write(self.fd, text.encode())
        self.read_until(lambda seen: expected in seen)

    def end(self):
        deadline = time.monotonic() + DEADLINE
        while self.read():
            assert time.monotonic() < deadline, self.text
        os.close(self.fd)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def test_interactive(program, vendors):
    """Question by question until Ctrl+D; empty lines and nonsense are passed over."""
    vendors.behave('good', answer(['one']), answer(['two']))
    terminal = Terminal(program, 'chat', '-m', 'openai:good')
    terminal.ask('A\n', '[done · ')
    terminal.ask('\n', '\n> ')
    terminal.ask('  \n', 'empty')
    terminal.ask('B\n', '[done · ')
    assert 'two' in terminal.text
    terminal.read_until(lambda seen: seen.endswith('> '))
    os.write(terminal.fd, b'\x04')
    assert terminal.end() == 0
    assert last_messages(vendors) == said('A', 'one', 'B')
    listed = program.history()
    assert len(listed) == 1 and listed[0]['messages'] == 4, listed


def test_interactive_interrupt(program, vendors):
    """Ctrl+C at the prompt ends in good order, with the status of the signal."""
    vendors.behave('good', answer(['one']))
    terminal = Terminal(program, 'chat', '-m', 'openai:good')
    terminal.ask('A\n', '[done · ')
    terminal.read_until(lambda seen: seen.endswith('> '))
    os.write(terminal.fd, b'\x03')
    assert terminal.end() == 130, terminal.text
    assert program.history()[0]['messages'] == 2


def test_interactive_interrupt_answer(program, vendors):
    vendors.behave('slow', answer(['so', ' far'], behaviour='hold-after-1'))
    terminal = Terminal(program, 'chat', '-m', 'openai:slow')
    terminal.ask('A\n', 'A')
    deadline = time.monotonic() + DEADLINE
    while not vendors.requests:
        assert time.monotonic() < deadline
        terminal.read()
    os.write(terminal.fd, b'\x03')
    assert terminal.end() == 130, terminal.text
    assert '[stopped' in terminal.text, terminal.text


def test_interactive_failure(program, vendors):
    """One that fails does not end it; the last one counts."""
    vendors.behave('moody', refusal(400, 'No'), answer(['fine']), refusal(400, 'No'))
    terminal = Terminal(program, 'chat', '-m', 'openai:moody')
    terminal.ask('A\n', '[failed · ')
    terminal.ask('B\n', '[done · ')
    terminal.ask('C\n', '[failed · ')
    terminal.read_until(lambda seen: seen.endswith('> '))
    os.write(terminal.fd, b'\x04')
    assert terminal.end() == 3, terminal.text


def test_interactive_wrong_model(program, vendors):
    """That is said before anything is typed."""
    terminal = Terminal(program, 'chat', '-m', 'nobody:x')
    assert terminal.end() == 2
    assert '> ' not in terminal.text and 'nobody' in terminal.text, terminal.text


def main():
    tap = Tap()
    for name, function in globals().copy().items():
        if name.startswith('test_'):
            with Program() as program, Vendors() as vendors:
                tap.run(name[5:], function, program.use(vendors), vendors)
    tap.finish()


if __name__ == '__main__':
    main()
