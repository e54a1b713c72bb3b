-- KEYS: seen, polls   ARGV: feed, day, whether this is a new poll, marks of what its document still had
-- A mark is rewritten only every fifth poll: a feed of 100 entries polled each minute would else write all day long.
local feed = ARGV[1]
local poll = tonumber(redis.call('HGET', KEYS[2], feed) or '0')
if ARGV[3] == '1' then poll = redis.call('HINCRBY', KEYS[2], feed, 1) end
for i = 4, #ARGV do
  local value = redis.call('HGET', KEYS[1], ARGV[i])
  if value then
    local last, holder = string.match(value, '^(%d+) %d+ (.*)$')
    if holder ~= feed or poll - tonumber(last) >= 5 then
      redis.call('HSET', KEYS[1], ARGV[i], poll .. ' ' .. ARGV[2] .. ' ' .. feed)
    end
  end
end
return poll
