-- KEYS: seen, polls   ARGV: feed, day, polls absent, weak age in days, strong age in days, cursor, count, strong prefixes
local poll, today = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '0'), tonumber(ARGV[2])
local page = redis.call('HSCAN', KEYS[1], ARGV[6], 'COUNT', ARGV[7])
local gone = 0
for i = 1, #page[2], 2 do
  local age = tonumber(ARGV[4])
  for p = 8, #ARGV do
    if string.sub(page[2][i], 1, #ARGV[p]) == ARGV[p] then age = tonumber(ARGV[5]) end
  end
  local last, day = string.match(page[2][i + 1], '^(%d+):(%d+)$')
  if poll - tonumber(last) > tonumber(ARGV[3]) and today - tonumber(day) > age then
    gone = gone + redis.call('HDEL', KEYS[1], page[2][i])
  end
end
return {page[1], gone}
