-- KEYS: seen, polls   ARGV: day, polls absent, weak age in days, strong age in days, cursor, count, strong prefixes
local page = redis.call('HSCAN', KEYS[1], ARGV[5], 'COUNT', ARGV[6])
local gone = 0
for i = 1, #page[2], 2 do
  local mark = page[2][i]
  local last, day, feed = string.match(page[2][i + 1], '^(%d+) (%d+) (.*)$')
  local age = tonumber(ARGV[3])
  for p = 7, #ARGV do
    if string.sub(mark, 1, #ARGV[p]) == ARGV[p] then age = tonumber(ARGV[4]) end
  end
  local absent = tonumber(redis.call('HGET', KEYS[2], feed) or '0') - tonumber(last)
  if absent > tonumber(ARGV[2]) and tonumber(ARGV[1]) - tonumber(day) > age then
    gone = gone + redis.call('HDEL', KEYS[1], mark)
  end
end
return {page[1], gone}
