"""From an event that changed to messages: worded, routed, held, grouped or silenced, each with the reason."""
