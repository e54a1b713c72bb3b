"""Who says that an act was theirs."""

import pytest

from watcher.claims.responsibility import _stated


@pytest.mark.parametrize(
    "text",
    [
        "The group claimed responsibility for the attack.",
        "The brigade said it was behind the rocket fire.",
        "The Guards said in a statement on Friday that they had struck the camp with missiles.",
        'The spokesman announced that the missile force had "targeted the destroyer".',
        "U.S. forces this evening conducted precision strikes against two facilities.",
        "The militia claimed Tuesday's drone attack on the base.",
        "The alliance put its name on Monday to the drone launch.",
        "تبنت كتائب حزب الله الهجوم على القاعدة",
        "أعلنت الجماعة في بيان مسؤوليتها عن استهداف القاعدة",
        "قالت الجماعة إنها استهدفت القاعدة بصواريخ",
    ],
)
def test_a_claim_of_responsibility_is_found(text: str) -> None:
    """In either language, whatever the words."""
    assert _stated(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "No group has claimed responsibility for the attack.",
        "The ministry said that Israel had struck the camp.",
        "The police said they had launched an investigation.",
        "Officials said the army was investigating the blast.",
        "Airlines claimed a share of the market.",
        "لم تعلن أي جهة مسؤوليتها عن الهجوم",
        "قال مصدر أمني إنه سمع دوي انفجار قرب القاعدة",
        "نفت كتائب حزب الله مسؤوليتها عن الهجوم",
    ],
)
def test_what_is_said_of_others_or_denied_is_none(text: str) -> None:
    """Accusations, denials, and things that forces do besides."""
    assert _stated(text) is None
