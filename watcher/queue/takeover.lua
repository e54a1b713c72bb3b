-- Take entries over whose owner has been silent for a lease.
-- KEYS: stream   ARGV: consumer, idle (ms), cursor, count
-- Returns the cursor, {entry, delivery id, times delivered} of each, and the entries that were no longer there.
local reply = redis.call('XAUTOCLAIM', KEYS[1], GROUP, ARGV[1], ARGV[2], ARGV[3], 'COUNT', ARGV[4])
local taken = {}
for _, claimed in ipairs(reply[2]) do
  local pending = redis.call('XPENDING', KEYS[1], GROUP, claimed[1], claimed[1], 1)
  taken[#taken + 1] = {claimed[1], claimed[2][2], pending[1][4]}
end
return {reply[1], taken, reply[3]}
