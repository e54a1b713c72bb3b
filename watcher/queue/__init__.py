"""Redis Streams: atomic enqueue, leases, retries, dead letters."""
