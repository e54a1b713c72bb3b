"""What a receiver would get, without sending it."""

import email
import email.policy

from watcher.alerts.delivery import Delivery
from watcher.errors import DeliveryError
from watcher.notifiers import ReceiverSettings, formats, render
from watcher.notifiers.apprise import AppriseReceiver, defused
from watcher.notifiers.console import ConsoleReceiver, Layout
from watcher.notifiers.email import EmailReceiver, composer
from watcher.notifiers.feedfile import FeedFileReceiver
from watcher.notifiers.links import Links
from watcher.notifiers.message import read
from watcher.notifiers.webhook import WebhookReceiver


def preview(name: str, settings: ReceiverSettings, delivery: Delivery, *, html: bool = False, links: Links | None = None) -> str:
    """Return the message as text, or its HTML part; ConfigError for a broken template, no secret of the receiver is needed."""
    message = read(delivery)
    match settings:
        case EmailReceiver():
            mail = email.message_from_bytes(
                composer(name, settings, links).compose(delivery, settings.to[0]), policy=email.policy.default
            )
            part = mail.get_body(("html" if html else "plain",))
            if part is None:
                raise DeliveryError("the message has no HTML part", resource=name)
            head = "" if html else "".join(f"{key}: {value}\n" for key, value in mail.items()) + "\n"
            return head + str(part.get_content())
        case WebhookReceiver():
            return formats.body(delivery, settings.format).content.decode()
        case AppriseReceiver() | FeedFileReceiver():
            form = "chat" if isinstance(settings, AppriseReceiver) else "txt"
            text = render.Renderer(form, settings.language, own=settings.template, receiver=name).render(message, delivery)
            return f"{render.subject(message, settings.language)}\n\n{defused(text) if form == 'chat' else text}"
        case ConsoleReceiver():
            return Layout(name, settings).of(delivery).plain
