"""What this process has just written, so that it need not be read back; found by its digest, so that it cannot be stale."""

import hashlib
from collections import OrderedDict

KEPT = 256


class Recent:
    """The texts noted last."""

    def __init__(self) -> None:
        self._texts: OrderedDict[str, str] = OrderedDict()

    def note(self, text: str) -> str:
        """Keep a text for a while; return its digest."""
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
        self._texts[digest] = text
        if len(self._texts) > KEPT:
            self._texts.popitem(last=False)
        return digest

    def take(self, digest: str | None) -> str | None:
        """Return the text of a digest and forget it; ``None`` where another process wrote it, or it was long ago."""
        return self._texts.pop(digest, None) if digest else None
