"""When the collector of cycles may run."""

import gc
from pathlib import Path

import pytest

from watcher.errors import ConfigError
from watcher.runtime import garbage
from watcher.runtime.analysis import Understanding


def test_the_collector_rests_while_something_is_loaded_and_works_again_behind_it() -> None:
    """Loading makes only what stays; whatever comes after is collected as before."""
    with garbage.loading():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    """Whoever has turned it off for longer finds it so."""
    gc.disable()
    try:
        with garbage.loading():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_configuration_that_cannot_be_loaded_leaves_the_collector_on(tmp_path: Path) -> None:
    """An error in a rule file must not cost the daemon its memory."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "broken.yaml").write_text("set: x\nrules: [{id: y, when: {nonsense: 1}}]\n")
    with pytest.raises(ConfigError):
        Understanding.load(tmp_path)
    assert gc.isenabled()
