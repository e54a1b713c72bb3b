-- One commit: all of it or nothing, and harmless when repeated.
-- KEYS: every key it touches. ARGV: the type of each key; then steps, each the count of its words and the words.
-- Redis isolates a script but does not roll it back: whatever can fail is checked before the first write,
-- and the seen marks are the last step, so that a half-done commit would be done again rather than believed.
local absent = {}
for k = 1, #KEYS do
  local kind = redis.call('TYPE', KEYS[k]).ok
  absent[k] = kind == 'none'
  if not absent[k] and kind ~= ARGV[k] then
    return redis.error_reply('WRONGTYPE ' .. KEYS[k] .. ' is a ' .. kind .. ' and should be a ' .. ARGV[k])
  end
end

local checks, effects = {}, {}

-- seen: seen, marks
function checks.seen(step)
  for i = 3, #step do
    if redis.call('HEXISTS', KEYS[tonumber(step[2])], step[i]) == 0 then return nil end
  end
  return 'seen'
end

-- version: key, expected
function checks.version(step)
  local stored = redis.call('HGET', KEYS[tonumber(step[2])], 'version') or '0'
  if stored ~= step[3] then return 'conflict' end
end

-- do: command, key, words
effects['do'] = function(step)
  redis.call(step[2], KEYS[tonumber(step[3])], unpack(step, 4))
end

-- new: guarding key, command, key, words; done only where the guarding key was absent
function effects.new(step)
  if absent[tonumber(step[2])] then redis.call(step[3], KEYS[tonumber(step[4])], unpack(step, 5)) end
end

local function keys_of(step)
  local numbers = {}
  for i = 1, 8 do numbers[i] = tonumber(step[i + 1]) end
  return delivery_keys(unpack(numbers))
end

-- deliver: the delivery's keys, receivers, id, receiver, state, published, due, fields of the record
function effects.deliver(step)
  local k, receivers, id, receiver, state, published, due = keys_of(step), unpack(step, 10, 15)
  if redis.call('HEXISTS', k.record, 'state') == 1 then return end
  redis.call('HSET', k.record, 'state', state, unpack(step, 16))
  if state == 'queued' then put_on(k, id) else redis.call('ZADD', k[state], due, id) end
  redis.call('ZADD', k.open, published, id)
  redis.call('SADD', KEYS[tonumber(receivers)], receiver)
  redis.call('HINCRBY', k.audit, 'published', 1)
end

-- absorb: the delivery's keys, id, id of the digest, now, retention
function effects.absorb(step)
  local k, id, digest, now, retention = keys_of(step), unpack(step, 10)
  local state = redis.call('HGET', k.record, 'state')
  if state == 'queued' or state == 'retry' or state == 'held' then
    finish(k, id, 'digested', now, retention)
    redis.call('HSET', k.record, 'digest', digest)
  end
end

-- mark: seen, polls, feed, day, marks
function effects.mark(step)
  local value = (redis.call('HGET', KEYS[tonumber(step[3])], step[4]) or '0') .. ' ' .. step[5] .. ' ' .. step[4]
  for i = 6, #step do redis.call('HSET', KEYS[tonumber(step[2])], step[i], value) end
end

-- state: feeds, feed, state; also where the article was seen before, since the document is dealt with then too
function effects.state(step)
  redis.call('HSET', KEYS[tonumber(step[2])], step[3], step[4])
end

local steps, at = {}, #KEYS + 1
while at <= #ARGV do
  local words = tonumber(ARGV[at])
  steps[#steps + 1] = {unpack(ARGV, at + 1, at + words)}
  at = at + words + 1
end

local verdict = 'committed'
for _, step in ipairs(steps) do
  local check = checks[step[1]]
  if check then
    verdict = check(step) or verdict
    if verdict ~= 'committed' then break end
  end
end
if verdict == 'conflict' then return verdict end
for _, step in ipairs(steps) do
  local effect = effects[step[1]]
  if effect and (verdict == 'committed' or step[1] == 'state') then effect(step) end
end
return verdict
