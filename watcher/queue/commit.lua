-- One commit: all of it or nothing, and harmless when repeated.
-- KEYS: every key it touches. ARGV: a letter for the type of each key (a dash where a check finds out), then the steps, each as the
-- number of its words, its name and its words; keys are given by their number, 0 for none.
-- Redis isolates a script but does not roll it back: whatever can fail is checked before the first write,
-- and the seen marks are the last step, so that a half-done commit would be done again rather than believed.
local TYPES = {h = 'hash', s = 'set', t = 'string', x = 'stream', z = 'zset'}

local function key(word)
  return KEYS[tonumber(ARGV[word])]
end

-- The keys of a delivery, numbered by eight words.
local function keys_at(word)
  local numbers = {}
  for i = 1, 8 do numbers[i] = tonumber(ARGV[word + i - 1]) end
  return delivery_keys(unpack(numbers))
end

local function wrong_type(name, kind, expected)
  return redis.error_reply('WRONGTYPE ' .. name .. ' is a ' .. kind .. ' and should be a ' .. expected)
end

local checks, effects = {}, {}

-- seen: seen, marks
function checks.seen(first, last)
  for _, value in ipairs(redis.call('HMGET', key(first), unpack(ARGV, first + 1, last))) do
    if not value then return nil end
  end
  return 'seen'
end

-- versions: keys, each with the version expected
function checks.versions(first, last)
  local verdict
  for word = first, last, 2 do
    local stored = redis.pcall('HGET', key(word), 'version') or '0'
    if stored.err then return wrong_type(key(word), redis.call('TYPE', key(word)).ok, 'hash') end
    if stored ~= ARGV[word + 1] then verdict = 'conflict' end
  end
  return verdict
end

-- do: key, seconds that it lives from now on (0: as long as before), command, words
effects['do'] = function(first, last)
  redis.call(ARGV[first + 2], key(first), unpack(ARGV, first + 3, last))
  if ARGV[first + 1] ~= '0' then redis.call('EXPIRE', key(first), ARGV[first + 1]) end
end

-- list: alert, alerts, id; once
function effects.list(first)
  if redis.call('EXISTS', key(first)) == 0 then redis.call('XADD', key(first + 1), '*', 'id', ARGV[first + 2]) end
end

-- deliver: receivers, receiver, id, state, published, due, digest, the delivery's keys, fields of the record
function effects.deliver(first, last)
  local receivers, receiver, id, state, published, due, digest = key(first), unpack(ARGV, first + 1, first + 6)
  local k, fields = keys_at(first + 7), first + 15
  if redis.call('HEXISTS', k.record, 'state') == 1 then return end
  if state == 'queued' then
    put_on(k, id, digest, unpack(ARGV, fields, last))
  else
    redis.call('ZADD', k[state], due, id)
    redis.call('HSET', k.record, 'state', state, unpack(ARGV, fields, last))
  end
  redis.call('ZADD', k.open, published, id)
  redis.call('SADD', receivers, receiver)
  redis.call('HINCRBY', k.audit, 'published', 1)
end

-- absorb: id, id of the digest, now, retention, the delivery's keys
function effects.absorb(first, last)
  local id, digest, now, retention = unpack(ARGV, first, first + 3)
  local k = keys_at(first + 4)
  local state = redis.call('HGET', k.record, 'state')
  if state == 'queued' or state == 'retry' or state == 'held' then
    finish(k, id, 'digested', now, retention)
    redis.call('HSET', k.record, 'digest', digest)
  end
end

-- mark: seen, polls, feed, day, marks; a hundred at a time, since Lua unpacks only so many
function effects.mark(first, last)
  local seen, feed = key(first), ARGV[first + 2]
  local value = (redis.call('HGET', key(first + 1), feed) or '0') .. ' ' .. ARGV[first + 3] .. ' ' .. feed
  local marks = {}
  for word = first + 4, last do
    marks[#marks + 1] = ARGV[word]
    marks[#marks + 1] = value
    if #marks == 200 or word == last then
      redis.call('HSET', seen, unpack(marks))
      marks = {}
    end
  end
end

-- state: feeds, feed, state; also where the article was seen before, since the document is dealt with then too
function effects.state(first)
  redis.call('HSET', key(first), ARGV[first + 1], ARGV[first + 2])
end

-- The functions of a table that the steps name, one after the other, until one of them has something to say.
local function each(functions, wanted)
  local word = 2
  while word <= #ARGV do
    local last, name = word + ARGV[word], ARGV[word + 1]
    local verdict = functions[name] and (not wanted or name == wanted) and functions[name](word + 2, last)
    if verdict then return verdict end
    word = last + 1
  end
end

for number, name in ipairs(KEYS) do
  local expected = TYPES[string.sub(ARGV[1], number, number)]
  local kind = expected and redis.call('TYPE', name).ok
  if expected and kind ~= 'none' and kind ~= expected then return wrong_type(name, kind, expected) end
end
local verdict = each(checks)
if verdict == 'seen' then each(effects, 'state') end
if not verdict then each(effects) end
return verdict or 'committed'
