-- One commit: all of it or nothing, and harmless when repeated.
-- KEYS: every key it touches. ARGV: JSON of the type of each key, and of the steps: lists of a name and its words.
-- Redis isolates a script but does not roll it back: whatever can fail is checked before the first write,
-- and the seen marks are the last step, so that a half-done commit would be done again rather than believed.
local plan = cjson.decode(ARGV[1])
local absent = {}
for k, key in ipairs(KEYS) do
  local kind = redis.call('TYPE', key).ok
  absent[k] = kind == 'none'
  if not absent[k] and kind ~= plan.types[k] then
    return redis.error_reply('WRONGTYPE ' .. key .. ' is a ' .. kind .. ' and should be a ' .. plan.types[k])
  end
end

local checks, effects = {}, {}

-- seen: seen, marks
function checks.seen(step)
  for _, value in ipairs(redis.call('HMGET', KEYS[step[2]], unpack(step, 3))) do
    if not value then return nil end
  end
  return 'seen'
end

-- version: key, expected
function checks.version(step)
  local stored = redis.call('HGET', KEYS[step[2]], 'version') or '0'
  if stored ~= step[3] then return 'conflict' end
end

-- do: command, key, words
effects['do'] = function(step)
  redis.call(step[2], KEYS[step[3]], unpack(step, 4))
end

-- new: guarding key, command, key, words; done only where the guarding key was absent
function effects.new(step)
  if absent[step[2]] then redis.call(step[3], KEYS[step[4]], unpack(step, 5)) end
end

-- deliver: the delivery's keys, receivers, id, receiver, state, published, due, fields of the record
function effects.deliver(step)
  local k, receivers, id, receiver, state, published, due = delivery_keys(unpack(step[2])), unpack(step, 3, 8)
  if redis.call('HEXISTS', k.record, 'state') == 1 then return end
  if state == 'queued' then
    put_on(k, id, unpack(step, 9))
  else
    redis.call('ZADD', k[state], due, id)
    redis.call('HSET', k.record, 'state', state, unpack(step, 9))
  end
  redis.call('ZADD', k.open, published, id)
  redis.call('SADD', KEYS[receivers], receiver)
  redis.call('HINCRBY', k.audit, 'published', 1)
end

-- absorb: the delivery's keys, id, id of the digest, now, retention
function effects.absorb(step)
  local k, id, digest, now, retention = delivery_keys(unpack(step[2])), unpack(step, 3)
  local state = redis.call('HGET', k.record, 'state')
  if state == 'queued' or state == 'retry' or state == 'held' then
    finish(k, id, 'digested', now, retention)
    redis.call('HSET', k.record, 'digest', digest)
  end
end

-- mark: seen, polls, feed, day, marks
function effects.mark(step)
  local value = (redis.call('HGET', KEYS[step[3]], step[4]) or '0') .. ' ' .. step[5] .. ' ' .. step[4]
  local marks = {}
  for i = 6, #step do
    marks[#marks + 1] = step[i]
    marks[#marks + 1] = value
  end
  redis.call('HSET', KEYS[step[2]], unpack(marks))
end

-- state: feeds, feed, state; also where the article was seen before, since the document is dealt with then too
function effects.state(step)
  redis.call('HSET', KEYS[step[2]], step[3], step[4])
end

local verdict = 'committed'
for _, step in ipairs(plan.steps) do
  local check = checks[step[1]]
  if check then
    verdict = check(step) or verdict
    if verdict ~= 'committed' then break end
  end
end
if verdict == 'conflict' then return verdict end
for _, step in ipairs(plan.steps) do
  local effect = effects[step[1]]
  if effect and (verdict == 'committed' or step[1] == 'state') then effect(step) end
end
return verdict
