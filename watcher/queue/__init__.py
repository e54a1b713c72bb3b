"""Nothing lost on the way: one commit for a decision, then leases, retries and dead letters on Redis Streams."""

from watcher.queue.commit import Absorbed, Commit, CommitResult, Write
from watcher.queue.deliveries import DeliveryQueue, Leased
from watcher.queue.keeper import Keeper
from watcher.queue.log import Attempt, Audit, DeliveryLog, DeliveryRecord, State
from watcher.queue.outbox import Outbox

__all__ = [
    "Absorbed",
    "Attempt",
    "Audit",
    "Commit",
    "CommitResult",
    "DeliveryLog",
    "DeliveryQueue",
    "DeliveryRecord",
    "Keeper",
    "Leased",
    "Outbox",
    "State",
    "Write",
]
