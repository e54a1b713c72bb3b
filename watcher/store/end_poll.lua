-- KEYS: feeds, a lease for each feed   ARGV: owner, then for each feed: its name, milliseconds, state (or empty)
-- Of every feed that no other owner has by now: stores the state of the poll that was made, and keeps the lease.
local owner = ARGV[1]
for i = 2, #KEYS do
  local at = 3 * i - 4
  local holder = redis.call('GET', KEYS[i])
  if not holder or holder == owner then
    if ARGV[at + 2] ~= '' then redis.call('HSET', KEYS[1], ARGV[at], ARGV[at + 2]) end
    redis.call('SET', KEYS[i], owner, 'PX', ARGV[at + 1])
  end
end
return 1
