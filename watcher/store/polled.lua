-- KEYS: seen, polls   ARGV: feed, day, whether this is a new poll, marks present in its document
-- A mark is rewritten only every fifth poll: a feed of 100 entries polled each minute would else write all day long.
local poll = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '0')
if ARGV[3] == '1' then poll = redis.call('HINCRBY', KEYS[2], ARGV[1], 1) end
for i = 4, #ARGV do
  local value = redis.call('HGET', KEYS[1], ARGV[i])
  if value and poll - tonumber(string.match(value, '^%d+')) >= 5 then
    redis.call('HSET', KEYS[1], ARGV[i], poll .. ':' .. ARGV[2])
  end
end
return poll
