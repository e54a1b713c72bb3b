"""Bodies of bounded size: unpacked as they arrive, given up at the limit, kept as far as they got when cut short."""

import io
from collections.abc import AsyncIterator

import aiohttp
from isal import igzip_lib

ACCEPT_ENCODING = "gzip, deflate"
"""Only what can be unpacked with a bound: a brotli or zstd body was not asked for and is refused."""

_STEP = 256 * 1024


class TooLargeError(Exception):
    """A body is larger than the limit; ``limit`` bytes were never exceeded in memory."""


class EncodingError(Exception):
    """A body is packed in a way that was not asked for, or not packed as it says."""


async def read(response: aiohttp.ClientResponse, limit: int) -> tuple[bytes, bool]:
    """Return the unpacked body and whether it is whole; raise TooLargeError or EncodingError.

    A connection that breaks in mid-body, a length that lies, and a truncated gzip stream give what arrived until then.
    """
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    out = io.BytesIO()
    whole = True
    try:
        if coding in {"", "identity"}:
            if (response.content_length or 0) > limit:
                raise TooLargeError
            async for chunk in response.content.iter_any():
                _take(out, chunk, limit)
        elif coding in {"gzip", "x-gzip", "deflate"}:
            whole = await _unpack(response.content.iter_any(), out, limit, gzip=coding != "deflate")
        else:
            raise EncodingError(f"content encoding {coding[:40]!r} was not asked for")
    except aiohttp.ClientPayloadError:
        whole = False
    return out.getvalue(), whole


def unpack(packed: bytes, limit: int) -> bytes:
    """Return a whole gzip stream unpacked; raise TooLargeError or EncodingError."""
    out = io.BytesIO()
    decoder = _decoder(gzip=True, first=packed)
    _feed(decoder, packed, out, limit)
    if not decoder.eof:
        raise EncodingError("a truncated gzip stream")
    return out.getvalue()


def _take(out: io.BytesIO, chunk: bytes, limit: int) -> None:
    if out.tell() + len(chunk) > limit:
        raise TooLargeError
    out.write(chunk)


async def _unpack(chunks: AsyncIterator[bytes], out: io.BytesIO, limit: int, *, gzip: bool) -> bool:
    """Unpack chunk by chunk; return whether the stream came to its end."""
    decoder = None
    async for chunk in chunks:
        if decoder is None:
            decoder = _decoder(gzip=gzip, first=chunk)
        if decoder.eof:
            break  # what follows the first gzip member is nobody's feed
        _feed(decoder, chunk, out, limit)
    return decoder is None or bool(decoder.eof)


def _decoder(*, gzip: bool, first: bytes) -> igzip_lib.IgzipDecompressor:
    """Return a decompressor; ``deflate`` comes with a zlib header (RFC 9110 8.4.1.2) or, from many servers, without."""
    if gzip:
        flag = igzip_lib.DECOMP_GZIP
    else:
        flag = igzip_lib.DECOMP_ZLIB if first[:1] and first[0] & 0x0F == 8 else igzip_lib.DECOMP_DEFLATE
    return igzip_lib.IgzipDecompressor(flag=flag)


def _feed(decoder: igzip_lib.IgzipDecompressor, chunk: bytes, out: io.BytesIO, limit: int) -> None:
    """Unpack one chunk in bounded steps."""
    data = chunk
    while not decoder.eof:
        try:
            piece = decoder.decompress(data, _STEP)
        except (igzip_lib.error, ValueError) as error:  # type: ignore[misc]  # isal's stub calls its exception an instance
            raise EncodingError(f"not packed as it says: {error}") from None
        _take(out, piece, limit)
        if decoder.needs_input and len(piece) < _STEP:
            break
        data = b""
