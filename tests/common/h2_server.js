// SPDX-License-Identifier: GPL-3.0-or-later
//
// node h2_server.js CERTIFICATE KEY
//
// A vendor over HTTP/2 that answers, or fails, as the model's id says.  Prints its
// port as one line, then one line for each thing that happens to it:
//
//   session N          a connection was made
//   request N MODEL    a request came on it
//   gone N MODEL       its client has left before the end of the answer
//
// Models:
//
//   fine        the whole answer
//   rst         half of it, then RST_STREAM
//   goaway      half of it, then GOAWAY and the end of the connection
//   cut         half of it, then the end of the connection without a word
//   stall       half of it, then nothing
//   hang        no answer at all
//   hold        half of it, the rest when a line comes on standard input
//
// Who does not offer HTTP/2 is asked for nothing else, and answered by HTTP/1.1:
//
//   http 1.1 MODEL
'use strict';

const fs = require('fs');
const http2 = require('http2');

const chunk = (delta, finish = null) => 'data: ' + JSON.stringify({
  id: 'chatcmpl-1', object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, finish_reason: finish }],
}) + '\n\n';

const HALF = chunk({ role: 'assistant', content: 'Hel' });
const REST = chunk({ content: 'lo \u2713' }) + chunk({}, 'stop')
  + 'data: {"id":"chatcmpl-1","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4,'
  + '"total_tokens":13}}\n\ndata: [DONE]\n\n';

const say = (line) => process.stdout.write(line + '\n');
const held = new Set();
const ended = new WeakSet();
const sockets = new Map();
let sessions = 0;

function end(stream, text) {
  ended.add(stream);
  stream.end(text);
}

function answer(stream, model) {
  if (model === 'hang')
    return;
  stream.respond({ ':status': 200, 'content-type': 'text/event-stream', 'x-request-id': 'req-h2' });
  if (model === 'fine') {
    end(stream, HALF + REST);
    return;
  }
  stream.write(HALF);
  if (model === 'rst')
    setTimeout(() => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR), 50);
  else if (model === 'goaway')
    setTimeout(() => {
      stream.session.goaway(http2.constants.NGHTTP2_ENHANCE_YOUR_CALM);
      setTimeout(() => stream.session.destroy(), 50);
    }, 50);
  else if (model === 'cut')
    setTimeout(() => sockets.get(stream.session.socket.remotePort).destroy(), 50);
  else if (model === 'hold')
    held.add(stream);
}

function begin(stream, session) {
  let body = '';

  stream.setEncoding('utf8');
  stream.on('error', () => {});
  stream.on('data', (text) => { body += text; });
  stream.on('end', () => {
    const model = JSON.parse(body).model;

    say(`request ${session} ${model}`);
    stream.on('close', () => {
      held.delete(stream);
      if (!ended.has(stream))
        say(`gone ${session} ${model}`);
    });
    answer(stream, model);
  });
}

const server = http2.createSecureServer({
  cert: fs.readFileSync(process.argv[2]),
  key: fs.readFileSync(process.argv[3]),
  allowHTTP1: true,
});

// Those of HTTP/2 come as streams, too.
server.on('request', (request, response) => {
  let body = '';

  if (request.httpVersion !== '1.1')
    return;
  request.setEncoding('utf8');
  request.on('data', (text) => { body += text; });
  request.on('end', () => {
    const model = JSON.parse(body).model;

    say(`http 1.1 ${model}`);
    response.on('close', () => {
      if (!response.writableEnded)
        say(`gone ${model}`);
    });
    if (model === 'hang')
      return;
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'req-h2' });
    if (model === 'fine') {
      response.end(HALF + REST);
      return;
    }
    response.write(HALF);
    if (model === 'cut')
      setTimeout(() => request.socket.destroy(), 50);
  });
});

// What is beneath a session may not be touched through it.
server.on('connection', (socket) => sockets.set(socket.remotePort, socket));
server.on('session', (session) => {
  const number = sessions++;

  say(`session ${number}`);
  session.on('error', () => {});
  session.on('stream', (stream) => begin(stream, number));
});
server.on('sessionError', () => {});
process.stdin.on('data', () => {
  for (const stream of held)
    end(stream, REST);
});
process.stdin.on('end', () => process.exit(0));
server.listen(0, '127.0.0.1', () => say(String(server.address().port)));
