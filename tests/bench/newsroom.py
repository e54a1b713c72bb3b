"""Synthetic articles and rules for benchmarks: sentences from templates, a seeded choice of names and words, 1 to 6 KB."""

import random
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

from watcher.articles.model import Article, Tier
from watcher.rules.rulefile import Rule, RuleFile

START = datetime(2026, 4, 1, tzinfo=UTC)
PLACES = ("Erbil", "Kirkuk", "Basra", "Mosul", "Sinjar", "Baghdad", "Ramadi", "Samarra", "Dohuk", "Najaf")
PLACE_IDS = tuple(name.lower() for name in PLACES)
ARABIC_PLACES = ("أربيل", "كركوك", "البصرة", "الموصل", "سنجار", "بغداد", "الرمادي", "سامراء", "دهوك", "النجف")
_VIOLENT = (
    "Two drones hit a depot on the edge of {place} on Tuesday, killing {n} guards, a police colonel said.",
    "Warplanes bombed a headquarters of Kataib Hezbollah near {place} before dawn, residents and a medic said.",
    "A faction vowed to attack American bases around {place} unless the troops leave within {n} weeks.",
    "The ministry denied that any air strike had taken place in {place} and spoke of a gas leak.",
    "At least {n} people were wounded when rockets fell on a market in {place}, the hospital there said.",
)
_TOPICS = (
    (
        "The council of {place} voted for a new budget after {n} hours of debate about schools and roads.",
        "Farmers near {place} expect a better harvest because the winter rains came early and stayed long.",
        "The governor received {n} engineers who had repaired the water works of {place} within a month.",
        "Teachers in {place} asked for {n} more classrooms before the school year begins in the autumn.",
    ),
    (
        "Shares of the carmaker rose {n} percent after it told investors that sales in Asia had recovered.",
        "The company plans to hire {n} engineers and to open an office in the port city by the end of summer.",
        "Analysts had expected a profit of {n} million and spoke of a strong quarter for the whole sector.",
        "The bank cut its forecast, and traders sold the currency for the second day in a row.",
    ),
    (
        "The striker scored twice in the second half and his coach praised the patience of the whole team.",
        "The visitors defended well for {n} minutes but had nothing left after the captain was sent off.",
        "She won the final in straight sets and will meet last year's champion in {n} days.",
        "The club signed a goalkeeper for {n} million and hopes to stay in the first division.",
    ),
    (
        "Researchers described a cheap way to desalinate water, which they tried for {n} months in the laboratory.",
        "The telescope found {n} distant galaxies whose light is older than anybody had thought possible.",
        "The new software finds faults in {n} seconds, and its makers will give it away next month.",
        "Doctors followed {n} patients for a year and saw that the cheaper medicine worked as well.",
    ),
)
_ARABIC_VIOLENT = (
    "قصفت طائرة مسيرة مستودعاً على أطراف {place} فجر الثلاثاء ما أدى إلى مقتل {n} حراس، بحسب مصدر أمني.",
    "هدد فصيل مسلح باستهداف القواعد الأمريكية قرب {place} في حال عدم انسحاب القوات خلال {n} أسابيع.",
    "نفت الوزارة وقوع أي غارة جوية في {place} وتحدثت عن تسرب للغاز في أحد المنازل.",
)
_ARABIC_TOPICS = (
    (
        "صوت مجلس محافظة {place} على موازنة جديدة بعد {n} ساعات من النقاش حول المدارس والطرق.",
        "يتوقع المزارعون قرب {place} موسماً أفضل بعد هطول الأمطار في وقت مبكر من الشتاء.",
        "استقبل المحافظ {n} مهندسين أنجزوا إصلاح محطة المياه في {place} خلال شهر واحد.",
    ),
    (
        "ارتفعت أسهم الشركة بنسبة {n} في المئة بعد إعلانها نتائج الربع الأول من السنة.",
        "تعتزم الشركة توظيف {n} مهندساً وافتتاح مكتب جديد في المدينة قبل نهاية الصيف.",
    ),
    (
        "سجل المهاجم هدفين في الشوط الثاني وأشاد المدرب بصبر الفريق طوال المباراة.",
        "تعاقد النادي مع حارس جديد مقابل {n} ملايين ويأمل البقاء في الدرجة الأولى.",
    ),
    (
        "وصف الباحثون طريقة رخيصة لتحلية المياه جربوها {n} أشهر في المختبر.",
        "يعرض المتحف {n} سجادة مرممة اعتباراً من الشهر المقبل كما قالت مديرته للزوار.",
    ),
)
_NEAR = (
    "A court in {place} sentenced a man who had stabbed his neighbour {n} months ago in a quarrel over water.",
    "Firefighters in {place} needed {n} hours to put out a blaze that killed a night watchman and destroyed two shops.",
    "A bus overturned on the road to {place}, and {n} passengers were injured, the traffic police said.",
    "The coach said that his attack had been hit by injuries and that {n} players would miss the match in {place}.",
    "A play at the theatre of {place} recalls a siege in which {n} defenders died a century ago.",
    "Health officials in {place} reported {n} deaths from heart attacks during the heat wave.",
    "Police in {place} arrested {n} people and seized rifles that smugglers had hidden in a truck.",
    "The opposition fired a broadside at the minister, who had survived {n} votes before he came to {place}.",
)
_ARABIC_NEAR = (
    "حكمت محكمة في {place} بالسجن على رجل طعن جاره قبل {n} أشهر في خلاف على المياه.",
    "احتاج رجال الإطفاء في {place} إلى {n} ساعات لإخماد حريق أودى بحياة حارس ليلي.",
    "انقلبت حافلة على الطريق إلى {place} وأصيب {n} من ركابها بجروح، وفق شرطة المرور.",
    "قال المدرب إن هجوم فريقه تضرر من الإصابات وإن {n} لاعبين سيغيبون عن مباراة {place}.",
    "اعتقلت الشرطة في {place} {n} أشخاص وصادرت بنادق أخفاها مهربون في شاحنة.",
    "سجلت دائرة الصحة في {place} {n} وفيات بالسكتة القلبية خلال موجة الحر.",
)
_CONSONANTS, _VOWELS, _CLOSING = "bdfgklmnprstvz", "aeiou", ("", "n", "r", "l", "k")


def words(count: int, seed: int = 7) -> tuple[str, ...]:
    """Return made-up words, each once."""
    pick = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        syllables = range(pick.randint(2, 4))
        found["".join(pick.choice(_CONSONANTS) + pick.choice(_VOWELS) + pick.choice(_CLOSING) for _ in syllables)] = None
    return tuple(found)


VOCABULARY = words(20_000)
MOST_RULES = 100_000


def _sentence(pick: random.Random, templates: Sequence[str], places: Sequence[str]) -> str:
    return pick.choice(templates).format(place=pick.choice(places), n=pick.randint(2, 40))


def article(number: int, *, relevant: bool, seed: int = 1) -> Article:
    """Return an article of 1 to 6 KB on one topic, every fourth in Arabic.

    A relevant one tells of violence in a third of its sentences, and of local affairs beside.
    """
    pick = random.Random(seed * 1_000_003 + number)
    arabic = number % 4 == 3
    topics, violent, places = (_ARABIC_TOPICS, _ARABIC_VIOLENT, ARABIC_PLACES) if arabic else (_TOPICS, _VIOLENT, PLACES)
    calm = topics[0] if relevant else pick.choice(topics)
    sentences: list[str] = []
    size, wanted = 0, pick.randint(1000, 6000)
    while size < wanted:
        if relevant and pick.random() < 1 / 3:
            sentence = _sentence(pick, violent, places)
        elif pick.random() < 1 / 3:
            # Words of no template, as frequent as Zipf says, and one phrase that the largest rule set looks for.
            filler = [VOCABULARY[int(pick.paretovariate(0.7)) % len(VOCABULARY)] for _ in range(12)]
            sentence = " ".join([*filler, pick.choice(_phrases())]).capitalize() + "."
        else:
            sentence = _sentence(pick, calm, places)
        sentences.append(sentence)
        size += len(sentence.encode())
    seen = START + timedelta(seconds=number)
    return Article(
        id=f"bench{number}",
        keys=(f"guid:{number}",),
        feed="bench",
        source="Bench News",
        tier=Tier.ESTABLISHED,
        language="ar" if arabic else "en",
        title=_sentence(pick, violent if relevant else calm, places).rstrip("."),
        text=" ".join(sentences),
        published=seen,
        first_seen=seen,
        content_hash=str(number),
    )


def entry(number: int, seed: int = 1) -> Article:
    """Return an article as an unfiltered stream has them, every fourth in Arabic, of 300 bytes to 4 KB.

    What share is relevant was counted on two streams that nobody had filtered. Of English wire summaries 4 % raised a shipped
    rule, and 17 % more had words of violence and had to be read closely; of a region's Arabic papers 18 % and 38 %. A relevant
    article tells one story in three sentences, another that is read closely has one to three sentences of crime, accidents
    or sports.
    """
    pick = random.Random(seed * 7_000_003 + number)
    calm = article(number, relevant=False, seed=seed)
    arabic = calm.language == "ar"
    violent, near, places = (_ARABIC_VIOLENT, _ARABIC_NEAR, ARABIC_PLACES) if arabic else (_VIOLENT, _NEAR, PLACES)
    relevant, close = (0.18, 0.38) if arabic else (0.04, 0.17)
    sentences = re.split(r"(?<=\.) ", calm.text[: pick.randint(300, 3800) // (2 if arabic else 1)])
    chance = pick.random()
    if chance < relevant:
        lead = [_sentence(pick, violent, [pick.choice(places)])] * 2
        told = [*lead, _sentence(pick, violent, places), *sentences]
    elif chance < relevant + close:
        told = [_sentence(pick, near, places) for _ in range(pick.randint(2, 4))] + sentences
    else:
        told = [calm.title, *sentences]
    return calm.model_copy(update={"title": told[0].rstrip("."), "text": " ".join(told[1:])})


@cache
def _phrases() -> list[str]:
    return phrases(MOST_RULES)


def stream(count: int, *, relevant: float, seed: int = 1) -> list[Article]:
    """Return articles of which the given share is relevant, evenly spread."""
    every = round(1 / relevant)
    return [article(number, relevant=number % every == 0, seed=seed) for number in range(count)]


def phrases(count: int, seed: int = 3) -> list[str]:
    """Return different phrases of one to three made-up words, a lone word a rare one; more of them begin with the same."""
    pick = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        length = pick.choices((1, 2, 3), (10, 50, 40))[0]
        found[" ".join(pick.choices(VOCABULARY[len(VOCABULARY) // 2 if length == 1 else 200 :], k=length))] = None
    return list(found)


def rule_file(count: int, places: Sequence[str] = PLACE_IDS, seed: int = 3) -> RuleFile:
    """Return rules as analysts write them: four fifths look for phrases, two fifths for claims at one of the places."""
    pick = random.Random(seed)
    rules = []
    for number, phrase in enumerate(phrases(count, seed)):
        claim = {
            "claim": pick.choice(["strike", "attack", "toll"]),
            "status": pick.sample(["actual", "claimed", "threatened", "denied"], 2),
            "place": pick.choice(places),
        }
        match number % 5:
            case 0:
                when: dict[str, object] = {**claim, "figures": {"killed": f">= {pick.randint(10, 500)}"}}
            case 1:
                when = {"all": [{"text": phrase}, claim]}
            case 2:
                when = {"all": [{"text": phrase}, {"none": [{"text": pick.choice(VOCABULARY)}]}]}
            case 3:
                when = {"near": {"words": [phrase, pick.choice(VOCABULARY)], "within": 8}}
            case _:
                when = {"text": phrase}
        rules.append(Rule.model_validate({"id": f"r{number}", "when": when}))
    return RuleFile(set="bench", rules=tuple(rules))
