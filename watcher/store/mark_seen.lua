-- KEYS: seen, polls, feeds   ARGV: feed, day, feed state (or empty), marks
local value = (redis.call('HGET', KEYS[2], ARGV[1]) or '0') .. ' ' .. ARGV[2] .. ' ' .. ARGV[1]
local marks = {}
for i = 4, #ARGV do
  marks[#marks + 1] = ARGV[i]
  marks[#marks + 1] = value
end
if #marks > 0 then redis.call('HSET', KEYS[1], unpack(marks)) end
if ARGV[3] ~= '' then redis.call('HSET', KEYS[3], ARGV[1], ARGV[3]) end
return #ARGV - 3
