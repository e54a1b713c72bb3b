-- Put an open delivery back where it should be, if it is nowhere: its entry was trimmed, deleted or acknowledged by a stranger.
-- KEYS: the delivery's   ARGV: id   Returns 1 where it was nowhere.
local k, id = delivery_keys(1, 2, 3, 4, 5, 6, 7, 8), ARGV[1]

local function parts(entry)
  local ms, sequence = string.match(entry, '^(%d+)%-(%d+)$')
  return tonumber(ms), tonumber(sequence)
end

-- Whether the group has still to read an entry; without a group everything is unread.
local function unread(entry)
  for _, group in ipairs(redis.call('XINFO', 'GROUPS', k.stream)) do
    if group[2] == GROUP then
      local ms, sequence = parts(entry)
      local read_ms, read_sequence = parts(group[8])
      return ms > read_ms or (ms == read_ms and sequence > read_sequence)
    end
  end
  return true
end

local function in_stream()
  local entry = redis.call('HGET', k.record, 'entry')
  if not entry or #redis.call('XRANGE', k.stream, entry, entry) == 0 then return false end
  return unread(entry) or #redis.call('XPENDING', k.stream, GROUP, entry, entry, 1) == 1
end

local state = redis.call('HGET', k.record, 'state')
if state == 'queued' then
  if in_stream() then return 0 end
elseif state == 'retry' or state == 'held' then
  if redis.call('ZSCORE', k[state], id) then return 0 end
else
  redis.call('ZREM', k.open, id)
  return 0
end
take_off(k, id)
put_on(k, id)
return 1
