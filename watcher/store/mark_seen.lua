-- KEYS: seen, polls, feeds   ARGV: feed, day, feed state (or empty), marks
local value = (redis.call('HGET', KEYS[2], ARGV[1]) or '0') .. ' ' .. ARGV[2] .. ' ' .. ARGV[1]
for i = 4, #ARGV do redis.call('HSET', KEYS[1], ARGV[i], value) end
if ARGV[3] ~= '' then redis.call('HSET', KEYS[3], ARGV[1], ARGV[3]) end
return #ARGV - 3
