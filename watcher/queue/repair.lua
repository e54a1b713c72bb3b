-- Put an open delivery back where it should be, if it is nowhere: its entry was trimmed, deleted or acknowledged by a stranger.
-- KEYS: the delivery's   ARGV: id, last delivered entry of the group, whether its sequence says so: see the reconciler
local k, id = delivery_keys(1, 2, 3, 4, 5, 6, 7, 8), ARGV[1]
local state = redis.call('HGET', k.record, 'state')
if not state then return redis.call('ZREM', k.open, id) * -1 end
if state == 'retry' or state == 'held' then
  if redis.call('ZSCORE', k[state], id) then return 0 end
elseif state == 'queued' then
  local entry = redis.call('HGET', k.record, 'entry')
  if entry and #redis.call('XRANGE', k.stream, entry, entry) == 1 then
    if #redis.call('XPENDING', k.stream, GROUP, entry, entry, 1) == 1 then return 0 end
    -- Neither pending nor still to be read: only then is it an orphan.
    local groups = redis.call('XINFO', 'GROUPS', k.stream)
    for _, group in ipairs(groups) do
      local read = group[8]
      local ms, seq = string.match(read, '^(%d+)%-(%d+)$')
      local ems, eseq = string.match(entry, '^(%d+)%-(%d+)$')
      if group[2] == GROUP and (tonumber(ems) > tonumber(ms) or (ems == ms and tonumber(eseq) > tonumber(seq))) then return 0 end
    end
    if #groups == 0 then return 0 end
  end
else
  return redis.call('ZREM', k.open, id) * -1
end
take_off(k, id)
put_on(k, id)
return 1
