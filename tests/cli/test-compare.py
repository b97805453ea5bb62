#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Comparisons against four fake vendors, by the words of the contract."""

import json
import os
import pathlib
import sqlite3
import subprocess

from fake_vendors import CACHED, PROMPT, Vendors, answer, refusal
from harness import (Program, Tap, check_contract, check_shown, finish, finished, of_column,
                     read_events, text_of)

MODELS = pathlib.Path(__file__).resolve().parents[2] / 'data' / 'models.json'
VENDORS = ('openai', 'anthropic', 'gemini', 'mistral')


def ask(*specs):
    return [word for spec in specs for word in ('-m', spec)]


def test_four_vendors(program, vendors):
    """Text, reasoning and usage come out the same whoever is asked."""
    vendors.behave('good', deltas=['Hé', 'llo\n', '"日本"', ' \U0001f600'],
                   reasoning=['Let me', ' think'])
    specs = [f'{vendor}:good' for vendor in VENDORS]
    events = check_contract(program.compare(*ask(*specs), 'hi'), specs)
    for index, spec in enumerate(specs):
        assert text_of(events, index) == 'Héllo\n"日本" \U0001f600', spec
        assert text_of(events, index, 'reasoning') == 'Let me think', spec
        end = finished(events, index)
        assert (end['state'], end['error'], end['finish_reason']) == ('done', None, 'stop'), end
        assert [end[f'{kind}_tokens'] for kind in ('input', 'cached', 'reasoning', 'output')] \
            == [PROMPT, CACHED, 2, 6], (spec, end)
        assert end['cost_usd'] is None, 'a price for a model nobody knows'
    check_shown(program.show(events[-1]['id']), events)
    assert sorted(vendor for vendor, *_ in vendors.requests) == sorted(VENDORS)


def test_known_price(program, vendors):
    """A hundred tokens in, forty of them cached, and two out."""
    vendors.behave('gpt-6-astra')
    end = finished(program.compare('-m', 'openai:gpt-6-astra', 'hi'))
    with open(MODELS, encoding='utf-8') as file:
        price = next(row for row in json.load(file) if row['id'] == 'gpt-6-astra')
    expected = (60 * price['price_in'] + 40 * price['price_cached_in']
                + 2 * price['price_out']) / 1e6
    assert abs(end['cost_usd'] - expected) < 1e-9, (end, expected)


def test_same_model_twice(program, vendors):
    """Two columns with ids of their own, each with its own text."""
    vendors.behave('twin', answer(['one']), answer(['two']))
    specs = ['openai:twin', 'openai:twin']
    events = check_contract(program.compare(*ask(*specs), 'hi'), specs)
    assert {text_of(events, 0), text_of(events, 1)} == {'one', 'two'}
    check_shown(program.show(events[-1]['id']), events)


def test_eight_columns(program, vendors):
    vendors.behave('many', deltas=['x'] * 50)
    specs = [f'{VENDORS[i % 4]}:many' for i in range(8)]
    events = check_contract(program.compare(*ask(*specs), 'hi'), specs)
    assert all(text_of(events, index) == 'x' * 50 for index in range(8))


def test_model_with_colons(program, vendors):
    vendors.behave('llama3:8b')
    events = program.compare('--model=openai:llama3:8b', 'hi')
    check_contract(events, ['openai:llama3:8b'])
    assert vendors.requests[0][1] == 'llama3:8b'


def test_no_usage(program, vendors):
    """What the vendor does not tell is null, not zero."""
    vendors.behave('cut', deltas=['half', ' of', ' it'], behaviour='cut-after-2')
    events = program.compare('-m', 'openai:cut', 'hi', status=3)
    check_contract(events, ['openai:cut'])
    end = finished(events)
    assert end['state'] == 'interrupted' and end['finish_reason'] is None
    assert end['input_tokens'] is None and end['output_tokens'] is None
    assert end['cost_usd'] is None
    # What it probably was has a place of its own.
    assert end['estimated']['input_tokens'] > 0 and end['estimated']['output_tokens'] == 2
    assert text_of(events, 0) == 'half of'
    shown = program.show(events[-1]['id'])
    check_shown(shown, events)
    assert shown['columns'][0]['state'] == 'interrupted'


def test_exit_status(program, vendors):
    vendors.behave('good')
    vendors.behave('bad', refusal(401, 'no'))
    for specs, status in ((('openai:good', 'mistral:good'), 0), (('openai:good', 'gemini:bad'), 1),
                          (('openai:bad', 'gemini:bad'), 3), (('openai:bad',), 3)):
        for form in ('text', 'json', 'jsonl'):
            done = program.run('compare', f'--format={form}', *ask(*specs), 'hi')
            assert done.returncode == status, (specs, form, done.returncode, done.err)
            assert done.err == '', done.err


def test_one_failure_is_isolated(program, vendors):
    vendors.behave('good', deltas=['fine'])
    vendors.behave('bad', refusal(400, 'You sent nonsense'))
    specs = ['openai:good', 'anthropic:bad', 'mistral:good']
    events = check_contract(program.compare(*ask(*specs), 'hi', status=1), specs)
    assert finished(events, 1)['error']['code'] == 'bad_request'
    assert text_of(events, 0) == text_of(events, 2) == 'fine'
    check_shown(program.show(events[-1]['id']), events)


def test_error_codes(program, vendors):
    """Each status that is not tried again, at each vendor."""
    expected = {400: 'bad_request', 401: 'auth', 402: 'quota', 404: 'model_not_found'}
    for status in expected:
        vendors.behave(f's{status}', refusal(status, 'It is so'))
    specs = [f'{vendor}:s{status}' for vendor in ('openai', 'anthropic') for status in expected]
    events = check_contract(program.compare(*ask(*specs), 'hi', status=3), specs)
    for index, spec in enumerate(specs):
        code = finished(events, index)['error']['code']
        assert code == expected[int(spec.split(':s')[1])], (spec, code)
    assert not [event for event in events if event['event'] == 'retrying']


def test_more_error_codes(program, vendors):
    vendors.behave('long', refusal(400, "This model's maximum context length is 10 tokens"))
    vendors.behave('midway', deltas=['so', ' far', ' away'], behaviour='error-in-stream')
    specs = ['openai:long', 'openai:midway']
    events = check_contract(program.compare(*ask(*specs), 'hi', status=3), specs)
    assert finished(events, 0)['error']['code'] == 'context_too_long'
    assert finished(events, 1)['error']['code'] == 'server', finished(events, 1)
    assert finished(events, 1)['state'] == 'failed'
    assert text_of(events, 1) == 'so far'


def test_no_key(program, vendors):
    for name in VENDORS:
        program.env.pop(f'{name.upper()}_API_KEY')
    specs = [f'{vendor}:good' for vendor in VENDORS]
    events = check_contract(program.compare(*ask(*specs), 'hi', status=3), specs)
    assert {finished(events, i)['error']['code'] for i in range(4)} == {'no_key'}
    assert vendors.requests == [], 'asked without a key'


def test_nobody_there(program, vendors):
    program.env['LLMSELECT_OPENAI_BASE_URL'] = 'http://127.0.0.1:9/v1'
    program.env['LLMSELECT_CONNECT_TIMEOUT'] = '5'
    done = program.run('compare', '--format=jsonl', '-m', 'openai:x', 'hi')
    events = check_contract(read_events(done.out), ['openai:x'])
    assert done.returncode == 3
    assert finished(events)['error']['code'] == 'network'


def test_timeout(program, vendors):
    vendors.behave('slow', behaviour='hold-after-0')
    vendors.behave('stuck', deltas=['a', 'b'], behaviour='hold-after-1')
    program.env['LLMSELECT_FIRST_TOKEN_TIMEOUT'] = '0.5'
    program.env['LLMSELECT_IDLE_TIMEOUT'] = '0.5'
    specs = ['openai:slow', 'mistral:stuck']
    done = program.run('compare', '--format=jsonl', *ask(*specs), 'hi')
    events = check_contract(read_events(done.out), specs)
    assert done.returncode == 3
    assert [finished(events, i)['error']['code'] for i in (0, 1)] == ['timeout', 'timeout']
    assert text_of(events, 1) == 'a'


def test_retry(program, vendors):
    """A busy vendor is asked again, and says so."""
    vendors.behave('busy', refusal(429, 'Slow down', 'retry-after-ms: 100'),
                   answer(['at last']))
    events = check_contract(program.compare('-m', 'openai:busy', 'hi'), ['openai:busy'])
    retrying = of_column(events, 0, 'retrying')
    assert len(retrying) == 1, retrying
    assert (retrying[0]['attempt'], retrying[0]['reason']) == (1, 'rate_limit')
    assert 50 <= retrying[0]['delay_ms'] <= 2000, retrying
    end = finished(events)
    assert (end['state'], end['error']) == ('done', None)
    assert end['ttft_ms'] >= retrying[0]['delay_ms'], 'the wait is part of the time'
    assert text_of(events, 0) == 'at last'


def test_prompt_reaches_the_vendors(program, vendors):
    """From an argument, from standard input, with a system prompt, untouched."""
    vendors.behave('good')
    prompt = 'Zeile eins\n\n  "zwei" \\ 日本 \U0001f600\t'
    sources = ((('--', prompt), b''), ((), prompt.encode() + b'\n'), (('-',), prompt.encode()),
               ((), prompt.encode() + b'\r\n'))
    for arguments, stdin in sources:
        events = program.compare('-m', 'openai:good', '--system', 'Be brief', *arguments,
                                 stdin=stdin)
        body = vendors.requests[-1][3]
        assert body['messages'][-1] == {'role': 'user', 'content': prompt}, body
        assert body['messages'][0]['content'] == 'Be brief', body
        shown = program.show(events[-1]['id'])
        assert (shown['prompt'], shown['system']) == (prompt, 'Be brief')
    events = program.compare('-m', 'openai:good', '--', '--help')
    assert vendors.requests[-1][3]['messages'] == [{'role': 'user', 'content': '--help'}]
    assert program.show(events[-1]['id'])['system'] is None


def test_large_prompt(program, vendors):
    vendors.behave('good')
    prompt = 'Ünd ' * (1024 * 1024)
    program.compare('-m', 'openai:good', stdin=prompt.encode())
    assert vendors.requests[-1][3]['messages'][-1]['content'] == prompt


def test_json(program, vendors):
    vendors.behave('good', deltas=['Hello'], reasoning=['Hm'])
    vendors.behave('bad', refusal(401, 'no'))
    done = program.run('compare', '--format=json', *ask('openai:good', 'gemini:bad'), 'hi')
    told = json.loads(done.out)
    assert done.returncode == 1 and done.out.count('\n') == 1
    shown = program.show(told['id'])
    for column in told['columns'] + shown['columns']:
        for key in ('ttft_ms', 'elapsed_ms'):
            column[key] = column[key] and round(column[key])
    assert told == shown, (told, shown)
    assert [column['state'] for column in told['columns']] == ['done', 'failed']


def test_text(program, vendors):
    """Plain sections in the order of the columns, whoever is first."""
    vendors.behave('late', deltas=['I am', ' late\n'])
    vendors.behave('early', deltas=['\033[31mI am early'])
    vendors.behave('bad', refusal(401, 'Go \033]0;away\007'))
    done = program.run('compare', *ask('openai:late', 'mistral:early', 'gemini:bad'), 'hi')
    assert done.returncode == 1
    sections = done.out.split('\n\n## ')
    assert len(sections) == 3, done.out
    assert sections[0].startswith('## 1. openai:late\n\nI am late\n'), sections[0]
    # In a pipe an answer is what the model said, byte for byte.
    assert sections[1].startswith('2. mistral:early\n\n\033[31mI am early\n'), sections[1]
    assert '\n[done · ' in sections[0] and '2 tokens' in sections[0]
    assert sections[2].startswith('3. gemini:bad\n\n') and '\n[failed · ' in sections[2]
    assert 'Go ]0;away' in sections[2], sections[2]


def test_no_save(program, vendors):
    vendors.behave('good')
    events = program.compare('--no-save', '-m', 'openai:good', 'hi')
    check_contract(events, ['openai:good'], saved=False)
    done = program.run('compare', '--no-save', '--format=json', '-m', 'openai:good', 'hi')
    assert json.loads(done.out)['id'] is None
    assert not os.path.exists(program.path('data', 'llmselect')), 'a database without need'
    assert program.history() == []


def test_store_out_of_order(program, vendors):
    """A history that cannot be written costs a warning, not the answers."""
    vendors.behave('good', deltas=['fine'])
    with open(program.path('data', 'llmselect'), 'w', encoding='utf-8') as file:
        file.write('in the way')
    done = program.run('compare', '--format=jsonl', '-m', 'openai:good', 'hi')
    events = check_contract(read_events(done.out), ['openai:good'], saved=False)
    assert done.returncode == 0 and text_of(events, 0) == 'fine'
    assert done.err.startswith('llmselect: ') and done.err.count('\n') == 1, done.err
    done = program.run('history', 'list')
    assert done.returncode == 1 and done.out == '' and done.err.count('\n') == 1


def test_history(program, vendors):
    """Newest first, over more than one page; a prefix of an id will do."""
    vendors.behave('good')
    ids = []
    for number in range(5):
        ids.append(program.compare('-m', 'openai:good', '-m', 'mistral:good',
                                   f'Prompt {number}\nmore')[-1]['id'])
    listed = program.history()
    assert [entry['id'] for entry in listed] == ids[::-1]
    assert listed == program.history('--limit=0')
    assert [entry['id'] for entry in program.history('--limit=2')] == ids[:2:-1]
    for entry in listed:
        assert list(entry) == ['id', 'kind', 'title', 'created_at', 'active_at', 'messages',
                               'models', 'tags']
        assert (entry['kind'], entry['messages'], entry['tags']) == ('comparison', 3, [])
        assert entry['active_at'] == entry['created_at']
        assert entry['models'] == ['openai:good', 'mistral:good']
        assert entry['title'].startswith('Prompt ')
    assert program.show(ids[2].upper())['prompt'] == 'Prompt 2\nmore'
    for prefix in (ids[2][:8], ids[2][:23], ids[2][:8].upper()):
        assert program.show(prefix)['id'] == ids[2]
    text = program.run('history', 'list').out.splitlines()
    assert len(text) == 6 and text[1].startswith(ids[4][:8])
    shown = program.run('history', 'show', ids[2]).out
    assert '> Prompt 2\n> more\n' in shown and '## 2. mistral:good\n' in shown


def test_history_pages(program, vendors):
    """More comparisons than one page has, many of them of the same moment."""
    vendors.behave('good', deltas=['fine'])
    program.compare('-m', 'openai:good', 'hi')
    with sqlite3.connect(program.database) as database:
        database.execute("""
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 498)
            INSERT INTO conversation (id, kind, title, snippet, created_at, active_at, rank,
                                      n_messages, models)
            SELECT printf('%08x-0000-4000-8000-000000000000', i), kind, title, snippet,
                   created_at - 1000000 * (1 + i / 7), active_at - 1000000 * (1 + i / 7), rank,
                   n_messages, models
            FROM conversation, n""")
        database.execute("""
            INSERT INTO turn (id, conversation_id, created_at, updated_at, prompt)
            SELECT id, id, created_at, created_at, 'number ' || (num - 2) FROM conversation
            WHERE num > 1""")
    database.close()
    ids = [entry['id'] for entry in program.history('--limit=0')]
    assert len(ids) == len(set(ids)) == 500
    assert ids == [entry['id'] for entry in sorted(
        program.history('--limit=1000'), key=lambda e: (e['created_at'], e['id']), reverse=True)]
    for limit in (1, 199, 200, 201, 499):
        assert [entry['id'] for entry in program.history(f'--limit={limit}')] == ids[:limit]
    assert len(program.history()) == 50
    assert program.show('000001f2')['prompt'] == 'number 498'
    done = program.run('history', 'show', '0000')
    assert done.returncode == 1 and 'Several' in done.err, done.err


def test_votes(program, vendors):
    """What was voted in the window is seen on the command line."""
    vendors.behave('good')
    comparison = program.compare('-m', 'openai:good', '-m', 'mistral:good', 'hi')[-1]['id']
    second = program.show(comparison)['columns'][1]['column']
    with sqlite3.connect(program.database) as database:
        database.execute("UPDATE answer SET vote = 'down' WHERE position = 0")
        database.execute("UPDATE answer SET vote = 'up' WHERE position = 1")
        database.execute('UPDATE turn SET preferred = ?', (second,))
    database.close()
    shown = program.show(comparison)
    assert [column['vote'] for column in shown['columns']] == ['down', 'up']
    assert shown['preferred'] == second


def test_at_the_same_time(program, vendors):
    """Several of them write into one history."""
    vendors.behave('good', deltas=['fine'] * 20)
    running = [program.start('compare', '--format=jsonl', '-m', 'openai:good', '-m',
                             'gemini:good', f'hi {number}') for number in range(6)]
    for process in running:
        status, out, err = finish(process)
        assert (status, err) == (0, ''), (status, err)
        events = check_contract(read_events(out), ['openai:good', 'gemini:good'])
        check_shown(program.show(events[-1]['id']), events)
    assert len(program.history()) == 6


def test_settings(program, vendors):
    """The line-up and the servers of the window hold here, too."""
    vendors.behave('llama3:8b')
    vendors.behave('good')
    os.mkdir(program.path('config', 'llmselect'))
    with open(program.path('config', 'llmselect', 'settings.ini'), 'w', encoding='utf-8') as file:
        file.write(f"""[LLMSelect]
lineup=['ollama:llama3:8b', 'mistral:good', 'gone:model']
endpoints=[('ollama', 'My Ollama', '{vendors.url('openai')}')]
""")
    events = program.compare('hi')
    check_contract(events, ['ollama:llama3:8b', 'mistral:good'])
    asked = next(headers for _, model, headers, _ in vendors.requests if model == 'llama3:8b')
    assert 'authorization' not in asked
    assert 'ollama' in program.run('keys', 'list').out
    assert 'ollama' in program.run('compare', '-m', 'nobody:x', 'hi').err


def test_demo(program, vendors):
    """Without -m and settings: four columns, canned, no key, no network."""
    for name in list(program.env):
        if name.endswith(('_API_KEY', '_BASE_URL')):
            del program.env[name]
    models = json.loads(program.run('models', 'demo', '--format=json').out)
    specs = [f'demo:{model["model"]}' for model in models]
    assert len(specs) == 4
    events = program.compare('What is a monad?', env={'LLMSELECT_DEMO_SPEED': '20'})
    check_contract(events, specs)
    for index in range(4):
        assert finished(events, index)['state'] == 'done'
        assert len(text_of(events, index)) > 20
    check_shown(program.show(events[-1]['id']), events)
    told = program.run('history', 'show', events[-1]['id']).out
    assert told.count('[done · canned · ') == 4, told
    assert vendors.requests == []


def test_locale(program, vendors):
    """A decimal comma is for people, never for programs."""
    subprocess.run(['localedef', '-i', 'de_DE', '-f', 'UTF-8', program.path('de_DE.UTF-8')],
                   capture_output=True, check=False)
    vendors.behave('good')
    env = {'LOCPATH': program.folder, 'LC_ALL': 'de_DE.UTF-8'}
    events = program.compare('-m', 'openai:good', 'hi', env=env)
    check_contract(events, ['openai:good'])
    assert ',' in program.run('compare', '-m', 'openai:good', 'hi', env=env).out.rsplit('[')[-1]
    done = program.run('models', 'openai', '--format=json', env=env)
    assert any(isinstance(model['price_in'], float) for model in json.loads(done.out))


def main():
    tap = Tap()
    for name, function in globals().copy().items():
        if name == 'test_locale' and not os.path.exists('/usr/share/i18n/locales/de_DE'):
            tap.skip('locale', 'the package locales is not installed')
        elif name.startswith('test_'):
            with Program() as program, Vendors() as vendors:
                tap.run(name[5:], function, program.use(vendors), vendors)
    tap.finish()


if __name__ == '__main__':
    main()
