-- KEYS: seen, polls, feeds   ARGV: feed, day, n, n marks, [feed state]
local value = (redis.call('HGET', KEYS[2], ARGV[1]) or '0') .. ':' .. ARGV[2]
local n = tonumber(ARGV[3])
for i = 4, 3 + n do redis.call('HSET', KEYS[1], ARGV[i], value) end
if ARGV[4 + n] then redis.call('HSET', KEYS[3], ARGV[1], ARGV[4 + n]) end
return n
