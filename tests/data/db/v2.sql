-- A history of schema version 2, as that version wrote it: one of each case.
-- Published with the version; never edited afterwards.
PRAGMA application_id = 1280068947;
PRAGMA user_version = 2;
BEGIN;
CREATE TABLE comparison (  num INTEGER PRIMARY KEY,  id TEXT NOT NULL UNIQUE,  kind TEXT NOT NULL,  title TEXT NOT NULL,  snippet TEXT NOT NULL,  created_at INTEGER NOT NULL,  updated_at INTEGER NOT NULL,  preferred TEXT,  system TEXT,  prompt TEXT NOT NULL) STRICT;
CREATE INDEX comparison_by_time ON comparison (created_at DESC, id DESC);
CREATE TABLE "answer" (  num INTEGER PRIMARY KEY,  column_id TEXT NOT NULL UNIQUE,  comparison_id TEXT NOT NULL REFERENCES comparison (id) ON DELETE CASCADE,  position INTEGER NOT NULL,  provider TEXT NOT NULL,  model TEXT NOT NULL,  title TEXT NOT NULL,  params TEXT,  state TEXT NOT NULL,  run_id TEXT,  attempt INTEGER NOT NULL,  vote TEXT CHECK (vote IN ('up', 'down')),  finish_reason TEXT,  input_tokens INTEGER,  cached_tokens INTEGER,  cache_write_tokens INTEGER,  reasoning_tokens INTEGER,  output_tokens INTEGER,  input_estimated INTEGER NOT NULL DEFAULT 0 CHECK (input_estimated IN (0, 1)),  output_estimated INTEGER NOT NULL DEFAULT 0 CHECK (output_estimated IN (0, 1)),  cost_usd REAL,  price_in REAL,  price_cached_in REAL,  price_cache_write REAL,  price_out REAL,  price_source TEXT,  ttft_ms REAL,  elapsed_ms REAL,  error_code TEXT,  error_message TEXT,  error_detail TEXT,  error_request_id TEXT,  error_http_status INTEGER,  notices TEXT,  reasoning TEXT NOT NULL,  text TEXT NOT NULL,  CHECK ((run_id IS NULL) = (state IN ('done', 'stopped', 'failed', 'interrupted')))) STRICT;
CREATE INDEX answer_by_comparison  ON answer (comparison_id, position, provider, model);
CREATE INDEX answer_by_run ON answer (run_id) WHERE run_id IS NOT NULL;
CREATE TABLE piece (  seq INTEGER PRIMARY KEY,  column_id TEXT NOT NULL REFERENCES answer (column_id) ON DELETE CASCADE,  kind TEXT NOT NULL CHECK (kind IN ('text', 'reasoning')),  text TEXT NOT NULL) STRICT;
CREATE INDEX piece_by_column ON piece (column_id);

INSERT INTO comparison (num, id, kind, title, snippet, created_at, updated_at, preferred, system, prompt) VALUES
 (1, '00000000-0000-4000-8000-000000000001', 'comparison', 'Everything known', 'Wie geht''s? 你好', 1700000000000001, 1700000000500000,
  '00000000-0000-4000-8000-00000000000b', 'Be brief.', 'Wie geht''s?' || char(10) || '你好'),
 (2, '00000000-0000-4000-8000-000000000002', 'comparison', '', 'Nothing known', 1700000000000002, 1700000000500000,
  NULL, NULL, 'Nothing known'),
 (3, '00000000-0000-4000-8000-000000000003', 'comparison', 'Left running', 'Left running', 1700000000000003, 1700000000500000,
  NULL, NULL, 'Left running');

INSERT INTO answer (num, column_id, comparison_id, position, provider, model, title, params, state, run_id, attempt, vote, finish_reason,
 input_tokens, cached_tokens, cache_write_tokens, reasoning_tokens, output_tokens, input_estimated, output_estimated,
 cost_usd, price_in, price_cached_in, price_cache_write, price_out, price_source, ttft_ms, elapsed_ms,
 error_code, error_message, error_detail, error_request_id, error_http_status, notices, reasoning, text) VALUES
 (1, '00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-000000000001', 1, 'ollama', 'llama3:8b', 'Llama 3',
  '{''temperature'': <0.5>, ''max-tokens'': <int64 64>}', 'done', NULL, 0, 'up', 'stop', 10, 4, 2, 3, 20, 1, 0,
  0.0125, 2.5, 1.25, 3.125, 10, 'user', 120.5, 2000.25,
  NULL, NULL, NULL, NULL, NULL, 'cached:1700000000' || char(10) || 'a notice of the future', 'Hm.', 'Gut — 好'),
 (2, '00000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-000000000001', 0, 'openai', 'gpt-4o', 'GPT-4o',
  '@a{sv} {}', 'failed', NULL, 3, 'down', NULL, NULL, NULL, NULL, NULL, NULL, 0, 1,
  NULL, NULL, NULL, NULL, NULL, 'billed', NULL, 50,
  'rate_limit', 'Too many requests.', 'slow down', 'req_1', 429, 'direct', '', ''),
 (3, '00000000-0000-4000-8000-00000000000c', '00000000-0000-4000-8000-000000000002', 0, 'demo', 'm', 'm',
  NULL, 'stopped', NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0,
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  NULL, NULL, NULL, NULL, NULL, NULL, '', 'Half'),
 (4, '00000000-0000-4000-8000-00000000000d', '00000000-0000-4000-8000-000000000003', 0, 'demo', 'm', 'm',
  NULL, 'streaming', '00000000-0000-4000-8000-0000000000ff', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0,
  NULL, NULL, NULL, NULL, NULL, NULL, 12.5, NULL,
  NULL, NULL, NULL, NULL, NULL, 'azure:gpt-4o-deployment', '', ''),
 (5, '00000000-0000-4000-8000-00000000000e', '00000000-0000-4000-8000-000000000003', 1, 'demo', 'n', 'n',
  NULL, 'queued', '../../not a run', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0,
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  NULL, NULL, NULL, NULL, NULL, NULL, '', '');

INSERT INTO piece (seq, column_id, kind, text) VALUES
 (5, '00000000-0000-4000-8000-00000000000d', 'reasoning', 'think'),
 (6, '00000000-0000-4000-8000-00000000000d', 'text', 'one '),
 (9, '00000000-0000-4000-8000-00000000000d', 'reasoning', 'ing'),
 (12, '00000000-0000-4000-8000-00000000000d', 'text', 'two');
COMMIT;
