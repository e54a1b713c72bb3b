-- Remove a consumer that has nothing pending; one that has would take its entries with it for ever.
-- KEYS: stream   ARGV: consumer
if #redis.call('XPENDING', KEYS[1], GROUP, '-', '+', 1, ARGV[1]) > 0 then return 0 end
redis.call('XGROUP', 'DELCONSUMER', KEYS[1], GROUP, ARGV[1])
return 1
