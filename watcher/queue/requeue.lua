-- Put deliveries back into their stream: due retries, held ones let go, dead letters replayed.
-- KEYS: eight of each delivery   ARGV: from (retry, held or dead), the latest due time (ms, or +inf), id of each
local moved = 0
for i = 3, #ARGV do
  local n, id = (i - 3) * 8, ARGV[i]
  local k = delivery_keys(n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7, n + 8)
  local due = redis.call('ZSCORE', k[ARGV[1]], id)
  if due and (ARGV[2] == '+inf' or tonumber(due) <= tonumber(ARGV[2])) then
    put_on(k, id)
    redis.call('ZREM', k[ARGV[1]], id)
    moved = moved + 1
    if ARGV[1] == 'dead' then
      redis.call('HINCRBY', k.audit, 'dead', -1)
      redis.call('HSET', k.record, 'refused', 0)
      redis.call('ZADD', k.open, redis.call('HGET', k.record, 'enqueued'), id)
    end
  end
end
return moved
