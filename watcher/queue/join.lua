-- Make a receiver's stream, group and consumer, where they are not there. The group begins at the first entry: at "$" it would
-- miss what was added before.
-- KEYS: stream, receivers   ARGV: receiver, consumer
redis.call('SADD', KEYS[2], ARGV[1])
local made = redis.pcall('XGROUP', 'CREATE', KEYS[1], GROUP, '0', 'MKSTREAM')
if made.err and not string.find(made.err, 'BUSYGROUP', 1, true) then return made end
return redis.call('XGROUP', 'CREATECONSUMER', KEYS[1], GROUP, ARGV[2])
