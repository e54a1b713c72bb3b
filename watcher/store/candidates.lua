-- KEYS: buckets   ARGV: what the key of an event begins with
-- Returns the version of each bucket, and the events that lie in them, each once.
local versions, events, met = {}, {}, {}
for i, bucket in ipairs(KEYS) do
  versions[i] = '0'
  local fields = redis.call('HGETALL', bucket)
  for f = 1, #fields, 2 do
    local id = fields[f]
    if id == 'version' then
      versions[i] = fields[f + 1]
    elseif not met[id] then
      met[id] = true
      local event = redis.call('HGET', ARGV[1] .. id, 'event')
      if event then events[#events + 1] = event end
    end
  end
end
return {versions, events}
