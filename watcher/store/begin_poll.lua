-- KEYS: feeds, a lease for each feed   ARGV: owner, then for each feed: its name, milliseconds
-- Takes or renews every lease that no other has; tells for each feed whether it is ours, and its state either way.
local owner, told = ARGV[1], {}
for i = 2, #KEYS do
  local at = 2 * i - 2
  local holder = redis.call('GET', KEYS[i])
  local ours = not holder or holder == owner
  if ours then redis.call('SET', KEYS[i], owner, 'PX', ARGV[at + 1]) end
  told[#told + 1] = ours and 1 or 0
  told[#told + 1] = redis.call('HGET', KEYS[1], ARGV[at])
end
return told
