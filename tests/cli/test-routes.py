#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a request goes: through Azure, to a server of the user's, to the responses."""

import json
import os

from fake_vendors import CACHED, PROMPT, Vendors, answer, refusal
from harness import Program, Tap, check_contract, check_shown, finished, text_of

KEY = 'sk-canary-azure-9034'
OLD = '2024-02-15-preview'
PATH = '/azure/openai/deployments/{}/chat/completions?api-version={}'


def use_azure(program, vendors, **more):
    program.env.update({'USE_AZURE_FOUNDRY': '1', 'AZURE_AI_FOUNDRY_KEY': KEY,
                        'AZURE_AI_FOUNDRY_ENDPOINT': vendors.url('azure'), **more})


def ask(program, *specs, status=0, **more):
    args = [word for spec in specs for word in ('-m', spec)]
    return check_contract(program.compare(*args, *more.pop('args', ()), 'Hi', status=status,
                                          **more), specs)


def assert_no_key(program, *texts):
    """The key is in no file and no output."""
    for text in texts:
        assert KEY not in text, text
    for folder, _, names in os.walk(program.folder):
        for name in names:
            with open(os.path.join(folder, name), 'rb') as file:
                assert KEY.encode() not in file.read(), os.path.join(folder, name)


def test_azure(program, vendors):
    use_azure(program, vendors)
    vendors.behave('gpt-4o-deployment', answer())
    events = ask(program, 'openai:gpt-4o')
    assert vendors.paths == [PATH.format('gpt-4o-deployment', OLD)], vendors.paths
    headers, body = vendors.requests[0][2:]
    assert headers['api-key'] == KEY and 'authorization' not in headers
    assert 'stream_options' not in body and body['stream'] is True, body
    ended = finished(events)
    assert ended['notices'] == ['azure:gpt-4o-deployment', f'old-api-version:{OLD}'], ended
    assert text_of(events, 0) == 'Hello world'
    shown = program.show(events[-1]['id'])
    check_shown(shown, events)
    assert shown['columns'][0]['notices'] == ended['notices']
    text = program.run('history', 'show', events[-1]['id'])
    assert 'gpt-4o-deployment' in text.out and OLD in text.out, text.out
    debug = program.run('--debug', 'compare', '-m', 'openai:gpt-4o', 'Hi')
    assert ' provider=openai' in debug.err and 'status 200' in debug.err, debug.err
    assert 'request id req-fake' in debug.err, debug.err
    assert_no_key(program, text.out, json.dumps(events), debug.out, debug.err)


def test_azure_without_key(program, vendors):
    """What was not sent was not sent through Azure."""
    use_azure(program, vendors)
    del program.env['AZURE_AI_FOUNDRY_KEY']
    ended = finished(ask(program, 'openai:gpt-4o', status=3))
    assert ended['error']['code'] == 'no_key' and 'notices' not in ended, ended
    assert vendors.paths == []


def test_azure_newer_version(program, vendors):
    use_azure(program, vendors, AZURE_AI_FOUNDRY_API_VERSION='2024-10-21',
              AZURE_DEPLOYMENT_GPT4O='mine')
    ended = finished(ask(program, 'openai:gpt-4o-2024-08-06'))
    assert vendors.paths == [PATH.format('mine', '2024-10-21')], vendors.paths
    assert vendors.requests[0][3]['stream_options'] == {'include_usage': True}
    assert ended['notices'] == ['azure:mine'], ended
    assert ended['input_tokens'] == 11 and 'estimated' not in ended, ended


def test_azure_all_vendors(program, vendors):
    use_azure(program, vendors)
    for spec, name in (('anthropic:claude-3-5-sonnet', 'claude-35-sonnet-deployment'),
                       ('gemini:gemini-1.5-pro', 'gemini-15-pro-deployment'),
                       ('mistral:mistral-large-latest', 'mistral-large-deployment')):
        ended = finished(ask(program, spec))
        assert ended['state'] == 'done', ended
        assert vendors.paths[-1] == PATH.format(name, OLD), vendors.paths


def test_azure_styles(program, vendors):
    use_azure(program, vendors)
    program.configure("azure={'style': <'v1'>}")
    ask(program, 'openai:gpt-4o')
    assert vendors.paths[-1] == '/azure/openai/v1/chat/completions', vendors.paths
    assert vendors.requests[-1][3]['model'] == 'gpt-4o-deployment'
    program.configure("azure={'style': <'models'>}")
    ask(program, 'openai:gpt-4o')
    assert vendors.paths[-1] == '/azure/models/chat/completions?api-version=2024-05-01-preview', \
        vendors.paths
    assert vendors.requests[-1][2]['api-key'] == KEY
    program.configure("azure={'auth': <'bearer'>}",
                      "azure-deployments={'openai:gpt-9': 'nine'}")
    ask(program, 'openai:gpt-9')
    assert vendors.paths[-1] == PATH.format('nine', OLD), vendors.paths
    headers = vendors.requests[-1][2]
    assert headers['authorization'] == f'Bearer {KEY}' and 'api-key' not in headers
    assert_no_key(program)


def test_azure_unmapped(program, vendors):
    use_azure(program, vendors)
    events = ask(program, 'openai:gpt-9', status=3)
    assert vendors.paths == [] and finished(events)['error']['code'] == 'model_not_found', events
    assert 'gpt-9' in finished(events)['error']['message']
    program.configure("azure={'allow-direct': <true>}")
    ended = finished(ask(program, 'openai:gpt-9'))
    assert vendors.paths == ['/openai/chat/completions'], vendors.paths
    assert vendors.requests[0][2]['authorization'] == 'Bearer sk-test'
    assert ended['notices'] == ['direct'], ended


def test_azure_per_provider(program, vendors):
    use_azure(program, vendors)
    program.configure("azure={'providers': <['openai']>}")
    ask(program, 'mistral:mistral-small')
    assert vendors.paths == ['/mistral/chat/completions'], vendors.paths
    # By its own name, whoever else goes through it.
    ask(program, 'azure:my-own')
    assert vendors.paths[-1] == PATH.format('my-own', OLD), vendors.paths


def test_azure_refusal(program, vendors):
    use_azure(program, vendors)
    vendors.behave('gpt-4o-deployment', refusal(401, 'No access with {secrets}'))
    done = program.run('compare', '--debug', '-m', 'openai:gpt-4o', 'Hi')
    assert done.returncode == 3, done.err
    assert_no_key(program, done.out, done.err)


def test_azure_key_test(program, vendors):
    use_azure(program, vendors)
    done = program.run('providers', 'test', 'azure')
    assert (done.returncode, done.err) == (0, ''), done.err
    assert vendors.paths == ['/azure/openai/v1/models'], vendors.paths
    assert vendors.requests[0][2]['api-key'] == KEY
    vendors.page('/azure/openai/v1/models', {'error': {'code': '401', 'message': KEY}}, status=401)
    done = program.run('providers', 'test', 'azure')
    assert done.returncode == 1 and done.err.startswith('llmselect: azure: '), done.err
    assert_no_key(program, done.out, done.err)


def test_bad_key(program, vendors):
    vendors.page('/openai/models', {'error': {'message': f'Incorrect API key provided: {KEY}',
                                              'code': 'invalid_api_key'}}, status=401)
    done = program.run('providers', 'test', 'openai', env={'OPENAI_API_KEY': KEY})
    assert done.returncode == 1 and done.err.startswith('llmselect: openai: '), done.err
    assert_no_key(program, done.out, done.err)


def test_ollama(program, vendors):
    done = program.run('providers', 'add', 'home', '--preset=ollama',
                       '--url=' + vendors.url('home') + '/v1')
    assert done.returncode == 0, done.err
    vendors.behave('llama9:8b', answer(reasoning=['Hm.']))
    events = ask(program, 'home:llama9:8b')
    assert vendors.paths == ['/home/api/chat'], vendors.paths
    assert vendors.requests[0][3]['options']['num_ctx'] == 8192, vendors.requests[0][3]
    assert 'authorization' not in vendors.requests[0][2]
    assert text_of(events, 0) == 'Hello world' and text_of(events, 0, 'reasoning') == 'Hm.'
    ended = finished(events)
    assert (ended['state'], ended['input_tokens'], ended['output_tokens']) == ('done', PROMPT, 3)
    check_contract(program.compare('-m', 'home:llama9:8b', 'x' * 90000), ['home:llama9:8b'])
    assert vendors.requests[-1][3]['options']['num_ctx'] == 65536


def test_headers_with_key(program, vendors):
    done = program.run('providers', 'add', 'mine', '--url=' + vendors.url('mine'),
                       '--header=X-My-Key: Token {key}')
    assert done.returncode == 0, done.err
    vendors.behave('some', answer(['<think>Hm', '.</think>', 'Yes']))
    program.env['MINE_API_KEY'] = KEY
    events = ask(program, 'mine:some')
    assert vendors.paths == ['/mine/chat/completions'], vendors.paths
    assert text_of(events, 0, 'reasoning') == 'Hm.' and text_of(events, 0) == 'Yes', events
    headers = vendors.requests[0][2]
    assert headers['x-my-key'] == f'Token {KEY}', headers
    assert_no_key(program, json.dumps(events))


def test_responses(program, vendors):
    vendors.behave('gpt-5-pro', answer(reasoning=['Let me see.']))
    events = ask(program, 'openai:gpt-5-pro')
    assert vendors.paths == ['/openai/responses'], vendors.paths
    body = vendors.requests[0][3]
    assert body['store'] is False and 'messages' not in body and 'temperature' not in body, body
    assert text_of(events, 0) == 'Hello world'
    assert text_of(events, 0, 'reasoning') == 'Let me see.'
    ended = finished(events)
    assert (ended['state'], ended['input_tokens'], ended['cached_tokens'],
            ended['reasoning_tokens']) == ('done', PROMPT, CACHED, 1), ended
    assert ended['cost_usd'] > 0, ended
    check_shown(program.show(events[-1]['id']), events)


def test_parameter_refused(program, vendors):
    """Asked once more without it, and the answer says so."""
    vendors.behave('gpt-9', refusal(400, "Unsupported parameter: 'stream_options' is not "
                                    'supported with this model.'), answer())
    events = ask(program, 'openai:gpt-9')
    assert len(vendors.requests) == 2 and 'stream_options' not in vendors.requests[1][3]
    assert finished(events)['notices'] == ['without:stream_options'], finished(events)


def test_estimated(program, vendors):
    """What broke off is estimated, and the history tells it apart."""
    vendors.behave('gpt-4o', answer(behaviour='cut-after-1'))
    events = ask(program, 'openai:gpt-4o', status=3)
    ended = finished(events)
    assert ended['state'] == 'interrupted' and ended['cost_usd'] is None, ended
    assert ended['estimated']['output_tokens'] >= 1 and ended['estimated']['cost_usd'] > 0, ended
    shown = program.show(events[-1]['id'])
    assert shown['columns'][0]['estimated'] == ended['estimated'], shown


def main():
    tap = Tap()
    for name, function in globals().copy().items():
        if name.startswith('test_'):
            with Program() as program, Vendors() as vendors:
                tap.run(name[5:], function, program.use(vendors), vendors)
    tap.finish()


if __name__ == '__main__':
    main()
