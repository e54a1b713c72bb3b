-- Shared by the scripts that move one delivery. A delivery is in one place at a time: its stream, retry, held, dead or none.
local GROUP = 'watcher'

-- A delivery's keys by name, given their numbers in KEYS in the order of records.py.
local function delivery_keys(record, stream, retry, held, open, dead, deliveries, audit)
  return {
    record = KEYS[record], stream = KEYS[stream], retry = KEYS[retry], held = KEYS[held],
    open = KEYS[open], dead = KEYS[dead], deliveries = KEYS[deliveries], audit = KEYS[audit],
  }
end

-- Append to the stream, and note where; further fields of the record go with it. A new delivery's entry has the digest of what
-- is to be sent, so that the process that wrote it knows it again.
local function put_on(k, id, digest, ...)
  local entry = redis.call('XADD', k.stream, '*', 'id', id, unpack(digest and {'of', digest} or {}))
  redis.call('HSET', k.record, 'entry', entry, 'state', 'queued', ...)
end

local function take_off(k, id)
  local entry = redis.call('HGET', k.record, 'entry')
  if entry then
    redis.call('XACK', k.stream, GROUP, entry)
    redis.call('XDEL', k.stream, entry)
    redis.call('HDEL', k.record, 'entry')
  end
  redis.call('ZREM', k.retry, id)
  redis.call('ZREM', k.held, id)
  if redis.call('ZREM', k.dead, id) == 1 then redis.call('HINCRBY', k.audit, 'dead', -1) end
end

-- The end of a delivery that needs no one any more; its record stays for the log's retention.
local function finish(k, id, state, now, retention)
  take_off(k, id)
  redis.call('ZREM', k.open, id)
  redis.call('HSET', k.record, 'state', state, 'at', now)
  redis.call('HDEL', k.record, 'delivery')
  redis.call('PEXPIRE', k.record, retention)
  redis.call('ZADD', k.deliveries, now, id)
  redis.call('HINCRBY', k.audit, state, 1)
end
