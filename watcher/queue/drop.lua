-- KEYS: the delivery's   ARGV: id, now (ms), retention
local k = delivery_keys(1, 2, 3, 4, 5, 6, 7, 8)
if redis.call('HGET', k.record, 'state') ~= 'dead' then return 0 end
finish(k, ARGV[1], 'dropped', ARGV[2], ARGV[3])
return 1
