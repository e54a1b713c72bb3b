"""What a receiver wants to hear and when: settings of the policy, and the pure state that decisions are made on."""

from watcher.model import Model, Settings


class ReceiverPolicy(Settings):
    """The part of a receiver's settings that decides whether and when it is told; channels add how."""

    language: str = "en"
    """What its reader reads: ``en`` or ``ar``."""

    @property
    def recipients(self) -> tuple[str | None, ...]:
        """Who has a delivery state of their own; one ``None`` where the receiver is one."""
        return (None,)


class PolicyState(Model):
    """What the policy must know of the past to decide on one alert."""
