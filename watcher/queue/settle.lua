-- What became of one leased delivery.
-- KEYS: the delivery's   ARGV: verdict, id, consumer, entry, now, attempt (JSON, or empty: none was made), due or reason, retention
local k, verdict, id, entry = delivery_keys(1, 2, 3, 4, 5, 6, 7, 8), ARGV[1], ARGV[2], ARGV[4]
local state = redis.call('HGET', k.record, 'state')
local waits = state == 'queued' or state == 'retry' or state == 'held' or state == 'dead'

if waits and ARGV[6] ~= '' then
  redis.call('HSET', k.record, 'attempt:' .. entry .. ':' .. ARGV[3], ARGV[6])
  redis.call('ZADD', k.deliveries, ARGV[5], id)
end

-- That it was delivered is true whoever says so; only the present owner may decide anything else.
if verdict == 'delivered' and waits then
  finish(k, id, 'delivered', ARGV[5], ARGV[8])
  return 1
end
local pending = redis.call('XPENDING', k.stream, GROUP, entry, entry, 1)
local mine = #pending == 1 and pending[1][2] == ARGV[3]
if not mine then return 0 end
if not waits or redis.call('HGET', k.record, 'entry') ~= entry then
  redis.call('XACK', k.stream, GROUP, entry)
  redis.call('XDEL', k.stream, entry)
  return 0
end

take_off(k, id)
if verdict == 'retry' then
  redis.call('ZADD', k.retry, ARGV[7], id)
  redis.call('HSET', k.record, 'state', 'retry', 'due', ARGV[7])
  if ARGV[6] ~= '' then redis.call('HINCRBY', k.record, 'refused', 1) end
else
  redis.call('ZADD', k.dead, ARGV[5], id)
  redis.call('ZREM', k.open, id)
  redis.call('HSET', k.record, 'state', 'dead', 'reason', ARGV[7], 'at', ARGV[5])
  redis.call('ZADD', k.deliveries, ARGV[5], id)
  redis.call('HINCRBY', k.audit, 'dead', 1)
end
return 1
