"""Signatures of Standard Webhooks 1.0.0: ``v1`` is HMAC-SHA256, ``v1a`` is ed25519, several keys while they rotate."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import SecretStr

from watcher.errors import ConfigError


@dataclass(frozen=True)
class Signer:
    """Signs with every key it holds, newest first."""

    secrets: tuple[bytes, ...] = ()
    keys: tuple[Ed25519PrivateKey, ...] = ()

    @classmethod
    def of(cls, secrets: Sequence[SecretStr], keys: Sequence[SecretStr], *, whose: str) -> "Signer":
        """Return the signer of a receiver; ConfigError for a secret that the specification does not allow."""
        return cls(
            secrets=tuple(_decoded(secret, "whsec_", (24, 64), whose) for secret in secrets),
            keys=tuple(Ed25519PrivateKey.from_private_bytes(_decoded(key, "whsk_", (32, 64), whose)[:32]) for key in keys),
        )

    def sign(self, message_id: str, timestamp: int, body: bytes) -> str:
        """Return the ``webhook-signature`` of these bytes: ``v1,… v1a,…`` separated by blanks, empty without keys."""
        signed = f"{message_id}.{timestamp}.".encode() + body
        macs = [f"v1,{_base64(hmac.new(secret, signed, hashlib.sha256).digest())}" for secret in self.secrets]
        return " ".join([*macs, *(f"v1a,{_base64(key.sign(signed))}" for key in self.keys)])


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _decoded(secret: SecretStr, prefix: str, lengths: tuple[int, int], whose: str) -> bytes:
    """Return the key's bytes; the error never tells the secret."""
    mend = f"write {prefix} and base64 of {lengths[0]} to {lengths[1]} random bytes"
    try:
        raw = base64.b64decode(secret.get_secret_value().removeprefix(prefix), validate=True)
    except (binascii.Error, ValueError):
        raise ConfigError("a signing secret is not base64", file=f"receiver {whose}", mend=mend) from None
    if not lengths[0] <= len(raw) <= lengths[1]:
        raise ConfigError(f"a signing secret of {len(raw)} bytes", file=f"receiver {whose}", mend=mend)
    return raw
