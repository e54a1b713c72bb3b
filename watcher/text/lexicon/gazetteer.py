"""The gazetteer's tables: one place a line, fields divided by tabs, forms by ``|``; the first line names the fields.

Ids are written without ``place:``; ``within`` names the direct parent; ``precision`` is ACLED's: 1 a named town or site,
2 part of a region, 3 larger. A form that begins with ``=`` must have exactly these letters; with ``~`` it counts only after
a word that announces a place (``in``, ``near``, في، قضاء), since it is a common word too. A name that begins with ``!`` is
shown but is no form. Latin forms must begin with capitals in the text.
"""

from collections.abc import Iterator
from pathlib import Path

from watcher.errors import ConfigError
from watcher.text.lexicon.files import ConceptEntry, FormEntry, Forms, Read
from watcher.text.lexicon.model import Case
from watcher.text.words import words

_FIELDS = ("id", "name", "within", "latitude", "longitude", "precision", "kind", "en", "ar", "en_demonyms", "ar_demonyms")
_ANNOUNCE = {
    "en": words("in near at of outside around inside from into to over on towards toward targeting hit struck"),
    "ar": words(
        """في قرب غرب غربي شرق شرقي شمال شمالي جنوب جنوبي وسط محيط قضاء مدينة ناحية بلدة منطقة قرية محافظة ريف مطار قاعدة معبر
        منفذ باتجاه نحو صوب تجاه إلى من على داخل خارج أطراف مشارف ضواحي تخوم مستشفى بلدية أهالي مصفى حقل سوق جبل جبال سهل طريق
        إخلاء لإخلاء"""
    ),
}


def places(path: Path) -> Iterator[Read]:
    """Yield each place of a table; raise ConfigError with the line for a wrong one."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", file=path, mend="give a UTF-8 table") from None
    if not lines or tuple(lines[0].split("\t")) != _FIELDS:
        raise ConfigError(
            "the first line does not name the fields", file=path, line=1, mend=f"write: {' '.join(_FIELDS)}, with tabs"
        )
    for number, line in enumerate(lines[1:], 2):
        if line and not line.startswith("#"):
            yield _place(line.split("\t"), path, number)


def _place(fields: list[str], path: Path, line: int) -> Read:
    if len(fields) != len(_FIELDS):
        raise ConfigError(f"{len(fields)} fields instead of {len(_FIELDS)}", file=path, line=line, mend="divide fields by tabs")
    row = dict(zip(_FIELDS, fields, strict=True))
    try:
        latitude, longitude, precision = float(row["latitude"]), float(row["longitude"]), int(row["precision"])
    except ValueError:
        raise ConfigError("latitude, longitude and precision are numbers", file=path, line=line, mend="mend the number") from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180 and precision in {1, 2, 3}):
        raise ConfigError("latitude, longitude or precision out of bounds", file=path, line=line, mend="degrees, and 1 to 3")
    name = row["name"]
    latin = [*_divided(row["en"]), *([] if name.startswith("!") else [name])]
    entry = ConceptEntry(
        name=name.removeprefix("!"),
        within=tuple(f"place:{parent}" for parent in _divided(row["within"])),
        attributes={"latitude": latitude, "longitude": longitude, "precision": precision, "kind": row["kind"]},
        en=_forms(latin, row["en_demonyms"], "en"),
        ar=_forms(_divided(row["ar"]), row["ar_demonyms"], "ar"),
    )
    return Read(f"place:{row['id']}", entry, path, line, lambda _language, _way, _index: line)


def _forms(written: list[str], demonyms: str, language: str) -> Forms:
    case: Case = "capital" if language == "en" else "any"
    spelt = [
        FormEntry(
            form=form.removeprefix("~"), case=case, only_after=tuple(sorted(_ANNOUNCE[language])) if form.startswith("~") else ()
        )
        for form in written
        if not form.startswith("=")
    ]
    exact = [FormEntry(form=form[1:]) for form in written if form.startswith("=")]
    origins = [FormEntry(form=form, case=case) for form in _divided(demonyms)]
    singular = {entry.form for entry in origins}
    people = [entry for entry in origins if entry.form.removesuffix("s") in singular - {entry.form}]
    adjectives = [entry for entry in origins if entry not in people]
    return Forms(words=tuple(spelt), exact=tuple(exact), demonyms=tuple(adjectives), people=tuple(people))


def _divided(field: str) -> list[str]:
    return [part for part in field.split("|") if part]
