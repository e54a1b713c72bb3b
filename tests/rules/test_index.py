"""The index of rules: it reaches every rule that asking all of them would raise."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.world import a_claim, analysis, lexicon, text_of
from watcher.articles.model import Article
from watcher.claims.model import Claim, Kind, Status
from watcher.rules.book import RuleBook
from watcher.rules.compiling import Source
from watcher.rules.rulefile import Rule, RuleFile

WORDS = ("oil", "field", "oil field", "Basra", "قصف", "القصف", "نفط البصرة", "dr*ne", "oil *")
KINDS = ("strike", "attack", "toll", ["strike", "attack"], "any")
STATUSES = ("actual", "denied", ["actual", "claimed"])
PLACES = ("iraq", "erbil", "syria", "basra", "kurdistan-region")
FACETS: dict[str, st.SearchStrategy[Any]] = {
    "status": st.sampled_from(STATUSES),
    "place": st.one_of(
        st.sampled_from(PLACES),
        st.lists(st.sampled_from(PLACES), min_size=1, max_size=3),
        st.builds(lambda name: {"not": name}, st.sampled_from(PLACES)),
    ),
    "actor": st.sampled_from(("iraqi-faction", "turkey")),
    "target": st.sampled_from(("us-bases", "us", "kataib-hezbollah")),
    "weapon": st.sampled_from(("drone", "missile")),
    "figures": st.sampled_from(({"killed": ">= 3"}, {"killed": "any", "wounded": "any"})),
    "conditional": st.booleans(),
    "judged": st.booleans(),
    "site": st.just("any"),
}
FACET = st.fixed_dictionaries({}, optional=FACETS)
SOME_FACET = FACET.filter(bool)
TREES = st.fixed_dictionaries(
    {}, optional={word: st.lists(SOME_FACET, min_size=1, max_size=2) for word in ("all", "any", "none")}
)
CLAIM = st.builds(lambda kind, facets, tree: {"claim": kind, **facets, **tree}, st.sampled_from(KINDS), FACET, TREES)
LEAF = st.one_of(
    CLAIM,
    CLAIM,
    st.fixed_dictionaries(
        {"text": st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)},
        optional={"in": st.sampled_from(("title", "body"))},
    ),
    st.fixed_dictionaries({"exact": st.sampled_from(("Oil", "oil", "Basra"))}),
    st.builds(
        lambda groups, within: {"near": {"words": groups, "within": within}},
        st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=2), min_size=2, max_size=3),
        st.sampled_from((1, 8, "sentence")),
    ),
    st.sampled_from(({"regex": "f[a-z]+d"}, {"language": "en"}, {"language": "ar"}, {"tier": "<= 2"}, {"source": "*"})),
)
CONDITION = st.recursive(
    LEAF,
    lambda inner: st.dictionaries(st.sampled_from(("all", "any", "none")), st.lists(inner, min_size=1, max_size=3), min_size=1),
    max_leaves=6,
)
CONCEPTS: dict[str, tuple[str, ...]] = {
    "place": ("place:iraq", "place:erbil", "place:syria", "place:basra"),
    "actor": ("actor:kataib-hezbollah", "actor:turkey"),
    "target": ("actor:kataib-hezbollah", "interest:us-bases"),
}
TEXT = st.lists(st.sampled_from(("Oil", "field", "oil", "Basra", "drone", "وقصف", "نفط", "البصرة", "here.", "|")), max_size=12)


@st.composite
def claims(draw: st.DrawFn, article: Article) -> Claim:
    """Return some claim."""
    parts: dict[str, Any] = {
        role: draw(st.lists(st.sampled_from(names), max_size=2, unique=True)) for role, names in CONCEPTS.items()
    }
    figures = draw(st.dictionaries(st.sampled_from(("killed", "wounded")), st.integers(1, 5)))
    return a_claim(
        article,
        draw(st.sampled_from((Kind.STRIKE, Kind.ATTACK, Kind.TOLL, Kind.THREAT))),
        draw(st.sampled_from((Status.ACTUAL, Status.CLAIMED, Status.DENIED, Status.THREATENED))),
        weapons=draw(st.sampled_from(((), ("weapon:drone",), ("weapon:drone", "weapon:missile")))),
        conditional=draw(st.booleans()),
        judged=draw(st.sampled_from((None, 0.9))),
        **parts,
        **figures,
    )


@settings(max_examples=300, deadline=None)
@given(conditions=st.lists(CONDITION, min_size=1, max_size=6), data=st.data())
def test_the_index_reaches_every_rule_that_holds(conditions: list[Any], data: st.DataObject) -> None:
    """Whatever the rules and the article: what the index finds is what asking every rule finds."""
    rules = tuple(
        Rule.model_validate({"id": f"r{number}", "when": condition, "severity": "notice"})
        for number, condition in enumerate(conditions)
    )
    sites = [{"name": "office", "place": "erbil", "radius": 50}]
    book = RuleBook([(RuleFile.model_validate({"set": "test", "sites": sites, "rules": rules}), Source())], lexicon())
    article = text_of(" ".join(data.draw(TEXT)), title=" ".join(data.draw(TEXT)))
    found = analysis(article, *data.draw(st.lists(claims(article), max_size=3)))
    view = book._view(article, found, None)
    asked = tuple(match for rule in book.rules if (match := rule.match(view)) is not None)
    assert book.match(article, found) == asked
