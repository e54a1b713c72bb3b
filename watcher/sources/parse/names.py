"""Element names as feedparser sees them: namespace prefix by meaning, lower case, ``prefix_name``."""

SEPARATOR = "}"
"""Stands in a tag or in an attribute's name between its namespace, if it has one, and the rest."""
RDF_ABOUT = f"http://www.w3.org/1999/02/22-rdf-syntax-ns#{SEPARATOR}about"

UNKNOWN = ""
"""The kind of every element that no parser of feeds knows."""

# What feedparser files under its core names, whatever the version of the format; its namespaces are matched in lower case.
_CORE = (
    "", "http://backend.userland.com/rss", "http://blogs.law.harvard.edu/tech/rss", "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/", "http://purl.org/atom/ns#", "http://www.w3.org/2005/atom",
    "http://purl.org/rss/1.0/modules/rss091#",
)  # fmt: skip
_PREFIXES = dict.fromkeys(_CORE, "") | {
    "http://purl.org/dc/elements/1.1/": "dc_",
    "http://purl.org/dc/terms/": "dcterms_",
    "http://purl.org/rss/1.0/modules/content/": "content_",
    "http://purl.org/rss/1.0/modules/syndication/": "sy_",
    "http://search.yahoo.com/mrss/": "media_",
    "http://search.yahoo.com/mrss": "media_",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes_",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf_",
    "http://www.w3.org/1999/xhtml": "xhtml_",
}
# Prefixes that some feeds use without owning them: only feedparser knows what it makes of these.
_ECHO = frozenset({"http://example.com/newformat#", "http://example.com/necho", "http://purl.org/echo/", "uri/of/echo/namespace#",
                   "http://purl.org/pie/"})  # fmt: skip

SHAPES = {"rss": "channel", "rdf_rdf": "channel", "feed": "flat"}
"""Roots of feeds; in the flat one, entries stand beside what the feed says of itself."""

STRANGE = frozenset(
    {
        "abstract", "body", "xhtml_body", "item", "channel", "textinput", "info", "url", "homepage", "uri", "name", "email",
        "media_player", "itunes_owner", "itunes_name", "itunes_email", "newlocation", "echo", "prefix", "href", "description_",
    }
)  # fmt: skip
"""Elements inside an entry whose effect is feedparser's to say."""

ENCLOSING = frozenset({"image", "textinput", "author", "managingeditor", "contributor", "itunes_owner"})
"""Children of a feed's head that keep what is in them to themselves."""

IGNORED_BESIDE_CHANNEL = frozenset({"image", "textinput", "rdf_bag", "rdf_description", UNKNOWN})

_KNOWN = STRANGE | {
    "title", "link", "guid", "id", "description", "summary", "content", "fullitem", "pubdate", "published", "issued", "updated",
    "modified", "lastbuilddate", "author", "managingeditor", "category", "keywords", "tags", "language", "source", "contributor",
    "rights", "copyright", "subtitle", "image", "ttl", "rss", "feed", "dc_title", "dc_description", "dc_date", "dc_creator",
    "dc_author", "dc_subject", "dc_language", "dc_contributor", "dc_rights", "dcterms_issued", "dcterms_modified",
    "content_encoded", "media_title", "media_description", "media_category", "media_keywords", "media_group", "media_content",
    "itunes_summary", "itunes_author", "itunes_category", "itunes_keywords", "itunes_subtitle", "sy_updateperiod",
    "sy_updatefrequency", "rdf_rdf",
}  # fmt: skip
MOST = 4096


class _Kinds(dict[str, str]):
    """Filled as tags are met, bounded, since feeds may invent names without end."""

    def __missing__(self, tag: str) -> str:
        if len(self) >= MOST:
            self.clear()
        self[tag] = kind = _kind(tag)
        return kind


def _kind(tag: str) -> str:
    namespace, _, name = tag.rpartition(SEPARATOR)
    namespace = namespace.lower()
    if "backend.userland.com/rss" in namespace:
        namespace = ""
    if namespace in _ECHO:
        return "echo"
    if ":" in name:
        return "prefix"  # a prefix without a namespace: not well-formed to feedparser
    prefix = _PREFIXES.get(namespace)
    if prefix is None:
        return UNKNOWN
    kind = prefix + name.lower()
    if kind == "entry":
        return "item"
    return kind if kind in _KNOWN else UNKNOWN


kinds = _Kinds()
"""Tag to kind: a name of feedparser's, or UNKNOWN."""
