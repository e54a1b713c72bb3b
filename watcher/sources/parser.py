"""The parser as the poller uses it: quick documents at once, large or odd ones in worker processes under limits."""

import asyncio
import contextlib
import sys
from types import TracebackType
from typing import Any, Self

from watcher.errors import SourceError
from watcher.sources.model import ParsedFeed
from watcher.sources.parse import DoubtError, quickly, thoroughly, to_utf8
from watcher.sources.parse.worker import answered, feed_of, question

AT_ONCE = 1024 * 1024
"""Bytes up to which the fast path runs on the event loop: some 20 ms of work at most."""
ODD_AT_ONCE = 8 * 1024
"""Bytes up to which the reference parser does."""
DEADLINE = 10.0
"""Seconds a worker has for one document before it is killed."""


class Parser:
    """Parses documents without stopping the event loop for long. Close it, or use ``async with``."""

    def __init__(self, *, workers: int = 2, deadline: float = DEADLINE) -> None:
        self._deadline = deadline
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        self._workers = [_Worker() for _ in range(workers)]
        for worker in self._workers:
            self._idle.put_nowait(worker)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

    @property
    def pids(self) -> tuple[int, ...]:
        """The worker processes that run."""
        return tuple(worker.pid for worker in self._workers if worker.pid is not None)

    async def close(self) -> None:
        """End the worker processes."""
        await asyncio.gather(*(worker.stop() for worker in self._workers))

    async def parse(self, body: bytes, content_type: str | None, url: str) -> ParsedFeed:
        """Return the document; SourceError where it is no feed, or too slow or too large to parse."""
        if len(body) <= AT_ONCE:
            decoded = to_utf8(body, content_type)
            try:
                return quickly(decoded, url)
            except DoubtError:
                if len(body) <= ODD_AT_ONCE:
                    return thoroughly(decoded, url)
        return feed_of(await self._ask("feed", body, content_type, url))

    async def page(self, body: bytes, content_type: str | None, url: str) -> str:
        """Return the text of the article on a web page; SourceError where there is none, or it takes too long."""
        return str((await self._ask("page", body, content_type, url))["text"])

    async def _ask(self, kind: str, body: bytes, content_type: str | None, url: str) -> dict[str, Any]:
        """Have a worker parse; SourceError for its error, and for its end."""
        worker = await self._idle.get()
        try:
            async with asyncio.timeout(self._deadline):
                raw = await worker.ask(question(kind, body, content_type, url), body)
        except TimeoutError:
            await worker.stop()
            raise SourceError(f"not parsed within {self._deadline:g} s") from None
        except (OSError, asyncio.IncompleteReadError):
            await worker.stop()
            raise SourceError("too large or too slow to parse: the worker was ended by its limits") from None
        except BaseException:
            # Cancelled in mid-conversation: what the worker says next would answer another question.
            await worker.stop()
            raise
        finally:
            self._idle.put_nowait(worker)
        return answered(raw)


class _Worker:
    """One process, started when first needed and again after each end."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    async def ask(self, head: bytes, body: bytes) -> bytes:
        process = self._process or await self._start()
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None  # noqa: S101 - both are pipes, see _start
        assert stdout is not None  # noqa: S101
        stdin.write(head)
        stdin.write(body)
        await stdin.drain()
        length = int.from_bytes(await stdout.readexactly(4))
        return await stdout.readexactly(length)

    async def stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()

    async def _start(self) -> asyncio.subprocess.Process:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "watcher.sources.parse.worker",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        return self._process
