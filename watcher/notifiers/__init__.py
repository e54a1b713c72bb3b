"""One verb, ``notify(delivery) -> Outcome``; rendering; one file a channel."""
