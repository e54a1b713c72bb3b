-- End all leases of a consumer at once: they are those of a process that is known to be dead.
-- KEYS: stream   ARGV: lease (ms), consumer
local from, ended = '-', 0
while true do
  local pending = redis.call('XPENDING', KEYS[1], GROUP, from, '+', 100, ARGV[2])
  for _, entry in ipairs(pending) do
    redis.call('XCLAIM', KEYS[1], GROUP, entry[2], 0, entry[1], 'IDLE', ARGV[1], 'JUSTID')
    from = '(' .. entry[1]
  end
  ended = ended + #pending
  if #pending < 100 then return ended end
end
