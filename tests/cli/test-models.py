#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of models asked for on the command line, and what is shown of them then."""

import json
import os

from fake_vendors import Vendors
from harness import Program, Tap

KEY = 'sk-canary-models-5521'
ETAG = '"list-1"'
OPENAI = {'object': 'list', 'data': [
    {'id': 'gpt-6.1-terra', 'object': 'model', 'created': 1, 'owned_by': 'openai'},
    {'id': 'gpt-9-new', 'object': 'model', 'created': 1795000000, 'owned_by': 'openai'},
    {'id': 'text-embedding-9', 'object': 'model', 'created': 1, 'owned_by': 'openai'}]}
FAILURE = {'error': {'message': f'Incorrect API key provided: {KEY}', 'code': 'invalid_api_key'}}


def serve_openai(vendors):
    def answer(headers):
        if headers.get('if-none-match') == ETAG:
            return 304, '', (f'ETag: {ETAG}',)
        return 200, json.dumps(OPENAI), (f'ETag: {ETAG}',)
    vendors.page('/openai/models', answer)


def models(program, *args, status=0, **env):
    """The models by PROVIDER:MODEL, and what was said of the lists."""
    done = program.run('models', '--format=json', *args, env=env)
    assert done.returncode == status, (done.returncode, done.err)
    assert 'canary' not in done.out + done.err, done.err
    rows = json.loads(done.out)
    return {f'{row["provider"]}:{row["model"]}': row for row in rows}, done.err.splitlines()


def test_refresh(program, vendors):
    serve_openai(vendors)
    before = models(program, 'openai')[0]
    assert before['openai:gpt-6.1-terra']['listed'] is None and 'openai:gpt-9-new' not in before
    assert vendors.paths == [], 'asked without being told to'

    rows, said = models(program, '--refresh', 'openai', OPENAI_API_KEY=KEY)
    assert said == ['llmselect: openai: 2 models'], said
    assert vendors.requests[-1][2]['authorization'] == f'Bearer {KEY}'
    assert KEY not in vendors.paths[-1] and 'if-none-match' not in vendors.requests[-1][2]
    known, new = rows['openai:gpt-6.1-terra'], rows['openai:gpt-9-new']
    assert (known['source'], known['listed']) == ('catalog', True), known
    assert known['listed_at'] is not None and known['price_source'] == 'catalog', known
    assert (new['source'], new['listed'], new['price_in']) == ('provider', True, None), new
    assert 'openai:text-embedding-9' not in rows
    assert rows['openai:gpt-4o']['listed'] is False

    # It is kept, and nobody is asked for it.
    count = len(vendors.paths)
    kept = models(program, 'openai')[0]
    for row in (*kept.values(), *rows.values()):
        # The cache has its own time, later by some milliseconds.
        assert row.pop('listed_at') is not None, row
    assert kept == rows
    text = program.run('models', 'openai').out
    line = next(line for line in text.splitlines() if 'gpt-9-new' in line)
    assert line.endswith('new'), line
    assert len(vendors.paths) == count

    rows, said = models(program, '--refresh', 'openai', OPENAI_API_KEY=KEY)
    assert said == ['llmselect: openai: the list is as it was'], said
    assert vendors.requests[-1][2]['if-none-match'] == ETAG
    assert 'openai:gpt-9-new' in rows


def test_failed(program, vendors):
    serve_openai(vendors)
    models(program, '--refresh', 'openai', OPENAI_API_KEY=KEY)
    vendors.page('/openai/models', FAILURE, status=401)
    rows, said = models(program, '--refresh', 'openai', status=1, OPENAI_API_KEY=KEY)
    assert len(said) == 1 and said[0].startswith('llmselect: openai: '), said
    # The last list still counts.
    assert rows['openai:gpt-9-new']['listed'] is True, rows['openai:gpt-9-new']
    vendors.page('/openai/models', {'object': 'list', 'data': []})
    assert 'openai:gpt-9-new' in models(program, '--refresh', 'openai', status=1,
                                        OPENAI_API_KEY=KEY)[0]


def test_no_key(program, vendors):
    rows, said = models(program, '--refresh', status=1)
    for name in ('openai', 'anthropic', 'gemini', 'mistral'):
        assert f'llmselect: {name}: not asked, there is no key' in said, said
    assert vendors.paths == [] and 'openai:gpt-4o' in rows


def test_one_of_many(program, vendors):
    """One list is enough to go on; the others are told of."""
    serve_openai(vendors)
    vendors.page('/mistral/models', {'message': 'down'}, status=500)
    said = models(program, '--refresh', OPENAI_API_KEY=KEY, MISTRAL_API_KEY='m')[1]
    assert 'llmselect: openai: 2 models' in said, said
    assert any(line.startswith('llmselect: mistral: ') for line in said), said
    assert 'llmselect: gemini: not asked, there is no key' in said, said


def test_pages(program, vendors):
    """Anthropic's and Gemini's lists come in pages; a list of many pages has no tag."""
    first = {'data': [{'id': 'claude-nova-9', 'type': 'model', 'display_name': 'Claude Nova 9',
                       'max_input_tokens': 300000}], 'has_more': True, 'last_id': 'claude-nova-9'}
    second = {'data': [{'id': 'claude-nova-8', 'type': 'model'}], 'has_more': False}
    vendors.page('/anthropic/v1/models?limit=1000', first, 'ETag: "page"')
    vendors.page('/anthropic/v1/models?limit=1000&after_id=claude-nova-9', second)
    first = {'models': [{'name': 'models/gemini-9-flash', 'inputTokenLimit': 5000,
                         'supportedGenerationMethods': ['generateContent']}],
             'nextPageToken': 'a b&c'}
    second = {'models': [{'name': 'models/gemini-9-pro',
                          'supportedGenerationMethods': ['generateContent']}]}
    vendors.page('/gemini/v1beta/models?pageSize=1000', first)
    vendors.page('/gemini/v1beta/models?pageSize=1000&pageToken=a%20b%26c', second)
    env = {'ANTHROPIC_API_KEY': KEY, 'GEMINI_API_KEY': KEY}
    rows, said = models(program, '--refresh', **env)
    assert 'llmselect: anthropic: 2 models' in said and 'llmselect: gemini: 2 models' in said, said
    nova = rows['anthropic:claude-nova-9']
    assert (nova['name'], nova['context_window']) == ('Claude Nova 9', 300000), nova
    assert {'anthropic:claude-nova-8', 'gemini:gemini-9-pro'} <= set(rows)
    assert rows['gemini:gemini-9-flash']['context_window'] == 5000
    assert all(KEY not in path for path in vendors.paths), vendors.paths
    models(program, '--refresh', **env)
    assert all('if-none-match' not in request[2] for request in vendors.requests)


def test_ollama(program, vendors):
    done = program.run('providers', 'add', 'home', '--preset=ollama',
                       '--url=' + vendors.url('home') + '/v1')
    assert done.returncode == 0, done.err
    vendors.page('/home/api/tags', {'models': [{'name': 'llama9:8b', 'model': 'llama9:8b'}]})
    rows, said = models(program, '--refresh', 'home')
    assert said == ['llmselect: home: 1 model'], said
    assert rows['home:llama9:8b']['source'] == 'provider', rows
    assert vendors.paths == ['/home/api/tags', '/home/api/show'], vendors.paths
    assert 'authorization' not in vendors.requests[0][2]


def test_compare(program, vendors):
    """What a list told of a model holds when it is asked, and its file is not opened for the
    models of the demonstration."""
    program.compare('-m', 'demo:swift', 'hi')
    assert not os.path.exists(program.path('cache', 'llmselect')), 'a cache for nothing'
    page = {'models': [{'name': 'models/gemini-9-flash', 'inputTokenLimit': 5000,
                        'supportedGenerationMethods': ['generateContent']}]}
    vendors.page('/gemini/v1beta/models?pageSize=1000', page)
    models(program, '--refresh', 'gemini', GEMINI_API_KEY=KEY)
    count = len(vendors.paths)
    done = program.run('compare', '-m', 'demo:swift', '-m', 'gemini:gemini-9-flash', '-',
                       stdin=b'word ' * 20000, env={'GEMINI_API_KEY': KEY})
    assert done.returncode == 1, (done.returncode, done.err)
    assert 'more than gemini-9-flash takes' in done.out + done.err, done.out + done.err
    assert len(vendors.paths) == count, vendors.paths[count:]


def test_no_list(program, vendors):
    done = program.run('models', '--refresh', 'demo')
    assert done.returncode == 1 and 'demo: has no list of models' in done.err, done.err
    assert vendors.paths == []


def main():
    tap = Tap()
    for name, function in globals().copy().items():
        if name.startswith('test_'):
            with Program() as program, Vendors() as vendors:
                tap.run(name[5:], function, program.use(vendors, keys=False), vendors)
    tap.finish()


if __name__ == '__main__':
    main()
