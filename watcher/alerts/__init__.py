"""Is it worth telling, to whom, now or held: decide, route, group, silence, quiet hours."""
