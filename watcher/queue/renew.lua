-- Renew the leases that are still ours; XCLAIM alone would take them back from whoever took them over.
-- KEYS: stream   ARGV: consumer, entries   Returns the entries that are no longer ours.
local lost = {}
for i = 2, #ARGV do
  local pending = redis.call('XPENDING', KEYS[1], GROUP, ARGV[i], ARGV[i], 1)
  if #pending == 1 and pending[1][2] == ARGV[1] then
    redis.call('XCLAIM', KEYS[1], GROUP, ARGV[1], 0, ARGV[i], 'JUSTID')
  else
    lost[#lost + 1] = ARGV[i]
  end
end
return lost
