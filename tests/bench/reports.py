"""Synthetic reports of war for benchmarks, as dense with claims as real ones are, where ``newsroom`` has more of them.

How dense that is was counted with this engine, in articles of 1 to 6 KB that raise a shipped rule. 312 English reports of a
war: 150 bytes a sentence, something claimed in 67 % of the sentences of those below 2 KB and in 49 % of those above 3 KB,
1.6 claims in such a sentence; 14 claims in 2.2 KB, 20 in 4 KB. 170 Arabic ones from a region's papers: 285 bytes a sentence,
59 % and 31 %, 1.4 claims; 5.6 claims in 2.8 KB, 6.4 in 4.2 KB. Longer reports add background, so the share of sentences
that tell falls with length. Those made here have 17 claims in 3.5 KB of English and 9 in 3.6 KB of Arabic, where relevant
articles of ``newsroom`` have 31 and 34 in 4 KB.
"""

import random
from collections.abc import Sequence

from tests.bench.newsroom import ARABIC_PLACES, PLACES, article, phrases
from watcher.articles.model import Article


def _templates(text: str) -> tuple[str, ...]:
    """Return sentences divided by blank lines."""
    return tuple(" ".join(part.split()) for part in text.split("\n\n"))


_TOLD = _templates(
    """
    Two drones hit a fuel depot on the western edge of {place} before dawn on Tuesday and set a row of tankers alight, a
    police colonel said by telephone.

    Warplanes bombed a camp of Kataib Hezbollah outside {place} overnight, according to residents and to a medic who saw the
    column of smoke from his clinic.

    The group said in a statement that it would answer, and its spokesman vowed to attack American bases around {place}
    unless the troops leave within {n} weeks.

    The ministry denied that any air strike had taken place in {place} and spoke of a gas leak, although neighbours
    described the sound of an engine shortly before.

    Hospital officials in {place} said that {n} people had been wounded, most of them shopkeepers who had come early to open
    their stalls around the square.

    At least {n} people were killed when rockets fell on a market in {place} at noon, the head of the hospital there told
    reporters who had come from the capital.

    An officer in {place}, who asked not to be named, said that the rockets had been fired from the back of a lorry which
    his men later found in an orchard.

    The embassy had warned its citizens {n} days earlier that an attack in {place} was likely, and had asked them to stay
    away from hotels and from the airport road.

    Soldiers closed the bridges of {place} and searched cars for several hours, and schools sent their pupils home before
    the usual time, a teacher said.
    """
)
_BACKGROUND = _templates(
    """
    The governor travelled to {place} in the afternoon, met the families at the town hall and promised them {n} million
    dinars and a commission that reports within a month.

    {place} lies on the road that joins the capital to the north, and many of its people came back only {n} years ago to
    houses which they then built again with their own hands.

    Oil prices rose by {n} cents after the news but fell back before the close, and officials said that exports through the
    pipeline from {place} had not been interrupted.

    The prime minister spoke with his counterparts in three capitals and asked them, his office said, to help both sides
    return to the talks that ended {n} days ago in {place}.

    Parliament is to discuss the presence of foreign forces in its session next week, in which {n} members from {place} have
    asked for a date by which the last of them will go.
    """
)
_ARABIC_TOLD = _templates(
    """
    أفاد مصدر أمني في {place} بأن طائرتين مسيرتين استهدفتا فجر الثلاثاء مستودعاً للوقود على الأطراف الغربية للمدينة، ما أدى
    إلى اندلاع حريق كبير في عدد من الصهاريج التي كانت متوقفة هناك.

    وأعلن مدير المستشفى العام في {place} أن {n} أشخاص أصيبوا بجروح متفاوتة، معظمهم من أصحاب المحال الذين كانوا قد وصلوا
    مبكراً لفتح متاجرهم في محيط الساحة الرئيسية وسط المدينة.

    وقال ضابط طلب عدم الكشف عن اسمه إن الصواريخ التي سقطت قرب مطار {place} أطلقت من شاحنة عثرت عليها القوات الأمنية في وقت
    لاحق داخل أحد البساتين وهي تحمل منصة إطلاق محلية الصنع.

    ونفت الوزارة في بيان لها وقوع أي غارة جوية في {place} وتحدثت عن تسرب للغاز في أحد المنازل، في حين وصف عدد من الجيران صوت
    محرك سمعوه في السماء قبل وقت قصير من ذلك.

    وقتل {n} مدنيين على الأقل ظهر الأربعاء إثر سقوط قذائف على سوق شعبي في {place}، بحسب ما قاله رئيس دائرة الصحة لصحافيين
    قدموا من العاصمة لتغطية مراسم التشييع التي حضرها المئات.

    ودعت السفارة الأمريكية رعاياها إلى تجنب الفنادق والطرق المؤدية إلى مطار {place} بعد تهديدات تلقتها، وطلبت منهم متابعة ما
    تنشره على موقعها خلال الأيام المقبلة وإبلاغها بأماكن وجودهم.
    """
)
_ARABIC_BACKGROUND = _templates(
    """
    وتوجه المحافظ بعد الظهر إلى {place} حيث التقى عدداً من الأهالي في مبنى البلدية ووعدهم بصرف {n} ملايين دينار وبتشكيل لجنة
    ترفع تقريرها إلى الحكومة خلال شهر واحد من تاريخ مباشرة عملها.

    وتقع {place} على الطريق الذي يربط العاصمة بمدن الشمال، وقد عاد كثير من سكانها قبل {n} سنوات فقط إلى بيوت أعادوا بناءها
    بأيديهم بعد أن حصلوا على قروض صغيرة من المصارف الحكومية.

    وارتفعت أسعار النفط بمقدار {n} سنتات بعد نشر الخبر قبل أن تتراجع عند الإغلاق، وقال مسؤولون إن الصادرات عبر خط الأنابيب
    الذي يمر قرب {place} استمرت كالمعتاد ولم تتأثر.

    ومن المقرر أن يناقش مجلس النواب في جلسة الأسبوع المقبل مشروع قانون قدمه {n} نواب من {place} بشأن موازنة المحافظات، بعد
    أن طلبت كتل أخرى تأجيل التصويت عليه إلى ما بعد العطلة.

    واتصل رئيس الوزراء بنظرائه في ثلاث عواصم وطلب منهم، بحسب مكتبه الإعلامي، المساعدة على عودة الطرفين إلى المحادثات التي
    انتهت قبل {n} أيام في {place} من دون التوصل إلى اتفاق.
    """
)
_LEAD = 5
"""Sentences at the top of a report, most of which tell."""


def report(number: int, seed: int = 1) -> Article:
    """Return a report of 1 to 6 KB, every fourth in Arabic; behind a sentence in ten stands a phrase that rules look for."""
    pick = random.Random(seed * 3_000_017 + number)
    frame = article(number, relevant=False, seed=seed)
    arabic = frame.language == "ar"
    told, background, places = (_ARABIC_TOLD, _ARABIC_BACKGROUND, ARABIC_PLACES) if arabic else (_TOLD, _BACKGROUND, PLACES)
    later = 0.25 if arabic else 0.45
    sentences: list[str] = []
    size, wanted = 0, pick.randint(1000, 6000)
    while size < wanted:
        tells = pick.random() < (0.8 if len(sentences) < _LEAD else later)
        sentence = _filled(pick, told if tells else background, places)
        if pick.random() < 1 / 10:
            sentence += f" {pick.choice(_PHRASES).capitalize()}."
        sentences.append(sentence)
        size += len(sentence.encode())
    title = " ".join(_filled(pick, told, places).split(" ")[:10])
    return frame.model_copy(update={"title": title, "text": " ".join(sentences)})


def stream(count: int, *, relevant: float, seed: int = 1) -> list[Article]:
    """Return articles of which the given share are reports, evenly spread, and the others of no violence."""
    every = round(1 / relevant)
    return [
        article(number, relevant=False, seed=seed) if number % every else report(number, seed=seed) for number in range(count)
    ]


def _filled(pick: random.Random, templates: Sequence[str], places: Sequence[str]) -> str:
    return pick.choice(templates).format(place=pick.choice(places), n=pick.randint(2, 40))


_PHRASES = phrases(1_000)
