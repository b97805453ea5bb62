-- A history of schema version 5, as that version wrote it: one of each case.
-- Published with the version; never edited afterwards.
PRAGMA application_id = 1280068947;
PRAGMA user_version = 5;
BEGIN;
CREATE TABLE folder (  id TEXT NOT NULL PRIMARY KEY,  name TEXT NOT NULL,  color TEXT,  position INTEGER NOT NULL) STRICT;
CREATE TABLE conversation (  num INTEGER PRIMARY KEY,  id TEXT NOT NULL UNIQUE,  kind TEXT NOT NULL,  title TEXT NOT NULL,  title_made INTEGER NOT NULL DEFAULT 1 CHECK (title_made IN (0, 1)),  snippet TEXT NOT NULL,  created_at INTEGER NOT NULL,  active_at INTEGER NOT NULL,  rank INTEGER NOT NULL,  deleted_at INTEGER,  pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),  archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),  folder_id TEXT REFERENCES folder (id) ON DELETE SET NULL,  color TEXT,  n_messages INTEGER NOT NULL,  models TEXT NOT NULL,  tags TEXT NOT NULL DEFAULT '',  active_id TEXT,  system TEXT,  draft TEXT) STRICT;
CREATE TABLE turn (  num INTEGER PRIMARY KEY,  id TEXT NOT NULL UNIQUE,  conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,  previous_id TEXT,  after_id TEXT,  created_at INTEGER NOT NULL,  updated_at INTEGER NOT NULL,  deleted_at INTEGER,  preferred TEXT,  system TEXT,  prompt TEXT NOT NULL) STRICT;
CREATE TABLE "answer" (  num INTEGER PRIMARY KEY,  column_id TEXT NOT NULL UNIQUE,  turn_id TEXT NOT NULL REFERENCES turn (id) ON DELETE CASCADE,  position INTEGER NOT NULL,  continues TEXT,  created_at INTEGER,  provider TEXT NOT NULL,  model TEXT NOT NULL,  title TEXT NOT NULL,  params TEXT,  state TEXT NOT NULL,  run_id TEXT,  attempt INTEGER NOT NULL,  vote TEXT CHECK (vote IN ('up', 'down')),  finish_reason TEXT,  input_tokens INTEGER,  cached_tokens INTEGER,  cache_write_tokens INTEGER,  reasoning_tokens INTEGER,  output_tokens INTEGER,  input_estimated INTEGER NOT NULL DEFAULT 0 CHECK (input_estimated IN (0, 1)),  output_estimated INTEGER NOT NULL DEFAULT 0 CHECK (output_estimated IN (0, 1)),  cost_usd REAL,  price_in REAL,  price_cached_in REAL,  price_cache_write REAL,  price_out REAL,  price_source TEXT,  ttft_ms REAL,  elapsed_ms REAL,  error_code TEXT,  error_message TEXT,  error_detail TEXT,  error_request_id TEXT,  error_http_status INTEGER,  notices TEXT,  reasoning TEXT NOT NULL,  text TEXT NOT NULL,  CHECK ((run_id IS NULL) = (state IN ('done', 'stopped', 'failed', 'interrupted')))) STRICT;
CREATE TABLE piece (  seq INTEGER PRIMARY KEY,  column_id TEXT NOT NULL REFERENCES answer (column_id) ON DELETE CASCADE,  kind TEXT NOT NULL CHECK (kind IN ('text', 'reasoning')),  text TEXT NOT NULL) STRICT;
CREATE TABLE tag (  id INTEGER PRIMARY KEY,  name TEXT NOT NULL COLLATE NOCASE UNIQUE) STRICT;
CREATE TABLE conversation_tag (  tag_id INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,  active_at INTEGER NOT NULL,  conversation_id TEXT NOT NULL,  conversation_num INTEGER NOT NULL REFERENCES conversation (num) ON DELETE CASCADE,  PRIMARY KEY (tag_id, active_at, conversation_id)) STRICT, WITHOUT ROWID;
CREATE TABLE image (  hash TEXT NOT NULL PRIMARY KEY,  format TEXT NOT NULL,  size INTEGER NOT NULL,  width INTEGER NOT NULL,  height INTEGER NOT NULL,  animated INTEGER NOT NULL DEFAULT 0 CHECK (animated IN (0, 1)),  converted TEXT,  added_at INTEGER NOT NULL,  expired_at INTEGER) STRICT, WITHOUT ROWID;
CREATE TABLE turn_image (  turn_id TEXT NOT NULL REFERENCES turn (id) ON DELETE CASCADE,  position INTEGER NOT NULL,  hash TEXT NOT NULL REFERENCES image (hash),  name TEXT,  alt TEXT,  PRIMARY KEY (turn_id, position)) STRICT, WITHOUT ROWID;
CREATE TABLE verdict (  num INTEGER PRIMARY KEY,  turn_id TEXT NOT NULL UNIQUE REFERENCES turn (id) ON DELETE CASCADE,  verdict TEXT CHECK (verdict IN ('preferred', 'tie', 'both-bad')),  verdict_at INTEGER,  verdict_blind INTEGER NOT NULL DEFAULT 0 CHECK (verdict_blind IN (0, 1)),  blind TEXT CHECK (blind IN ('hidden', 'revealed')),  note TEXT) STRICT;
CREATE TABLE answer_version (  num INTEGER PRIMARY KEY,  id TEXT NOT NULL UNIQUE,  column_id TEXT NOT NULL REFERENCES answer (column_id) ON DELETE CASCADE,  kept_at INTEGER NOT NULL,  created_at INTEGER,  provider TEXT NOT NULL,  model TEXT NOT NULL,  title TEXT NOT NULL,  params TEXT,  state TEXT NOT NULL CHECK (state IN ('done', 'stopped', 'failed', 'interrupted')),  attempt INTEGER NOT NULL,  vote TEXT CHECK (vote IN ('up', 'down')),  finish_reason TEXT,  input_tokens INTEGER,  cached_tokens INTEGER,  cache_write_tokens INTEGER,  reasoning_tokens INTEGER,  output_tokens INTEGER,  input_estimated INTEGER NOT NULL DEFAULT 0 CHECK (input_estimated IN (0, 1)),  output_estimated INTEGER NOT NULL DEFAULT 0 CHECK (output_estimated IN (0, 1)),  cost_usd REAL,  price_in REAL,  price_cached_in REAL,  price_cache_write REAL,  price_out REAL,  price_source TEXT,  ttft_ms REAL,  elapsed_ms REAL,  error_code TEXT,  error_message TEXT,  error_detail TEXT,  error_request_id TEXT,  error_http_status INTEGER,  notices TEXT,  reasoning TEXT NOT NULL,  text TEXT NOT NULL) STRICT;
CREATE TABLE judgement (  num INTEGER PRIMARY KEY,  id TEXT NOT NULL UNIQUE,  turn_id TEXT NOT NULL REFERENCES turn (id) ON DELETE CASCADE,  created_at INTEGER NOT NULL,  provider TEXT NOT NULL,  model TEXT NOT NULL,  title TEXT NOT NULL,  judge_version INTEGER NOT NULL,  key TEXT,  state TEXT NOT NULL CHECK (state IN ('done', 'stopped', 'failed', 'interrupted')),  input_tokens INTEGER,  cached_tokens INTEGER,  cache_write_tokens INTEGER,  reasoning_tokens INTEGER,  output_tokens INTEGER,  input_estimated INTEGER NOT NULL DEFAULT 0 CHECK (input_estimated IN (0, 1)),  output_estimated INTEGER NOT NULL DEFAULT 0 CHECK (output_estimated IN (0, 1)),  cost_usd REAL,  error_code TEXT,  error_message TEXT,  error_detail TEXT,  error_request_id TEXT,  error_http_status INTEGER,  result TEXT,  raw TEXT) STRICT;
CREATE TABLE flight (  column_id TEXT NOT NULL REFERENCES answer (column_id) ON DELETE CASCADE,  version_id TEXT NOT NULL DEFAULT '',  created_at INTEGER NOT NULL,  data TEXT NOT NULL,  PRIMARY KEY (column_id, version_id)) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE title_fts USING fts5 (title, tags, content = 'conversation',  content_rowid = 'num', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
CREATE VIRTUAL TABLE prompt_fts USING fts5 (prompt, content = 'turn',  content_rowid = 'num', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
CREATE VIRTUAL TABLE answer_fts USING fts5 (text, content = 'answer',  content_rowid = 'num', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
CREATE VIRTUAL TABLE word_fts USING fts5 (text, content = '', tokenize = 'trigram');
CREATE INDEX conversation_by_time ON conversation (active_at DESC, id DESC)  WHERE deleted_at IS NULL AND archived = 0;
CREATE INDEX conversation_by_kind ON conversation (kind, active_at DESC, id DESC, pinned)  WHERE deleted_at IS NULL AND archived = 0;
CREATE INDEX conversation_recent ON conversation (active_at DESC, id DESC)  WHERE deleted_at IS NULL AND archived = 0 AND pinned = 0;
CREATE INDEX conversation_pinned ON conversation (rank DESC, id DESC)  WHERE deleted_at IS NULL AND archived = 0 AND pinned = 1;
CREATE INDEX conversation_by_folder  ON conversation (folder_id, rank DESC, id DESC, deleted_at, archived)  WHERE folder_id IS NOT NULL;
CREATE INDEX conversation_archived ON conversation (active_at DESC, id DESC)  WHERE deleted_at IS NULL AND archived = 1;
CREATE INDEX conversation_trash ON conversation (deleted_at DESC, id DESC)  WHERE deleted_at IS NOT NULL;
CREATE INDEX conversation_tag_by_conversation ON conversation_tag (conversation_num, tag_id);
CREATE INDEX turn_by_conversation  ON turn (conversation_id, created_at, id, previous_id, after_id, deleted_at);
CREATE INDEX answer_by_turn ON answer (turn_id, position, provider, model);
CREATE INDEX answer_by_run ON answer (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX piece_by_column ON piece (column_id);
CREATE INDEX turn_image_by_hash ON turn_image (hash);
CREATE INDEX verdict_given ON verdict (turn_id, verdict) WHERE verdict IS NOT NULL;
CREATE INDEX verdict_hidden ON verdict (turn_id, blind) WHERE blind = 'hidden';
CREATE INDEX answer_by_vote ON answer (turn_id, vote) WHERE vote IS NOT NULL;
CREATE INDEX version_by_column ON answer_version (column_id, kept_at, id, created_at);
CREATE INDEX judgement_by_turn ON judgement (turn_id, created_at);
CREATE TRIGGER title_comes AFTER INSERT ON conversation BEGIN  INSERT INTO title_fts (rowid, title, tags) VALUES (new.num, new.title, new.tags);  INSERT INTO word_fts (rowid, text) VALUES (new.num * 4, new.title); END;
CREATE TRIGGER title_goes AFTER DELETE ON conversation BEGIN  INSERT INTO title_fts (title_fts, rowid, title, tags)   VALUES ('delete', old.num, old.title, old.tags);  INSERT INTO word_fts (word_fts, rowid, text)   VALUES ('delete', old.num * 4, old.title); END;
CREATE TRIGGER title_changes AFTER UPDATE OF title, tags ON conversation WHEN old.title IS NOT new.title OR old.tags IS NOT new.tags BEGIN  INSERT INTO title_fts (title_fts, rowid, title, tags)   VALUES ('delete', old.num, old.title, old.tags);  INSERT INTO title_fts (rowid, title, tags) VALUES (new.num, new.title, new.tags);  INSERT INTO word_fts (word_fts, rowid, text)   VALUES ('delete', old.num * 4, old.title);  INSERT INTO word_fts (rowid, text) VALUES (new.num * 4, new.title); END;
CREATE TRIGGER prompt_comes AFTER INSERT ON turn BEGIN  INSERT INTO prompt_fts (rowid, prompt) VALUES (new.num, new.prompt);  INSERT INTO word_fts (rowid, text)   SELECT new.num * 4 + 1, new.prompt WHERE new.prompt GLOB '*[ぁ-ヿ㐀-鿿가-힣฀-๿]*'; END;
CREATE TRIGGER prompt_goes AFTER DELETE ON turn BEGIN  INSERT INTO prompt_fts (prompt_fts, rowid, prompt) VALUES ('delete', old.num, old.prompt);  INSERT INTO word_fts (word_fts, rowid, text)   SELECT 'delete', old.num * 4 + 1, old.prompt   WHERE old.prompt GLOB '*[ぁ-ヿ㐀-鿿가-힣฀-๿]*'; END;
CREATE TRIGGER prompt_changes AFTER UPDATE OF prompt ON turn WHEN old.prompt IS NOT new.prompt BEGIN  INSERT INTO prompt_fts (prompt_fts, rowid, prompt) VALUES ('delete', old.num, old.prompt);  INSERT INTO prompt_fts (rowid, prompt) VALUES (new.num, new.prompt);  INSERT INTO word_fts (word_fts, rowid, text)   SELECT 'delete', old.num * 4 + 1, old.prompt   WHERE old.prompt GLOB '*[ぁ-ヿ㐀-鿿가-힣฀-๿]*';  INSERT INTO word_fts (rowid, text)   SELECT new.num * 4 + 1, new.prompt WHERE new.prompt GLOB '*[ぁ-ヿ㐀-鿿가-힣฀-๿]*'; END;
CREATE TRIGGER answer_comes AFTER INSERT ON answer BEGIN  INSERT INTO answer_fts (rowid, text) VALUES (new.num, new.text);  INSERT INTO word_fts (rowid, text)   SELECT new.num * 4 + 2, new.text WHERE new.text GLOB '*[ぁ-ヿ㐀-鿿가-힣฀-๿]*'; END;
CREATE TRIGGER answer_goes AFTER DELETE ON answer BEGIN  INSERT INTO answer_fts (answer_fts, rowid, text) VALUES ('delete', old.num, old.text);  INSERT INTO word_fts (word_fts, rowid, text)   SELECT 'delete', old.num * 4 + 2, old.text   WHERE old.text GLOB '*[ぁ-ヿ㐀-鿿가-힣฀-๿]*'; END;
CREATE TRIGGER answer_changes AFTER UPDATE OF text ON answer WHEN old.text IS NOT new.text BEGIN  INSERT INTO answer_fts (answer_fts, rowid, text) VALUES ('delete', old.num, old.text);  INSERT INTO answer_fts (rowid, text) VALUES (new.num, new.text);  INSERT INTO word_fts (word_fts, rowid, text)   SELECT 'delete', old.num * 4 + 2, old.text   WHERE old.text GLOB '*[ぁ-ヿ㐀-鿿가-힣฀-๿]*';  INSERT INTO word_fts (rowid, text)   SELECT new.num * 4 + 2, new.text WHERE new.text GLOB '*[ぁ-ヿ㐀-鿿가-힣฀-๿]*'; END;
CREATE TRIGGER tags_follow AFTER UPDATE OF active_at ON conversation WHEN old.active_at IS NOT new.active_at BEGIN  UPDATE conversation_tag SET active_at = new.active_at WHERE conversation_num = new.num; END;

INSERT INTO folder (id, name, color, position) VALUES
 ('00000000-0000-4000-8000-0000000000f1', 'Work', 'blue', 1),
 ('00000000-0000-4000-8000-0000000000f2', 'Empty', NULL, 0);

INSERT INTO conversation (num, id, kind, title, title_made, snippet, created_at, active_at, rank, deleted_at, pinned, archived,
 folder_id, color, n_messages, models, active_id, system, draft) VALUES
 (1, '00000000-0000-4000-8000-000000000001', 'comparison', 'Everything known', 0, 'Wie geht''s? 你好', 1700000000000001, 1700000000000001, 1700000000000001, NULL, 1, 0,
  '00000000-0000-4000-8000-0000000000f1', 'red', 3, 'openai:gpt-4o' || char(10) || 'ollama:llama3:8b', NULL, NULL, NULL),
 (2, '00000000-0000-4000-8000-000000000002', 'comparison', '', 1, 'Nothing known', 1700000000000002, 1700000000000002, 5, NULL, 0, 1,
  NULL, NULL, 2, 'demo:m', NULL, NULL, NULL),
 (3, '00000000-0000-4000-8000-000000000003', 'comparison', 'Left running', 1, 'Left running', 1700000000000003, 1700000000000003, 1700000000000003, NULL, 0, 0,
  NULL, NULL, 3, 'demo:m' || char(10) || 'demo:n', NULL, NULL, NULL),
 (4, '00000000-0000-4000-8000-0000000000c1', 'chat', '会話', 1, '最初の質問', 1700000000000004, 1700000000000006, 1700000000000006, NULL, 0, 0,
  '00000000-0000-4000-8000-0000000000f1', NULL, 5, 'demo:m', '00000000-0000-4000-8000-000000000012', 'Be kind.', 'And then'),
 (5, '00000000-0000-4000-8000-0000000000c2', 'chat', 'Thrown away', 1, '', 1700000000000007, 1700000000000007, 1700000000000007, 1700000000900000, 0, 0,
  NULL, NULL, 0, '', NULL, NULL, NULL);

INSERT INTO tag (id, name) VALUES (1, 'Übung'), (2, 'later');
INSERT INTO conversation_tag (tag_id, active_at, conversation_id, conversation_num) VALUES
 (1, 1700000000000001, '00000000-0000-4000-8000-000000000001', 1),
 (2, 1700000000000001, '00000000-0000-4000-8000-000000000001', 1),
 (2, 1700000000000006, '00000000-0000-4000-8000-0000000000c1', 4);
UPDATE conversation SET tags = 'later' || char(10) || 'Übung' WHERE num = 1;
UPDATE conversation SET tags = 'later' WHERE num = 4;

INSERT INTO turn (num, id, conversation_id, previous_id, after_id, created_at, updated_at, deleted_at, preferred, system, prompt) VALUES
 (1, '00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000001', NULL, NULL, 1700000000000001, 1700000000500000, NULL, '00000000-0000-4000-8000-00000000000b', 'Be brief.', 'Wie geht''s?' || char(10) || '你好'),
 (2, '00000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000002', NULL, NULL, 1700000000000002, 1700000000500000, NULL, NULL, NULL, 'Nothing known'),
 (3, '00000000-0000-4000-8000-000000000003', '00000000-0000-4000-8000-000000000003', NULL, NULL, 1700000000000003, 1700000000500000, NULL, NULL, NULL, 'Left running'),
 (4, '00000000-0000-4000-8000-000000000011', '00000000-0000-4000-8000-0000000000c1', NULL, NULL, 1700000000000004, 1700000000500000, NULL, '00000000-0000-4000-8000-00000000001a', 'Be kind.', '最初の質問'),
 (5, '00000000-0000-4000-8000-000000000012', '00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-000000000011', '00000000-0000-4000-8000-00000000001a', 1700000000000006, 1700000000500000, NULL, NULL, NULL, 'Second'),
 (6, '00000000-0000-4000-8000-000000000013', '00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-000000000011', '00000000-0000-4000-8000-00000000001b', 1700000000000005, 1700000000500000, 1700000000600000, NULL, NULL, 'Taken out');

INSERT INTO answer (num, column_id, turn_id, position, continues, created_at, provider, model, title, params, state, run_id, attempt, vote, finish_reason,
 input_tokens, cached_tokens, cache_write_tokens, reasoning_tokens, output_tokens, input_estimated, output_estimated,
 cost_usd, price_in, price_cached_in, price_cache_write, price_out, price_source, ttft_ms, elapsed_ms,
 error_code, error_message, error_detail, error_request_id, error_http_status, notices, reasoning, text) VALUES
 (1, '00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-000000000001', 1, NULL, NULL, 'ollama', 'llama3:8b', 'Llama 3',
  '{''temperature'': <0.5>, ''max-tokens'': <int64 64>}', 'done', NULL, 0, 'up', 'stop', 10, 4, 2, 3, 20, 1, 0,
  0.0125, 2.5, 1.25, 3.125, 10, 'user', 120.5, 2000.25,
  NULL, NULL, NULL, NULL, NULL, 'cached:1700000000' || char(10) || 'a notice of the future', 'Hm.', 'Gut — 好'),
 (2, '00000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-000000000001', 0, NULL, NULL, 'openai', 'gpt-4o', 'GPT-4o',
  '00000000-0000-4000-8000-0000000000a{sv} {}', 'failed', NULL, 3, 'down', NULL, NULL, NULL, NULL, NULL, NULL, 0, 1,
  NULL, NULL, NULL, NULL, NULL, 'billed', NULL, 50,
  'rate_limit', 'Too many requests.', 'slow down', 'req_1', 429, 'direct', '', ''),
 (3, '00000000-0000-4000-8000-00000000000c', '00000000-0000-4000-8000-000000000002', 0, NULL, NULL, 'demo', 'm', 'm',
  NULL, 'stopped', NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0,
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  NULL, NULL, NULL, NULL, NULL, NULL, '', 'Half'),
 (4, '00000000-0000-4000-8000-00000000000d', '00000000-0000-4000-8000-000000000003', 0, NULL, NULL, 'demo', 'm', 'm',
  NULL, 'streaming', '00000000-0000-4000-8000-0000000000ff', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0,
  NULL, NULL, NULL, NULL, NULL, NULL, 12.5, NULL,
  NULL, NULL, NULL, NULL, NULL, 'azure:gpt-4o-deployment', '', ''),
 (5, '00000000-0000-4000-8000-00000000000e', '00000000-0000-4000-8000-000000000003', 1, NULL, NULL, 'demo', 'n', 'n',
  NULL, 'queued', '../../not a run', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0,
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  NULL, NULL, NULL, NULL, NULL, NULL, '', ''),
 (6, '00000000-0000-4000-8000-00000000001a', '00000000-0000-4000-8000-000000000011', 0, NULL, 1700000000000004, 'demo', 'm', 'm',
  NULL, 'done', NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0,
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  NULL, NULL, NULL, NULL, NULL, NULL, '', '最初の答え'),
 (7, '00000000-0000-4000-8000-00000000001b', '00000000-0000-4000-8000-000000000011', 1, NULL, 1700000000000005, 'demo', 'm', 'm',
  NULL, 'done', NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0,
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  NULL, NULL, NULL, NULL, NULL, NULL, '', 'Again'),
 (8, '00000000-0000-4000-8000-00000000001c', '00000000-0000-4000-8000-000000000012', 0, '00000000-0000-4000-8000-00000000001a', 1700000000000006, 'demo', 'm', 'm',
  NULL, 'failed', NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0,
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  NULL, NULL, NULL, NULL, NULL, NULL, '', '');

INSERT INTO piece (seq, column_id, kind, text) VALUES
 (5, '00000000-0000-4000-8000-00000000000d', 'reasoning', 'think'),
 (6, '00000000-0000-4000-8000-00000000000d', 'text', 'one '),
 (9, '00000000-0000-4000-8000-00000000000d', 'reasoning', 'ing'),
 (12, '00000000-0000-4000-8000-00000000000d', 'text', 'two');
INSERT INTO image (hash, format, size, width, height, animated, converted, added_at, expired_at) VALUES
 ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'png', 1234, 800, 600, 0, 'HEIC', 1700000000000001, NULL),
 ('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 'gif', 99, 1, 2, 1, NULL, 1700000000000002, 1700000000700000);

INSERT INTO turn_image (turn_id, position, hash, name, alt) VALUES
 ('00000000-0000-4000-8000-000000000001', 0, 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', NULL, NULL),
 ('00000000-0000-4000-8000-000000000001', 1, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'Übung.png', 'A cat'),
 ('00000000-0000-4000-8000-000000000011', 0, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '猫.png', NULL);

INSERT INTO verdict (num, turn_id, verdict, verdict_at, verdict_blind, blind, note) VALUES
 (1, '00000000-0000-4000-8000-000000000001', 'preferred', 1700000000400000, 1, 'revealed', 'Übung' || char(10) || 'macht den Meister'),
 (2, '00000000-0000-4000-8000-000000000002', NULL, NULL, 0, 'hidden', NULL),
 (3, '00000000-0000-4000-8000-000000000003', 'tie', NULL, 0, NULL, NULL);

INSERT INTO answer_version (num, id, column_id, kept_at, created_at, provider, model, title, params, state, attempt, vote, finish_reason,
 input_tokens, cached_tokens, cache_write_tokens, reasoning_tokens, output_tokens, input_estimated, output_estimated,
 cost_usd, price_in, price_cached_in, price_cache_write, price_out, price_source, ttft_ms, elapsed_ms,
 error_code, error_message, error_detail, error_request_id, error_http_status, notices, reasoning, text) VALUES
 (1, '00000000-0000-4000-8000-00000000002a', '00000000-0000-4000-8000-00000000000a', 1700000000000020, 1700000000000010, 'openai', 'gpt-4o', 'GPT-4o',
  '{''seed'': <int64 7>}', 'stopped', 1, 'down', 'stop', 1, 2, 3, 4, 5, 0, 1,
  0.5, 1, 0.5, 1.25, 4, 'catalog', 10.5, 20.5,
  NULL, NULL, NULL, NULL, NULL, 'direct', 'Hmm.', 'Früher'),
 (2, '00000000-0000-4000-8000-00000000002b', '00000000-0000-4000-8000-00000000000a', 1700000000000030, NULL, 'demo', 'm', 'm',
  NULL, 'failed', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0,
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  'overloaded', 'Busy.', NULL, NULL, 503, NULL, '', 'Half a');

INSERT INTO judgement (num, id, turn_id, created_at, provider, model, title, judge_version, key, state, input_tokens, cached_tokens,
 cache_write_tokens, reasoning_tokens, output_tokens, input_estimated, output_estimated, cost_usd,
 error_code, error_message, error_detail, error_request_id, error_http_status, result, raw) VALUES
 (1, '00000000-0000-4000-8000-00000000003a', '00000000-0000-4000-8000-000000000001', 1700000000800000, 'demo', 'judge', 'Judge', 1, 'k', 'done', 100, NULL, NULL, NULL, 50, 1, 0, 0.25,
  NULL, NULL, NULL, NULL, NULL, '{"version": 1}', '```json'),
 (2, '00000000-0000-4000-8000-00000000003b', '00000000-0000-4000-8000-000000000001', 1700000000700000, 'openai', 'gpt-4o', 'GPT-4o', 1, NULL, 'failed', NULL, NULL, NULL, NULL, NULL, 0, 0, NULL,
  'rate_limit', 'Too many requests.', 'slow down', 'req_2', 429, NULL, NULL);

INSERT INTO flight (column_id, version_id, created_at, data) VALUES
 ('00000000-0000-4000-8000-00000000000a', '', 1700000000000001, 'now'),
 ('00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000002a', 1700000000000001, 'before');
COMMIT;
