"""What a delivery's body holds."""

from functools import lru_cache

from pydantic import ValidationError

from watcher.alerts.delivery import Delivery, Purpose
from watcher.alerts.model import Alert, Digest, Notice
from watcher.errors import DeliveryError

Message = Alert | Digest | Notice
_MODELS: dict[Purpose, type[Message]] = {Purpose.DIGEST: Digest, Purpose.NOTICE: Notice}


def read(delivery: Delivery) -> Message:
    """Return the alert, digest or notice that ``delivery`` carries; DeliveryError where its body is none."""
    model = _MODELS.get(delivery.purpose, Alert)
    try:
        return _parsed(model, delivery.body)
    except ValidationError as error:
        raise DeliveryError(
            f"its body is no {model.__name__.lower()}: {error.error_count()} errors", resource=delivery.id
        ) from None


@lru_cache(maxsize=64)
def _parsed(model: type[Message], body: str) -> Message:
    """Read a body once for all receivers that get it at about the same time."""
    return model.model_validate_json(body)
