#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the command line takes and refuses, without asking any model."""

import json

from harness import Program, Tap

MIB = 1024 * 1024


def refused(program, *args, says='', stdin=b'', status=2):
    done = program.run(*args, stdin=stdin)
    assert done.returncode == status, f'{args}: exit {done.returncode}\n{done.out}{done.err}'
    assert done.out == '', f'{args}: {done.out}'
    assert done.err.startswith('llmselect: ') and done.err.count('\n') == 1, done.err
    assert says in done.err, f'{args}: {done.err}'


def test_version(program):
    done = program.run('--version')
    assert (done.returncode, done.out, done.err) == (0, 'llmselect 0.1.0\n', '')


def test_help(program):
    texts = {}
    for args in (('--help',), ('-h',), ('help',), ('compare', '--help'), ('help', 'compare'),
                 ('compare', '-h'), ('history', '--help'), ('keys', '--help'),
                 ('leaderboard', '--help'), ('models', '--help'), ('providers', '--help'),
                 ('chat', '--help'), ('export', '--help'), ('import', '--help'), ('history', 'list', '--help'),
                 ('keys', 'set', '--help'), ('cache', '--help')):
        done = program.run(*args)
        assert (done.returncode, done.err) == (0, ''), (args, done.err)
        texts[args] = done.out
    assert texts['--help',] == texts['-h',] == texts['help',]
    assert texts['compare', '--help'] == texts['help', 'compare'] == texts['compare', '-h']
    for command in ('cache', 'chat', 'compare', 'export', 'history', 'import', 'keys',
                    'leaderboard', 'models', 'providers'):
        assert command in texts['--help',]
        assert f'llmselect {command} [OPTION' in texts[command, '--help']
    for option in ('-m', '--model', '--system', '--format', '--no-save'):
        assert option in texts['compare', '--help']


def test_unknown(program):
    refused(program, 'compere', 'hi', says='compere')
    refused(program, '--nonsense', says='--nonsense')
    refused(program, '-x', says='-x')
    refused(program, 'help', 'nonsense', says='nonsense')
    for command in ('cache', 'chat', 'compare', 'export', 'history', 'import', 'keys', 'models'):
        refused(program, command, '--nonsense', says='nonsense')
        if command != 'import':
            refused(program, command, '--format=yaml', says='yaml')
    refused(program, 'models', '--format=jsonl', says='jsonl')
    refused(program, 'history', 'list', '--format=jsonl', says='jsonl')


def test_prompts(program):
    refused(program, 'compare', 'one', 'two', says='quotes')
    refused(program, 'compare', '', says='empty')
    refused(program, 'compare', ' \n\t', says='empty')
    refused(program, 'compare', b'\xff\xfe', says='UTF-8')
    refused(program, 'compare', 'a\033[31mb', says='control character (U+001B)')
    refused(program, 'compare', stdin=b'a\x7f', says='control character (U+007F)')
    refused(program, 'compare', stdin='\u2003\u00a0'.encode(), says='empty')
    for arguments in ((), ('-',)):
        refused(program, 'compare', *arguments, stdin=b'', says='empty')
        refused(program, 'compare', *arguments, stdin=b'\n', says='empty')
        refused(program, 'compare', *arguments, stdin=b'a\0b', says='NUL')
        refused(program, 'compare', *arguments, stdin=b'a\xc3', says='UTF-8')
        refused(program, 'compare', *arguments, stdin=b'a' * (8 * MIB + 1), says='8 MiB')
    refused(program, 'compare', '--system', b'\xff', 'hi', says='UTF-8')
    assert program.history() == [], 'something was kept'


def test_models_to_ask(program):
    refused(program, 'compare', '-m', 'nobody:x', 'hi', says='openai')
    refused(program, 'compare', '-m', 'gpt-4o', 'hi', says='PROVIDER:MODEL')
    refused(program, 'compare', '-m', 'openai:', 'hi', says='PROVIDER:MODEL')
    refused(program, 'compare', '-m', ':x', 'hi')
    refused(program, 'compare', '-m', b'demo:\xff', 'hi', says='UTF-8')
    refused(program, 'compare', '-m', 'hi')
    refused(program, 'compare', *['-m', 'openai:x'] * 9, 'hi', says='8')
    # What the user typed is not obeyed by the terminal when it is quoted.
    done = program.run('compare', '-m', '\033]0;x\007:y', 'hi')
    assert done.returncode == 2 and '\033' not in done.err and '\007' not in done.err


def test_history_arguments(program):
    refused(program, 'history', says='list')
    refused(program, 'history', 'drop', says='drop')
    refused(program, 'history', 'show', says='id')
    refused(program, 'history', 'list', 'more')
    refused(program, 'history', 'show', 'aaaa', 'bbbb')
    refused(program, 'history', 'list', '--limit=-1')
    refused(program, 'history', 'list', '--limit=many')
    refused(program, 'history', 'show', 'abc', says='four', status=1)
    refused(program, 'history', 'show', 'abcd', says='abcd', status=1)
    refused(program, 'history', 'show', '00000000-0000-4000-8000-000000000000',
            says='no conversation', status=1)
    refused(program, 'history', 'show', "abcd' OR 1", says='four', status=1)
    refused(program, 'history', 'show', '%%%%', says='four', status=1)
    for verb in ('delete', 'restore'):
        refused(program, 'history', verb, says='id')
        refused(program, 'history', verb, 'abcd', says='abcd', status=1)
        refused(program, 'history', verb, '00000000-0000-4000-8000-000000000000',
                says='no conversation', status=1)
    refused(program, 'history', 'search', says='search for')
    refused(program, 'history', 'search', b'\xff', says='UTF-8')
    refused(program, 'history', 'list', '--folder', b'\xff', says='UTF-8')
    refused(program, 'history', 'list', '--folder', 'none', says='none', status=1)
    refused(program, 'history', 'list', '--kind=letter', says='comparison')
    refused(program, 'history', 'list', '--since=2026-11-26', says='search')
    refused(program, 'history', 'list', '--voted', says='search')
    refused(program, 'history', 'list', '--purge', says='delete')
    refused(program, 'history', 'search', 'word', '--trash', says='list')
    for day in ('yesterday', '2026-13-01', '26.11.2026', ''):
        refused(program, 'history', 'search', 'word', '--since', day, says='2026-11-26')
        refused(program, 'history', 'search', 'word', '--until', day, says='2026-11-26')
    for pair in (('--archived', '--trash'), ('--tag=a', '--trash'), ('--folder=a', '--tag=b'),
                 ('--folder=a', '--archived')):
        refused(program, 'history', 'list', *pair, says='one of')
    for verb in ('show', 'delete', 'restore'):
        for option in ('--limit=3', '--kind=chat', '--tag=a', '--folder=a', '--archived'):
            refused(program, 'history', verb, 'abcd', option, says='no filter')


def test_transfer_arguments(program):
    refused(program, 'export', says='--all')
    refused(program, 'export', '--all', 'abcd', says='--all')
    refused(program, 'export', '--all', '--format=docx', says='markdown')
    refused(program, 'export', 'abcd', says='abcd', status=1)
    refused(program, 'export', '00000000-0000-4000-8000-000000000000', says='no conversation',
            status=1)
    refused(program, 'import', says='file')
    refused(program, 'import', 'nowhere.json', says='nowhere.json', status=1)
    refused(program, 'import', '.', status=1)
    refused(program, 'history', 'show', 'x' * 1000, says='four', status=1)


def test_empty_history(program):
    assert program.history() == []
    done = program.run('history', 'list')
    assert (done.returncode, done.out) == (0, '')


def test_models_text(program):
    done = program.run('models', 'openai')
    assert (done.returncode, done.err) == (0, '')
    lines = done.out.splitlines()
    assert lines[0].split()[0] == 'MODEL'
    assert len(lines) > 20 and all(line.startswith('openai:') for line in lines[1:])
    starts = {line.rindex('  ') for line in lines}
    assert max(starts) < 120, 'the table is not aligned'
    retired = [line for line in lines if line.startswith('openai:o1 ')]
    assert len(retired) == 1 and 'retired' in retired[0], retired


def test_models_json(program):
    done = program.run('models', '--format=json')
    assert (done.returncode, done.err) == (0, '')
    models = json.loads(done.out)
    assert {'openai', 'anthropic', 'gemini', 'mistral', 'demo'} <= {m['provider'] for m in models}
    assert len([m for m in models if m['provider'] == 'demo']) == 4
    by_name = {(m['provider'], m['model']): m for m in models}
    astra = by_name['openai', 'gpt-6-astra']
    assert (astra['price_in'], astra['price_out'], astra['reasoning']) == (10, 50, True)
    assert by_name['openai', 'o1']['retired'] is True and astra['retired'] is False
    unknown = [m for m in models if m['price_in'] is None]
    assert unknown, 'no model without a price, though some are unknown'
    for model in models:
        assert list(model) == ['provider', 'model', 'name', 'context_window', 'max_output',
                               'price_in', 'price_out', 'vision', 'reasoning', 'effort_levels',
                               'shutdown_date', 'retired', 'source', 'listed',
                               'listed_at', 'price_cached_in', 'price_source',
                               'prices_date']
    # Nobody was asked: all of it is the dated catalogue's.
    for model in models:
        assert model['source'] == 'catalog' and model['listed'] is None
        assert model['listed_at'] is None
        assert (model['prices_date'] is None) == (model['price_in'] is None)
    one = json.loads(program.run('models', 'mistral', '--format=json').out)
    assert one == [m for m in models if m['provider'] == 'mistral']


def test_models_unknown(program):
    refused(program, 'models', 'nobody', says='anthropic')
    refused(program, 'models', 'openai', 'mistral')


def test_debug_output(program):
    """What is logged for debugging does not mix with what programs read."""
    done = program.run('compare', '--format=jsonl', '-m', 'demo:swift', 'hi',
                       env={'G_MESSAGES_DEBUG': 'all', 'LLMSELECT_DEMO_SPEED': '0'})
    assert done.returncode == 0, done.err
    assert 'DEBUG' in done.err, done.err
    for line in done.out.splitlines():
        assert 'event' in json.loads(line)


def main():
    tap = Tap()
    for name, function in globals().copy().items():
        if name.startswith('test_'):
            with Program() as program:
                tap.run(name[5:], function, program)
    tap.finish()


if __name__ == '__main__':
    main()
