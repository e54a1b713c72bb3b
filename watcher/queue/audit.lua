-- Count everything at one moment.
-- KEYS: audit, then open, retry and held of each receiver   Returns the counters, and how many are open, in retry, and held.
local sizes = {0, 0, 0}
for i = 2, #KEYS do
  local place = (i - 2) % 3 + 1
  sizes[place] = sizes[place] + redis.call('ZCARD', KEYS[i])
end
return {redis.call('HGETALL', KEYS[1]), sizes}
