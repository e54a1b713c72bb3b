"""URLs of untrusted feeds: one that may be opened, and one that tells whether two of them name the same page."""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

LONGEST = 2048
"""Characters beyond which a URL is taken for an attack, not an address (RFC 9110 asks for 8000 octets; feeds need far less)."""
KNOWN = 1024
"""URLs kept: of one entry both functions are asked, and of a changed document most entries have just been asked for."""

_TRACKING = re.compile(
    r"(?:utm_.*|mtm_.*|pk_.*|piwik_.*|hsa_.*|at_.*|fb_.*|ga_.*|oly_.*|vero_.*|mc_[ce]id|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|"
    r"yclid|twclid|ttclid|igshid|igsh|_hsenc|_hsmi|_openstat|_ga|_gl|s_cid|cmpid|ocid|ncid|ns_(?:mchannel|source|campaign|linkname|fee)|wt\.\w+|xtor|"
    r"ref|ref_src|ref_url|referrer|source|feature|share|shared|smid|smtyp|sr_share|taid|traffic_source|"
    r"rss|from_rss|feedtype|feedname|output_type|outputtype|amp|guccounter|guce_referrer.*)",
    re.IGNORECASE,
)
_MIRROR_HOST = re.compile(r"^(?:www\d?|m|mobile|amp|edition|wap)\.(?=[^.]+\.)")
_AMP_CACHE = re.compile(r"^(?:[^./]+\.cdn\.ampproject\.org/(?:c|v|i)/(?:s/)?|(?:www\.)?google\.[a-z.]+/amp/(?:s/)?)(?P<page>.+)$")
_AMP_TAIL = re.compile(r"(?:/amp|\.amp|/amp\.html)(?=/?$)|(?<=\.)amp\.(?=html$)")
_INDEX_TAIL = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?")
_PLAIN = re.compile(r"https?://((?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,})((?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)+/?)")
"""An address that is as safe as it can be already: lower case host, a path of segments, nothing else."""
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")


@lru_cache(maxsize=KNOWN)
def safe_url(url: str | None, base: str | None = None) -> str | None:
    """Return an absolute http or https URL that a person may open, or ``None``; ``base`` resolves a relative one.

    Credentials and control characters never pass: the URL ends up in mails, pages and logs.
    """
    if url and len(url) <= LONGEST and _PLAIN.fullmatch(url):
        return url
    text = _UNSAFE.sub("", url or "")
    if not text or len(text) > LONGEST:
        return None
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return None
    try:
        ascii_host = _ascii_host(host)
    except UnicodeError:
        return None
    netloc = ascii_host if port in {None, 80 if parts.scheme.lower() == "http" else 443} else f"{ascii_host}:{port}"
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="=&%:@!$'()*+,;/?~-._")
    return urlunsplit((parts.scheme.lower(), netloc, path or "/", query, quote(parts.fragment, safe="=&%:@!$'()*+,;/?~-._")))


@lru_cache(maxsize=KNOWN)
def canonical_url(url: str | None, base: str | None = None) -> str | None:
    """Return what stays of ``url`` when everything is taken off that does not say which page it is.

    Scheme, credentials, default port, fragment, tracking parameters, the order of the others, mobile and AMP mirrors, index
    pages and a closing slash go; the host is in IDNA and small letters. ``None`` for no URL and for a bare home page, which
    names no article. The result is for comparing: it need not open.
    """
    safe = safe_url(url, base)
    if safe is None:
        return None
    plain = _PLAIN.fullmatch(safe)
    if plain and "amp" not in safe:
        host, path = plain.groups()
        return _MIRROR_HOST.sub("", host) + _INDEX_TAIL.sub("/", path).rstrip("/")
    parts = urlsplit(safe)
    page = _AMP_CACHE.match(f"{parts.netloc}{parts.path}")
    if page is not None:
        parts = urlsplit(f"https://{page['page']}?{parts.query}")
    host = _MIRROR_HOST.sub("", parts.netloc.lower())
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._")
    path = re.sub(r"/{2,}", "/", path)
    path = _INDEX_TAIL.sub("/", _AMP_TAIL.sub("", path)).rstrip("/")
    kept = sorted(
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(name)
    )
    if not path and not kept:
        return None
    return f"{host}{path}" + (f"?{urlencode(kept)}" if kept else "")


def _ascii_host(host: str) -> str:
    """Return a host in IDNA 2003 form, small letters, without a closing dot; raise UnicodeError for what is none."""
    host = host.rstrip(".").lower()
    if not host:
        raise UnicodeError("empty host")
    if ":" in host:
        return f"[{host}]"
    ascii_host = host if host.isascii() else host.encode("idna").decode("ascii")
    if not _HOST.fullmatch(ascii_host):
        raise UnicodeError("no host name")
    return ascii_host
