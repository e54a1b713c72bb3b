"""Our own small HTTP server, towards whoever can reach its port."""

import asyncio
import logging

from aiohttp import web
from structlog.testing import capture_logs

from watcher.sources.serving import LONGEST_LINE, Listening, Server


async def test_a_request_that_is_none_is_one_line_and_no_traceback(unused_tcp_port: int) -> None:
    """An endless address is refused; the log tells it in one line of ours, with no stack and little of what was sent."""
    server = Server(web.Application())
    await server.listen(Listening(listen=f"127.0.0.1:{unused_tcp_port}"), "links")
    try:
        with capture_logs() as told:
            reader, writer = await asyncio.open_connection("127.0.0.1", unused_tcp_port)
            writer.write(b"GET /" + b"a" * (3 * LONGEST_LINE) + b" HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = await asyncio.wait_for(reader.readline(), 10)
            writer.close()
    finally:
        await server.close()
    assert b" 400 " in answer
    assert [line["event"] for line in told] == ["request_refused"]
    assert "Traceback" not in str(told)
    assert len(str(told)) < 500
    assert not logging.getLogger("watcher.serving").propagate
