#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vendors on a loopback port that answer, or fail, as the model's id says.

    fake_server.py [--script FILE] [--record FILE] [--port PORT]

Prints its port as one line, then serves until it is told to end.  It writes to the
socket itself, so that it can break off anywhere.  The path of a request tells the
format: .../chat/completions (below /mistral that of Mistral, else that of OpenAI),
.../responses (OpenAI), .../v1/messages (Anthropic), ...:streamGenerateContent (Gemini),
.../api/chat (Ollama); any GET is answered with an empty list of models.

A model's id is a list of behaviours, joined by "+" or ",":

    slow-500ms        waits before the head of the answer
    first-500ms       waits before the first token
    gap-20ms          waits between two tokens
    events-50000      so many tokens instead of five
    reasoning-3       thinks first, so many tokens
    status-429        answers with this status and an error in the vendor's words
    cut-after-3       ends the connection after so many tokens
    reset-after-3     resets it
    stall-after-3     sends nothing more
    hold-after-3      sends nothing more until Server.release() is called
    no-terminator     ends in good order, but without the protocol's terminator
    error-in-stream   an error of the vendor after the second token
    html              a web page instead of a stream
    json-error        status 200 with an error as JSON
    redirect          a redirect to /redirected
    no-answer         takes the request and says nothing
    echo-headers      the request's headers as the answer, keys only by their length

What it does not know says nothing, so any id works.  With --script, FILE is JSON:
{"MODEL": {"behaviour": "slow-500ms+gap-20ms", "text": ["piece", ...], "reasoning":
["piece", ...], "finish": "length"}}.  With --record, each request becomes a line of
JSON in FILE: {"method", "path", "headers", "body"}.

An entry of the script may also have "input" and "cached", the tokens of the prompt,
"cost", what OpenRouter bills, "headers", lines that go with an error, and "error", its
text, in which {secrets} stands for the keys of the request.  A list of entries is used
up one by one but for the last.
"""

import argparse
import asyncio
import json
import re
import socket
import struct
import sys

WORDS = ('The ', 'quick ', 'brown ', 'fox ', 'jumps ')
SECRET_HEADERS = ('authorization', 'x-api-key', 'x-goog-api-key', 'api-key')
INPUT_TOKENS = 11


class Hangup(Exception):
    """The connection is to end now."""


def dump(value):
    return json.dumps(value, ensure_ascii=False, separators=(',', ':'))


def data(value):
    return f'data: {dump(value)}\n\n'


def named(value):
    return f'event: {value["type"]}\n{data(value)}'


class OpenAI:
    """Chat completions."""

    name = 'openai'

    def __init__(self, model, answer):
        self.model = model
        self.answer = answer

    def chunk(self, delta, finish=None, **more):
        return data({'id': 'chatcmpl-fake', 'object': 'chat.completion.chunk', 'created': 1,
                     'model': self.model, **more,
                     'choices': [{'index': 0, 'delta': delta, 'finish_reason': finish}]})

    def usage(self):
        answer = self.answer
        told = {} if answer.cost is None else {'cost': answer.cost}
        return {**told, 'prompt_tokens': answer.input, 'completion_tokens': answer.total,
                'total_tokens': answer.input + answer.total,
                'prompt_tokens_details': {'cached_tokens': answer.cached},
                'completion_tokens_details': {'reasoning_tokens': len(answer.reasoning)}}

    def begin(self):
        return self.chunk({'role': 'assistant', 'content': ''})

    def token(self, text, is_reasoning):
        return self.chunk({'reasoning_content' if is_reasoning else 'content': text})

    def end(self):
        return (self.chunk({}, self.answer.finish)
                + data({'id': 'chatcmpl-fake', 'object': 'chat.completion.chunk', 'created': 1,
                        'model': self.model, 'choices': [], 'usage': self.usage()}))

    terminator = 'data: [DONE]\n\n'

    def error(self, status, text):
        words = {401: 'invalid_api_key', 404: 'model_not_found', 429: 'rate_limit_exceeded'}
        return {'error': {'message': text, 'type': 'server_error', 'param': None,
                          'code': words.get(status)}}

    def stream_error(self, text):
        return data(self.error(500, text))


class Mistral(OpenAI):
    """Chat completions with thoughts in arrays and the usage in the last chunk."""

    name = 'mistral'

    def token(self, text, is_reasoning):
        if not is_reasoning:
            return self.chunk({'content': text})
        return self.chunk({'content': [
            {'type': 'thinking', 'thinking': [{'type': 'text', 'text': text}]}]})

    def end(self):
        return self.chunk({'content': ''}, self.answer.finish, usage=self.usage())

    def error(self, status, text):
        return {'object': 'error', 'message': text, 'type': 'error', 'param': None,
                'code': str(status)}

    def stream_error(self, text):
        return data({'error': {'message': text, 'type': 'server_error'}})


class Anthropic:
    """Messages: named events, blocks of content."""

    name = 'anthropic'

    def __init__(self, model, answer):
        self.model = model
        self.answer = answer
        self.block = None
        self.index = 0

    def begin(self):
        return named({'type': 'message_start', 'message': {
            'id': 'msg_fake', 'type': 'message', 'role': 'assistant', 'model': self.model,
            'content': [], 'usage': {'input_tokens': self.answer.input - self.answer.cached,
                                     'cache_read_input_tokens': self.answer.cached,
                                     'output_tokens': 1}}})

    def close_block(self):
        if self.block is None:
            return ''
        self.block = None
        self.index += 1
        return named({'type': 'content_block_stop', 'index': self.index - 1})

    def token(self, text, is_reasoning):
        kind = 'thinking' if is_reasoning else 'text'
        out = ''
        if self.block != kind:
            out = self.close_block()
            self.block = kind
            out += named({'type': 'content_block_start', 'index': self.index,
                          'content_block': {'type': kind, kind: ''}})
        return out + named({'type': 'content_block_delta', 'index': self.index,
                            'delta': {'type': f'{kind}_delta', kind: text}})

    def end(self):
        reasons = {'stop': 'end_turn', 'length': 'max_tokens'}
        return self.close_block() + named({
            'type': 'message_delta',
            'delta': {'stop_reason': reasons.get(self.answer.finish, self.answer.finish)},
            'usage': {'output_tokens': self.answer.total, 'output_tokens_details': {
                'thinking_tokens': len(self.answer.reasoning)}}})

    terminator = named({'type': 'message_stop'})

    def error(self, status, text):
        words = {401: 'authentication_error', 404: 'not_found_error', 429: 'rate_limit_error',
                 529: 'overloaded_error'}
        return {'type': 'error', 'request_id': 'req_fake',
                'error': {'type': words.get(status, 'api_error'), 'message': text}}

    def stream_error(self, text):
        return named(self.error(500, text))


class Gemini:
    """streamGenerateContent: whole responses, no terminator but the end."""

    name = 'gemini'

    def __init__(self, model, answer):
        self.model = model
        self.answer = answer

    def begin(self):
        return ''

    def token(self, text, is_reasoning):
        part = {'text': text, 'thought': True} if is_reasoning else {'text': text}
        return data({'candidates': [{'content': {'role': 'model', 'parts': [part]}, 'index': 0}],
                     'modelVersion': self.model})

    def end(self):
        return ''

    @property
    def terminator(self):
        reasons = {'stop': 'STOP', 'length': 'MAX_TOKENS'}
        thoughts = len(self.answer.reasoning)
        return data({'candidates': [{'content': {'role': 'model', 'parts': []}, 'index': 0,
                                     'finishReason': reasons.get(self.answer.finish, 'OTHER')}],
                     'usageMetadata': {'promptTokenCount': self.answer.input,
                                       'cachedContentTokenCount': self.answer.cached,
                                       'candidatesTokenCount': self.answer.total - thoughts,
                                       'thoughtsTokenCount': thoughts,
                                       'totalTokenCount': self.answer.input
                                       + self.answer.total}})

    def error(self, status, text):
        words = {400: 'INVALID_ARGUMENT', 403: 'PERMISSION_DENIED', 404: 'NOT_FOUND',
                 429: 'RESOURCE_EXHAUSTED', 503: 'UNAVAILABLE'}
        return {'error': {'code': status, 'message': text,
                          'status': words.get(status, 'INTERNAL')}}

    def stream_error(self, text):
        return data(self.error(500, text))


class Responses(OpenAI):
    """OpenAI's responses: named events, the usage in the last one."""

    name = 'responses'

    def begin(self):
        return named({'type': 'response.created', 'sequence_number': 0,
                      'response': {'id': 'resp_fake', 'status': 'in_progress'}})

    def token(self, text, is_reasoning):
        kind = 'reasoning_summary_text' if is_reasoning else 'output_text'
        return named({'type': f'response.{kind}.delta', 'output_index': 0, 'delta': text})

    def end(self):
        return ''

    @property
    def terminator(self):
        answer = self.answer
        kind = 'incomplete' if answer.finish == 'length' else 'completed'
        return named({'type': f'response.{kind}', 'response': {
            'id': 'resp_fake', 'status': kind, 'incomplete_details':
            {'reason': 'max_output_tokens'} if kind == 'incomplete' else None,
            'usage': {'input_tokens': answer.input, 'output_tokens': answer.total,
                      'input_tokens_details': {'cached_tokens': answer.cached},
                      'output_tokens_details': {'reasoning_tokens': len(answer.reasoning)}}}})

    def stream_error(self, text):
        return named({'type': 'error', 'code': 'server_error', 'message': text})


class Ollama:
    """Ollama's own chat: a line of JSON for each piece."""

    name = 'ollama'
    content_type = 'application/x-ndjson'

    def __init__(self, model, answer):
        self.model = model
        self.answer = answer

    def line(self, message, **more):
        return dump({'model': self.model, 'created_at': '2026-11-22T10:00:00Z',
                     'message': {'role': 'assistant', **message}, 'done': False, **more}) + '\n'

    def begin(self):
        return ''

    def token(self, text, is_reasoning):
        return self.line({'content': '', 'thinking': text} if is_reasoning else {'content': text})

    def end(self):
        return ''

    @property
    def terminator(self):
        return self.line({'content': ''}, done=True, done_reason=self.answer.finish,
                         prompt_eval_count=self.answer.input, eval_count=self.answer.total)

    def error(self, status, text):
        return {'error': text}

    def stream_error(self, text):
        return dump(self.error(500, text)) + '\n'


class Answer:
    """What a model's id, or its entry in the script, asks for."""

    def __init__(self, model, entry):
        self.flags = {}
        for word in re.split(r'[+,]', entry.get('behaviour', model)):
            match = re.fullmatch(r'([a-z-]+?)-(\d+)(?:ms)?', word)
            if match:
                self.flags[match[1]] = int(match[2])
            else:
                self.flags[word] = True
        count = self.number('events', len(WORDS))
        thoughts = self.number('reasoning', 0)
        self.text = entry.get('text') or [WORDS[n % len(WORDS)] for n in range(count)]
        self.reasoning = entry.get('reasoning') or ['Hm. '] * thoughts
        self.finish = entry.get('finish', 'stop')
        self.input = entry.get('input', INPUT_TOKENS)
        self.cached = entry.get('cached', 0)
        self.cost = entry.get('cost')
        self.headers = entry.get('headers', [])
        self.error = entry.get('error', '')

    def number(self, name, fallback=None):
        value = self.flags.get(name)
        return fallback if value is None or value is True else value

    def seconds(self, name):
        return self.number(name, 0) / 1000

    def has(self, name):
        return name in self.flags

    @property
    def total(self):
        return len(self.text) + len(self.reasoning)


# Which format is spoken where, by the end of the path.
KINDS = {'/messages': Anthropic, '/chat/completions': OpenAI, '/responses': Responses,
         '/api/chat': Ollama}


class Connection:
    """One connection, one request after the other."""

    def __init__(self, server, reader, writer):
        self.server = server
        self.reader = reader
        self.writer = writer

    async def read_request(self):
        head = (await self.reader.readuntil(b'\r\n\r\n')).decode('latin-1')
        first, *lines = head.split('\r\n')
        method, path, _ = first.split(' ', 2)
        headers = {}
        for line in filter(None, lines):
            name, _, value = line.partition(':')
            headers[name.strip().lower()] = value.strip()
        body = await self.reader.readexactly(int(headers.get('content-length', 0)))
        return method, path, headers, body.decode('utf-8', 'replace')

    async def send(self, text):
        self.writer.write(text.encode())
        await self.writer.drain()

    async def send_whole(self, status, content_type, text, *headers):
        body = text.encode()
        await self.send('\r\n'.join([
            f'HTTP/1.1 {status} Fake', f'Content-Type: {content_type}',
            f'Content-Length: {len(body)}', 'x-request-id: req-fake', *headers, '', text]))

    async def send_chunk(self, text):
        await self.send(f'{len(text.encode()):x}\r\n{text}\r\n')

    async def wait_for_client(self):
        """Until the client hangs up."""
        while await self.reader.read(65536):
            pass
        raise Hangup

    def reset(self):
        linger = struct.pack('ii', 1, 0)
        self.writer.get_extra_info('socket').setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.writer.transport.abort()
        raise Hangup

    async def maybe_break(self, answer, sent):
        if sent == answer.number('cut-after'):
            raise Hangup
        if sent == answer.number('reset-after'):
            self.reset()
        if sent == answer.number('stall-after'):
            await self.wait_for_client()
        if sent == answer.number('hold-after'):
            await self.server.released.wait()

    async def stream(self, vendor, answer):
        content_type = getattr(vendor, 'content_type', 'text/event-stream')
        await self.send(f'HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n'
                        'x-request-id: req-fake\r\nTransfer-Encoding: chunked\r\n\r\n')
        await asyncio.sleep(answer.seconds('first'))
        if vendor.begin():
            await self.send_chunk(vendor.begin())
        gap = answer.seconds('gap')
        thoughts = len(answer.reasoning)
        for sent, token in enumerate(answer.reasoning + answer.text):
            await self.maybe_break(answer, sent)
            if answer.has('error-in-stream') and sent == min(2, answer.total - 1):
                await self.send_chunk(vendor.stream_error(answer.error
                                                          or 'The fake server broke.'))
                raise Hangup
            if gap and sent:
                await asyncio.sleep(gap)
            await self.send_chunk(vendor.token(token, sent < thoughts))
            if sent % 16 == 15:
                # Sending alone does not let the other connections go on.
                await asyncio.sleep(0)
        await self.maybe_break(answer, answer.total)
        end = vendor.end() + ('' if answer.has('no-terminator') else vendor.terminator)
        if end:
            await self.send_chunk(end)
        await self.send('0\r\n\r\n')

    async def answer(self, vendor, answer):
        await asyncio.sleep(answer.seconds('slow'))
        if answer.has('no-answer'):
            await self.wait_for_client()
        status = answer.number('status', 200)
        if status != 200:
            text = dump(vendor.error(status, answer.error or f'The fake server says {status}.'))
            await self.send_whole(status, 'application/json', text, *answer.headers)
        elif answer.has('html'):
            await self.send_whole(200, 'text/html; charset=utf-8', '<html>Log in</html>')
        elif answer.has('json-error'):
            await self.send_whole(200, 'application/json',
                                  dump(vendor.error(500, 'The fake server broke.')))
        elif answer.has('redirect'):
            await self.send_whole(302, 'text/plain', '', 'Location: /redirected')
        else:
            await self.stream(vendor, answer)

    def choose(self, path, headers, body):
        """The vendor and the answer, or None for what is no question."""
        try:
            request = json.loads(body)
        except ValueError:
            return None
        gemini = re.search(r'/models/([^/]+):streamGenerateContent\b', path)
        deployment = re.search(r'/openai/deployments/([^/]+)/', path)
        kind = next((kind for end, kind in KINDS.items()
                     if path.partition('?')[0].endswith(end)), None)
        model = request.get('model', '')
        if gemini:
            kind, model = Gemini, gemini[1]
        elif kind is None:
            return None
        elif kind is OpenAI and '/mistral' in path:
            kind = Mistral
        if deployment:
            model = deployment[1]
        answer = Answer(model, self.server.choose_entry(model))
        answer.error = answer.error.replace('{secrets}', ' '.join(
            headers.get(name, '') for name in SECRET_HEADERS))
        if answer.has('echo-headers'):
            answer.text = [f'{name}: {len(value)} bytes\n' if name in SECRET_HEADERS
                           else f'{name}: {value}\n' for name, value in sorted(headers.items())]
        return kind(model, answer), answer

    async def serve(self):
        while True:
            method, path, headers, body = await self.read_request()
            self.server.record(method, path, headers, body)
            chosen = self.choose(path, headers, body) if method == 'POST' else None
            if chosen:
                await self.answer(*chosen)
            elif method == 'GET':
                status, text, lines = self.server.get(path, headers)
                await self.send_whole(status, 'application/json', text, *lines)
            else:
                await self.send_whole(404, 'application/json', '{"error":{"message":"no"}}')


class Server:
    def __init__(self, script=None, record_file=None):
        self.script = script or {}
        self.record_file = record_file
        self.released = asyncio.Event()

    def release(self):
        """Lets all go on that hold; call it in the server's own loop."""
        self.released.set()

    def choose_entry(self, model):
        entry = self.script.get(model, {})
        if isinstance(entry, list):
            return entry.pop(0) if len(entry) > 1 else entry[0]
        return entry

    def get(self, path, headers):  # pylint: disable=unused-argument
        """What a GET is answered with: status, text, more lines of the head."""
        return 200, '{"object":"list","data":[],"models":[]}', ()

    def record(self, method, path, headers, body):
        if self.record_file:
            self.record_file.write(json.dumps({'method': method, 'path': path,
                                               'headers': headers, 'body': body}) + '\n')
            self.record_file.flush()

    async def connected(self, reader, writer):
        writer.get_extra_info('socket').setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            await Connection(self, reader, writer).serve()
        except (Hangup, ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def start(self, port=0):
        return await asyncio.start_server(self.connected, '127.0.0.1', port)

    async def run(self, port):
        server = await self.start(port)
        print(server.sockets[0].getsockname()[1], flush=True)
        async with server:
            await server.serve_forever()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('--script', type=argparse.FileType(encoding='utf-8'))
    parser.add_argument('--record', type=argparse.FileType('a', encoding='utf-8'))
    parser.add_argument('--port', type=int, default=0)
    options = parser.parse_args()
    script = json.load(options.script) if options.script else None
    try:
        asyncio.run(Server(script, options.record).run(options.port))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == '__main__':
    main()
