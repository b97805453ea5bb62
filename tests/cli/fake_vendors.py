# SPDX-License-Identifier: GPL-3.0-or-later
"""Four vendors on one loopback port, who answer as the test says.

The path tells which vendor is asked, the model which behaviour is wanted.  All
usage figures mean the same in each vendor's own words: 100 tokens of prompt, 40 of
them cached, 20 tokens of answer, 5 of them reasoning.
"""

import http.server
import json
import select
import threading

PROMPT, CACHED, OUTPUT, REASONING = 100, 40, 20, 5


class Behaviour:
    """What to do with a request.

    deltas, reasoning: the pieces of the answer
    status, error, headers: answer with this status and error text instead
    stream_error: an error in the stream after the pieces
    hold_after: wait for Vendors.release after so many pieces
    cut: end without the terminator
    pieces: pieces that are sent at once
    """

    def __init__(self, deltas=('Hello', ' world'), reasoning=(), status=200, error='',
                 headers=None, stream_error=None, hold_after=None, cut=False):
        self.deltas = list(deltas)
        self.reasoning = list(reasoning)
        self.status = status
        self.error = error
        self.headers = headers or {}
        self.stream_error = stream_error
        self.hold_after = hold_after
        self.cut = cut


def data(value):
    return b'data: ' + json.dumps(value).encode() + b'\n\n'


def named(value):
    return b'event: ' + value['type'].encode() + b'\n' + data(value)


def openai_chunk(delta, finish=None):
    return data({'id': 'c1', 'object': 'chat.completion.chunk', 'created': 1, 'model': 'm',
                 'choices': [{'index': 0, 'delta': delta, 'finish_reason': finish}]})


OPENAI_USAGE = {'prompt_tokens': PROMPT, 'completion_tokens': OUTPUT,
                'total_tokens': PROMPT + OUTPUT,
                'prompt_tokens_details': {'cached_tokens': CACHED},
                'completion_tokens_details': {'reasoning_tokens': REASONING}}


class OpenAI:
    error_body = staticmethod(lambda status, text: {
        'error': {'message': text, 'type': 'invalid_request_error', 'param': None, 'code': None}})
    begin = b''
    reasoning = staticmethod(lambda text: openai_chunk({'reasoning_content': text}))
    text = staticmethod(lambda text: openai_chunk({'content': text}))
    error = staticmethod(lambda text: data({'error': {'message': text, 'type': 'server_error'}}))
    end = (openai_chunk({}, 'stop')
           + data({'id': 'c1', 'object': 'chat.completion.chunk', 'created': 1, 'model': 'm',
                   'choices': [], 'usage': OPENAI_USAGE}) + b'data: [DONE]\n\n')


class Mistral(OpenAI):
    error_body = staticmethod(lambda status, text: {
        'object': 'error', 'message': text, 'type': 'error', 'param': None, 'code': None})
    reasoning = staticmethod(lambda text: openai_chunk({'content': [
        {'type': 'thinking', 'thinking': [{'type': 'text', 'text': text}]}]}))
    end = data({'id': 'c1', 'object': 'chat.completion.chunk', 'created': 1, 'model': 'm',
                'choices': [{'index': 0, 'delta': {'content': ''}, 'finish_reason': 'stop'}],
                'usage': OPENAI_USAGE}) + b'data: [DONE]\n\n'


class Anthropic:
    error_body = staticmethod(lambda status, text: {
        'type': 'error', 'request_id': 'req_1', 'error': {
            'type': {401: 'authentication_error', 404: 'not_found_error', 429: 'rate_limit_error',
                     529: 'overloaded_error'}.get(status, 'api_error'), 'message': text}})
    begin = named({'type': 'message_start', 'message': {
        'id': 'm1', 'type': 'message', 'role': 'assistant', 'model': 'm', 'content': [],
        'usage': {'input_tokens': PROMPT - CACHED, 'cache_creation_input_tokens': 0,
                  'cache_read_input_tokens': CACHED, 'output_tokens': 1}}}) + named(
        {'type': 'content_block_start', 'index': 0, 'content_block': {'type': 'text', 'text': ''}})
    reasoning = staticmethod(lambda text: named({
        'type': 'content_block_delta', 'index': 0,
        'delta': {'type': 'thinking_delta', 'thinking': text}}))
    text = staticmethod(lambda text: named({
        'type': 'content_block_delta', 'index': 0, 'delta': {'type': 'text_delta', 'text': text}}))
    error = staticmethod(lambda text: named({
        'type': 'error', 'error': {'type': 'api_error', 'message': text}}))
    end = named({'type': 'content_block_stop', 'index': 0}) + named({
        'type': 'message_delta', 'delta': {'stop_reason': 'end_turn'}, 'usage': {
            'output_tokens': OUTPUT, 'output_tokens_details': {'thinking_tokens': REASONING}}
    }) + named({'type': 'message_stop'})


def gemini_chunk(parts, **more):
    return data({'candidates': [{'index': 0, 'content': {'role': 'model', 'parts': parts},
                                 **more.pop('candidate', {})}], **more})


class Gemini:
    error_body = staticmethod(lambda status, text: {'error': {
        'code': status, 'message': text, 'status': 'FAILED'}})
    begin = b''
    reasoning = staticmethod(lambda text: gemini_chunk([{'text': text, 'thought': True}]))
    text = staticmethod(lambda text: gemini_chunk([{'text': text}]))
    error = staticmethod(lambda text: data({'error': {
        'code': 500, 'message': text, 'status': 'INTERNAL'}}))
    end = gemini_chunk([{'text': ''}], candidate={'finishReason': 'STOP'}, usageMetadata={
        'promptTokenCount': PROMPT, 'cachedContentTokenCount': CACHED,
        'candidatesTokenCount': OUTPUT - REASONING, 'thoughtsTokenCount': REASONING,
        'totalTokenCount': PROMPT + OUTPUT})


VENDORS = {'openai': OpenAI, 'anthropic': Anthropic, 'gemini': Gemini, 'mistral': Mistral}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_POST(self):  # pylint: disable=invalid-name
        body = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        vendor = self.path.split('/')[1]
        model = body.get('model') or self.path.split('/')[-1].split(':')[0]
        behaviour = self.server.vendors.take(vendor, model, self.headers, body)
        if behaviour.status != 200:
            self.refuse(VENDORS[vendor], behaviour)
        else:
            self.stream(VENDORS[vendor], behaviour)

    def secrets(self):
        return ' '.join(self.headers.get(name, '') for name in
                        ('Authorization', 'x-api-key', 'x-goog-api-key'))

    def refuse(self, vendor, behaviour):
        text = behaviour.error.replace('{secrets}', self.secrets())
        body = json.dumps(vendor.error_body(behaviour.status, text)).encode()
        self.send_response(behaviour.status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(body)))
        for name, value in behaviour.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def send(self, payload):
        if payload:
            self.wfile.write(b'%x\r\n%s\r\n' % (len(payload), payload))
            self.wfile.flush()

    def hold(self):
        """Until the test lets go or the client does."""
        while not self.server.vendors.release.wait(0.02):
            if select.select([self.connection], [], [], 0)[0]:
                raise ConnectionResetError

    def stream(self, vendor, behaviour):
        self.send_response(200)
        self.send_header('Content-Type', 'text/event-stream')
        self.send_header('Transfer-Encoding', 'chunked')
        self.end_headers()
        try:
            self.send(vendor.begin)
            pieces = [vendor.reasoning(text) for text in behaviour.reasoning]
            pieces += [vendor.text(text) for text in behaviour.deltas]
            for number, piece in enumerate(pieces):
                if number == behaviour.hold_after:
                    self.hold()
                self.send(piece)
            if behaviour.hold_after == len(pieces):
                self.hold()
            if behaviour.stream_error is not None:
                self.send(vendor.error(behaviour.stream_error.replace('{secrets}',
                                                                      self.secrets())))
            elif not behaviour.cut:
                self.send(vendor.end)
            self.wfile.write(b'0\r\n\r\n')
        except OSError:
            self.close_connection = True

    def log_message(self, format, *args):  # pylint: disable=redefined-builtin
        pass


class Vendors:
    """The server; use as a context."""

    def __init__(self):
        self.behaviours = {}
        self.requests = []
        self.release = threading.Event()
        self.lock = threading.Lock()
        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.server.daemon_threads = True
        self.server.vendors = self
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,),
                                       daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *what):
        self.release.set()
        self.server.shutdown()
        self.server.server_close()

    def url(self, vendor):
        return f'http://127.0.0.1:{self.server.server_address[1]}/{vendor}'

    def behave(self, model, *behaviours, **how):
        """How to answer requests for @model: one after the other, then the last."""
        self.behaviours[model] = list(behaviours) or [Behaviour(**how)]

    def take(self, vendor, model, headers, body):
        with self.lock:
            self.requests.append((vendor, model, dict(headers), body))
            behaviours = self.behaviours.get(model) or [
                Behaviour(status=404, error=f'The model {model} does not exist')]
            return behaviours.pop(0) if len(behaviours) > 1 else behaviours[0]
