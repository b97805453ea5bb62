#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Providers from the command line: listed, added, removed, tested."""

import json
import os
import socket

from fake_vendors import Vendors
from harness import Program, Tap

SECRET = 'sk-canary-7f3a9c51e2d84b06'
FIELDS = ['provider', 'name', 'kind', 'preset', 'enabled', 'base_url', 'takes_key', 'needs_key',
          'key', 'key_variable', 'rate_limit', 'headers', 'ca_file']
PRESETS = ('ollama', 'llamacpp', 'lmstudio', 'vllm', 'openrouter', 'groq', 'deepseek', 'xai')


def listed(program, **env):
    done = program.run('providers', 'list', '--format=json', env=env)
    assert done.returncode == 0, done.err
    rows = json.loads(done.out)
    assert all(list(row) == FIELDS for row in rows), rows
    assert len({row['provider'] for row in rows}) == len(rows), rows
    return {row['provider']: row for row in rows}


def good(program, *args):
    done = program.run('providers', *args)
    assert (done.returncode, done.out, done.err) == (0, '', ''), (args, done.err)


def refused(program, *args, says=''):
    before = settings(program)
    done = program.run('providers', *args)
    assert done.returncode == 2 and done.out == '', (args, done.returncode, done.out)
    assert done.err.startswith('llmselect: ') and done.err.count('\n') == 1, (args, done.err)
    assert says in done.err, (args, done.err)
    assert 'canary' not in done.err, done.err
    assert settings(program) == before


def settings(program):
    path = program.path('config', 'llmselect', 'settings.ini')
    if not os.path.exists(path):
        return ''
    with open(path, encoding='utf-8') as file:
        return file.read()


def test_list(program, vendors):
    rows = listed(program, OPENAI_API_KEY=SECRET)
    assert list(rows) == ['openai', 'anthropic', 'gemini', 'mistral', 'azure', 'demo'], rows
    openai, azure, demo = rows['openai'], rows['azure'], rows['demo']
    assert (openai['kind'], openai['key'], openai['key_variable']) == \
        ('vendor', 'environment', 'OPENAI_API_KEY')
    assert openai['base_url'] == vendors.url('openai') and openai['rate_limit'] == 60
    assert rows['mistral']['key'] == 'none' and rows['mistral']['needs_key'] is True
    assert (azure['kind'], azure['enabled'], azure['base_url']) == ('azure', False, None)
    assert (demo['kind'], demo['takes_key'], demo['rate_limit']) == ('demo', False, 0)

    done = program.run('providers', 'list', env={'OPENAI_API_KEY': SECRET})
    assert done.returncode == 0 and 'OPENAI_API_KEY' in done.out, done.err
    assert 'canary' not in done.out + done.err
    lines = done.out.splitlines()
    assert lines[0].split()[0] == 'PROVIDER' and len(lines) == 7, done.out


def test_azure(program, vendors):
    env = {'USE_AZURE_FOUNDRY': 'true', 'AZURE_AI_FOUNDRY_KEY': SECRET,
           'AZURE_AI_FOUNDRY_ENDPOINT': 'https://r.openai.azure.com/'}
    azure = listed(program, **env)['azure']
    assert azure['enabled'] is True and azure['base_url'] == 'https://r.openai.azure.com'
    assert (azure['key'], azure['key_variable']) == ('environment', 'AZURE_AI_FOUNDRY_KEY')
    # For that run only.
    assert listed(program)['azure']['enabled'] is False


def test_add(program, vendors):
    ca_file = program.path('my ca.pem')
    with open(ca_file, 'w', encoding='utf-8') as file:
        file.write('-----BEGIN CERTIFICATE-----\n')
    good(program, 'add', 'mine', '--url= https://mine.example/v1/ ', '--name=Küche & <Co>',
         '--preset=vllm', '--header=X-Title: LLM: Select', '--header', 'X-My-Key: {key}',
         '--ca-file=my ca.pem')
    good(program, 'add', 'ollama', '--preset=ollama')
    good(program, 'add', 'bare', '--url=http://127.0.0.1:9/v1')
    rows = listed(program, MINE_API_KEY=SECRET)
    assert list(rows)[5:8] == ['mine', 'ollama', 'bare'], list(rows)
    mine = rows['mine']
    assert mine == {'provider': 'mine', 'name': 'Küche & <Co>', 'kind': 'endpoint',
                    'preset': 'vllm', 'enabled': True, 'base_url': 'https://mine.example/v1',
                    'takes_key': True, 'needs_key': False, 'key': mine['key'],
                    'key_variable': mine['key_variable'], 'rate_limit': 60,
                    'headers': ['X-Title: LLM: Select', 'X-My-Key: {key}'], 'ca_file': ca_file}
    assert (rows['ollama']['name'], rows['ollama']['base_url']) == \
        ('Ollama', 'http://127.0.0.1:11434/v1')
    assert (rows['bare']['name'], rows['bare']['preset']) == ('bare', None)

    # It is a provider like the others.
    done = program.run('models', 'mine')
    assert done.returncode == 0, done.err
    refused(program, 'add', 'mine', '--url=https://other.example', says='already')

    good(program, 'remove', 'mine')
    assert 'mine' not in listed(program) and 'vllm' not in settings(program)
    refused(program, 'remove', 'mine', says='no server')
    refused(program, 'remove', 'openai', says='built in')
    refused(program, 'remove', 'azure')
    good(program, 'add', 'mine', '--url=https://other.example')
    assert listed(program)['mine']['headers'] == []


def test_add_all_presets(program, vendors):
    for preset in PRESETS:
        good(program, 'add', preset, f'--preset={preset}')
    rows = listed(program)
    assert [rows[preset]['preset'] for preset in PRESETS] == list(PRESETS)
    done = program.run('providers', 'list')
    assert 'LM Studio' in done.out and 'https://openrouter.ai/api/v1' in done.out


def test_add_refused(program, vendors):
    url = '--url=https://mine.example/v1'
    for name in ('openai', 'azure', 'demo', 'Mine', 'a b', 'ä', '', 'a:b', 'x' * 33, '../x'):
        refused(program, 'add', name, url, says='id')
    for bad in ('', 'mine.example', 'ftp://mine.example', 'https://', 'file:///etc/passwd',
                'https://user:canary@mine.example', 'https://mine.example/?key=canary',
                'https://mine.example/#canary', 'https://mine example', 'javascript:alert(1)'):
        refused(program, 'add', 'mine', f'--url={bad}', says='base URL')
    refused(program, 'add', 'mine', says='--url')
    refused(program, 'add', 'mine', url, '--preset=nonsense', says='ollama, llamacpp')
    refused(program, 'add', 'mine', url, '--name=', says='name')
    refused(program, 'add', 'mine', url, '--name=a\nb', says='name')
    refused(program, 'add', 'mine', url, '--name=' + 'x' * 201, says='name')
    refused(program, 'add', 'mine', url, '--ca-file=/nonexistent.pem', says='/nonexistent.pem')
    refused(program, 'add', 'mine', url, '--ca-file=/', says='cannot be read')
    for header in ('X-Title', ': x', 'X Y: x', 'X: ü', 'X: a\nHost: b', 'Host: x',
                   'Content-Length: 1', 'Transfer-Encoding: {key}'):
        refused(program, 'add', 'mine', url, f'--header={header}', says='eader')
    refused(program, 'add', 'mine', url, *['--header=X: y'] * 21, says='20')


def test_no_secrets(program, vendors):
    """A key in a header is refused, and not repeated."""
    url = '--url=https://mine.example/v1'
    for header in (f'Authorization: Bearer {SECRET}', f'Authorization: {SECRET}',
                   f'X-Api-Key: {SECRET}', 'X-Auth-Token: canary', 'Cookie: id=canary',
                   f'X-Whatever: {SECRET}', f'{SECRET}: x', f'{SECRET}',
                   'X-Whatever: Bearer canary', f'Authorization: {SECRET}{{key}}'):
        refused(program, 'add', 'mine', url, f'--header={header}', says='eader')
    refused(program, 'add', 'mine', SECRET, url, says='keys set')
    good(program, 'add', 'mine', url, '--header=Authorization: Token {key}')
    assert listed(program)['mine']['headers'] == ['Authorization: Token {key}']


def test_usage(program, vendors):
    refused(program, says='list, add, remove')
    refused(program, 'show', says='show')
    refused(program, 'list', 'openai', says='arguments')
    refused(program, 'add', says='which server')
    refused(program, 'remove', says='which server')
    refused(program, 'remove', 'a', 'b', says='arguments')
    refused(program, 'test', '--format=json', says='format')
    refused(program, 'test', 'openai', '--url=http://x', says='add')
    refused(program, 'list', '--format=jsonl', says='jsonl')
    refused(program, 'test', 'nobody', says='openai')
    done = program.run('providers', '--help')
    assert done.returncode == 0 and '--ca-file' in done.out and 'keys set' in done.out, done.out


def test_not_written(program, vendors):
    """Settings that cannot be kept are no success."""
    os.rmdir(program.path('config'))
    with open(program.path('config'), 'w', encoding='utf-8'):
        pass
    done = program.run('providers', 'add', 'mine', '--url=https://mine.example/v1')
    assert done.returncode == 1 and 'could not be written' in done.err, done.err


def test_many(program, vendors):
    entries = ', '.join(f"('s{i}', 'S', 'http://127.0.0.1:9')" for i in range(64))
    os.makedirs(program.path('config', 'llmselect'), mode=0o700)
    with open(program.path('config', 'llmselect', 'settings.ini'), 'w', encoding='utf-8') as file:
        file.write(f'[LLMSelect]\nendpoints=[{entries}]\n')
    done = program.run('providers', 'add', 'more', '--url=http://127.0.0.1:9')
    assert done.returncode == 1 and '64' in done.err, done.err


def test_test(program, vendors):
    """Who answers, who does not, and why."""
    env = {'OPENAI_API_KEY': 'sk-test'}
    done = program.run('providers', 'test', 'openai', env=env)
    assert (done.returncode, done.err) == (0, ''), done.err
    assert done.out == 'openai: It answers and accepts the key.\n', done.out
    assert [request[2]['authorization'] for request in vendors.requests] == ['Bearer sk-test']

    done = program.run('providers', 'test', 'openai')
    assert done.returncode == 1 and done.out == '', done.out
    assert done.err.startswith('llmselect: openai: ') and 'key' in done.err, done.err

    with socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        url = f'http://127.0.0.1:{free.getsockname()[1]}/v1'
        good(program, 'add', 'gone', f'--url={url}')
        done = program.run('providers', 'test', 'gone')
        assert done.returncode == 1 and done.out == '', done.out
        assert done.err.startswith('llmselect: gone: ') and done.err.count('\n') == 1, done.err

        # Everyone: who has no key is told of, but is no failure; who is gone is one.
        done = program.run('providers', 'test')
        assert done.returncode == 1, done.err
        for name in ('openai', 'anthropic', 'gemini', 'mistral'):
            assert f'{name}: There is no key' in done.out, done.out
        assert 'demo' not in done.out and 'gone: ' in done.err, done.out + done.err
    good(program, 'remove', 'gone')
    done = program.run('providers', 'test')
    assert done.returncode == 0 and done.err == '', done.err
    done = program.run('providers', 'test', 'demo')
    assert done.returncode == 0, done.err


def main():
    tap = Tap()
    for name, function in globals().copy().items():
        if name.startswith('test_'):
            with Program() as program, Vendors() as vendors:
                tap.run(name[5:], function, program.use(vendors, keys=False), vendors)
    tap.finish()


if __name__ == '__main__':
    main()
