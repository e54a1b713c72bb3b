-- KEYS: lease, feeds   ARGV: owner, milliseconds, feed
-- Takes or renews the lease unless another has it; the feed's state is told either way.
local owner = redis.call('GET', KEYS[1])
local state = redis.call('HGET', KEYS[2], ARGV[3])
if owner and owner ~= ARGV[1] then return {0, state} end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return {1, state}
