"""Which reports are one event: the confusable neighbours stay apart, the variants come together."""

from collections.abc import Sequence
from datetime import date

import pytest

from tests.events.make import MONDAY, NORTHLAND, OTHER_TOWN, PROVINCE, TOWN, account, figure, tell
from watcher.claims.model import Kind, Status
from watcher.events.account import Account
from watcher.events.decide import Action
from watcher.events.weigh import Ground

TUESDAY = date(2026, 3, 3)
STRIKE = account(weapons=("weapon:drone",))


def threat(article: str, **told: object) -> Account:
    """Return the account of a threat."""
    made = account(article, kind=Kind.THREAT, status=Status.THREATENED, rules=("us-interests/threat",))
    return made.model_copy(update=told)


@pytest.mark.parametrize(
    "later",
    [
        account("a2", hours=2, source="Voice"),
        account("a2", hours=2, source="Voice", told=False),
        account("a2", hours=20, source="Voice", day=MONDAY.date()),
        account("a2", hours=50, source="Voice", day=MONDAY.date(), killed=3),
        account("a2", hours=2, source="Voice", kind=Kind.TOLL, rules=("casualties/toll",), killed=4),
        account("a2", hours=2, source="Voice", weapons=("weapon:drone",), place=PROVINCE),
        account("a2", hours=2, source="Voice", rules=(), kind=Kind.DENIAL, status=Status.DENIED),
    ],
)
def test_reports_of_one_strike_are_one_event(later: Account) -> None:
    """Another outlet, a vaguer place, a later toll, an unfollowed denial: the same thread."""
    book, _ = tell(STRIKE, later)
    assert len(book) == 1


@pytest.mark.parametrize(
    "other",
    [
        account("a2", hours=26, source="Voice", day=TUESDAY),
        account("a2", hours=26, source="Voice", day=TUESDAY, weapons=("weapon:rocket",)),
        account("a2", hours=2, source="Voice", place=OTHER_TOWN),
        account("a2", hours=2, source="Voice", place=OTHER_TOWN, weapons=("weapon:drone",), killed=3),
        threat("a2", source="Voice"),
        account("a2", hours=2, source="Voice", weapons=("weapon:rocket",), place=NORTHLAND),
        account("a2", hours=300, source="Voice"),
    ],
)
def test_confusable_neighbours_stay_apart(other: Account) -> None:
    """The same town on two days, two towns on one day, the strike and a threat, another weapon somewhere in the country."""
    book, decisions = tell(STRIKE, other)
    assert len(book) == 2
    assert decisions[1].action is Action.FOUNDED


def test_an_account_without_a_rule_founds_nothing() -> None:
    """A denial of something unknown is nobody's event."""
    book, (decision,) = tell(account(rules=(), kind=Kind.DENIAL, status=Status.DENIED))
    assert decision.action is Action.UNRELATED
    assert len(book) == 0


def test_a_strike_that_carries_out_a_threat_is_linked_not_merged() -> None:
    """The threat and its execution are two events that know of each other."""
    vow = threat("t1", actors=("actor:militia",))
    book, (first, second) = tell(vow, account("a2", hours=8, actors=("actor:militia",)))
    assert len(book) == 2
    assert first.event is not None
    assert second.event is not None
    assert second.event.linked == (first.event.id,)


def test_two_who_threaten_are_two_threats() -> None:
    """Who threatens is what a threat is."""
    book, _ = tell(threat("t1", actors=("actor:militia",)), threat("t2", actors=("actor:army",)))
    assert len(book) == 2


def test_a_threat_stays_one_while_it_is_talked_about() -> None:
    """Reactions on the next day belong to the threat."""
    book, _ = tell(
        threat("t1", actors=("actor:army",)),
        threat("t2", source="Voice", actors=("actor:army",), day=TUESDAY),
    )
    assert len(book) == 1


def test_a_reprint_joins_whatever_its_fields_say() -> None:
    """The same text is the same event, even where the analysis found less in it."""
    text = "Two drones fell inside the outer fence of the barracks at dawn and a store of tyres caught fire, an officer told us."
    less = account(
        "a2", hours=1, source="Voice", place=NORTHLAND, told=False, weapons=("weapon:rocket",), text=f"{text} (Agencies)"
    )
    book, (_, second) = tell(account(text=text, weapons=("weapon:drone",)), less)
    assert len(book) == 1
    assert second.event is not None
    assert second.event.reports[1].reprint_of == "a1"


def test_a_former_figure_names_the_event() -> None:
    """Words such as 'up from four' tie an undated follow-up to the event that had four."""
    book, (_, second) = tell(
        account(killed=4),
        account("a2", hours=30, source="Voice", told=False, figures=(figure(9),), former=(figure(4, former=True),)),
    )
    assert len(book) == 1
    assert any(weight.ground is Ground.FORMER_FIGURE for weight in second.weighed[0].weights)


class Recorder:
    """A similarity that says what it is told and remembers what it was asked."""

    def __init__(self, cosine: float) -> None:
        self.cosine = cosine
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def __call__(self, gist: str, others: Sequence[str]) -> Sequence[float]:
        """Return the same cosine for every text."""
        self.asked.append((gist, tuple(others)))
        return [self.cosine for _ in others]


@pytest.mark.parametrize(("cosine", "events"), [(0.8, 1), (0.2, 2)])
def test_meaning_decides_where_fields_cannot(cosine: float, events: int) -> None:
    """Two undated reports from one province are one event if they mean the same."""
    similarity = Recorder(cosine)
    book, _ = tell(
        account(place=PROVINCE, told=False),
        account("a2", hours=2, source="Voice", place=PROVINCE, told=False),
        similarity=similarity,
    )
    assert len(book) == events
    assert similarity.asked == [("gist of a2", ("gist of a1",))]


def test_the_encoder_is_not_asked_where_fields_decide() -> None:
    """Neither for the same text nor for another day, place or sort."""
    similarity = Recorder(0.5)
    tell(
        STRIKE,
        account("a2", hours=1, source="Voice", text="text of a1 by Wire and nobody else"),
        account("a3", hours=2, place=OTHER_TOWN, weapons=("weapon:rocket",)),
        account("a4", hours=30, day=TUESDAY, weapons=("weapon:rocket",)),
        threat("a5"),
        similarity=similarity,
    )
    assert similarity.asked == []


def test_every_candidate_is_explained() -> None:
    """The decision holds each candidate with all grounds for and against it."""
    earlier = account("a0", day=date(2026, 3, 1), weapons=("weapon:rocket",))
    _, decisions = tell(earlier, STRIKE, account("a3", hours=3, source="Voice"))
    weighed = decisions[2].weighed
    assert [candidate.joins for candidate in weighed] == [True, False]
    assert [(weight.ground, weight.points > 0) for weight in weighed[0].weights] == [(Ground.PLACE, True), (Ground.DAY, True)]
    assert [(weight.ground, weight.points > 0) for weight in weighed[1].weights] == [
        (Ground.PLACE, True),
        (Ground.DAY, False),
    ]


def test_deciding_is_pure() -> None:
    """The same report over the same candidates gives the same decision, ids included."""
    one = tell(STRIKE, account("a2", hours=2, source="Voice", killed=3))[1]
    other = tell(STRIKE, account("a2", hours=2, source="Voice", killed=3))[1]
    assert one == other


def test_a_place_becomes_finer_never_coarser() -> None:
    """A province-level event becomes the town's when a report says so, and stays it."""
    book, _ = tell(
        account(place=PROVINCE, weapons=("weapon:drone",)),
        account("a2", hours=1, source="Voice", place=TOWN, weapons=("weapon:drone",)),
        account("a3", hours=2, source="Post", place=PROVINCE, weapons=("weapon:drone",)),
    )
    (event,) = book
    assert event.place == TOWN


def words(article: str, **told: object) -> Account:
    """Return the account of an article that says a rule's words, and claims nothing."""
    rules = {"rules": ("mine/oil",), "place": None, "told": False, "source": "Voice"} | told
    return account(article, kind=Kind.MENTION, **rules)  # type: ignore[arg-type]  # what a test names, it names rightly


@pytest.mark.parametrize(
    ("later", "alike", "events"),
    [
        (words("w2", text="the same words of a report that was sent to everybody"), 0.3, 1),
        (words("w2"), 0.9, 1),
        (words("w2"), 0.7, 2),
        (words("w2", rules=("mine/gas", "mine/oil")), 0.99, 2),
        (words("w2", hours=50), 0.99, 2),
        (account("w2", place=None, told=False), 0.99, 2),
        (words("w1", edited=True, rules=("mine/oil",)), 0.1, 1),
        (account("w1", place=None, told=False, edited=True), 0.99, 2),
        (words("w1", edited=True, rules=("mine/gas", "mine/oil")), 0.99, 2),
    ],
)
def test_a_mention_joins_only_mentions_that_say_the_same(later: Account, alike: float, events: int) -> None:
    """A reprint, the same news, an edition of the same rules join; other news, rules or days and reports of acts do not."""
    first = words("w1", text="the same words of a report that was sent to everybody")
    book, _ = tell(first, later, similarity=lambda _, others: [alike] * len(others))
    assert len(book) == events
