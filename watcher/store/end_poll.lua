-- KEYS: lease, feeds   ARGV: owner, milliseconds, feed, feed state (or empty)
-- Stores the state of a poll that was made, whoever has the feed by now, and keeps the lease if it is ours still.
if ARGV[4] ~= '' then redis.call('HSET', KEYS[2], ARGV[3], ARGV[4]) end
local owner = redis.call('GET', KEYS[1])
if not owner or owner == ARGV[1] then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end
return 1
