"""`watcher init`: a configuration folder to edit, written from the shipped one."""

import shutil
from pathlib import Path

from watcher.config.settings import FEEDS, FILE
from watcher.config.shipped import shipped_dir
from watcher.errors import ConfigError

OWN_LEXICON = """\
# Your own places, actors and names, beside the shipped ones (which stay in the package and grow with it).
# The format is told in {readme}; `watcher lexicon why TERM` tells what a word means to watcher. For example:
#
# concepts:
#   place:our-depot:                  # rules ask for it with `place: our-depot`
#     name: Our depot                 # how messages call it
#     within: [place:erbil]           # it meets `place: erbil` and `place: iraq` too, and lies near what lies near Erbil
#     en: [Zorkon Depot, Zorkon yard]
#     ar: [مستودع زركون]
concepts: {{}}
"""


def write(folder: Path) -> list[Path]:
    """Write the files into ``folder`` and return them; raises ConfigError rather than touch a file that exists."""
    shipped = shipped_dir()
    wanted = [FILE, FEEDS, *(str(rule.relative_to(shipped)) for rule in sorted((shipped / "rules").glob("*.yaml")))]
    taken = [name for name in (*wanted, "lexicon/own.yaml") if (folder / name).exists()]
    if taken:
        raise ConfigError("exists already and is left as it is", file=folder / taken[0], mend="choose a new folder")
    written = []
    try:
        for name in wanted:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            written.append(Path(shutil.copyfile(shipped / name, folder / name)))
        own = folder / "lexicon" / "own.yaml"
        own.parent.mkdir(exist_ok=True)
        own.write_text(OWN_LEXICON.format(readme=shipped / "lexicon" / "README.md"), encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", file=folder, mend="check its owner and mode") from None
    return [*written, own]
