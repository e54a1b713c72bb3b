"""What a delivery's body holds."""

from pydantic import ValidationError

from watcher.alerts.delivery import Delivery, Purpose
from watcher.alerts.model import Alert, Digest
from watcher.errors import DeliveryError

Message = Alert | Digest


def read(delivery: Delivery) -> Message:
    """Return the alert or digest that ``delivery`` carries; DeliveryError where its body is neither."""
    model: type[Alert | Digest] = Digest if delivery.purpose is Purpose.DIGEST else Alert
    try:
        return model.model_validate_json(delivery.body)
    except ValidationError as error:
        raise DeliveryError(
            f"its body is no {model.__name__.lower()}: {error.error_count()} errors", resource=delivery.id
        ) from None
