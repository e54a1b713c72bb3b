"""The one-to-one text that the automaton reads: every mark a blank, so that marks beside blanks keep phrases apart."""

from watcher.text.fold import fold

_WORDLIKE = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'"
_MARKS = bytes(code if code > 127 or code in _WORDLIKE else 32 for code in range(256))


def stream(folded: str) -> str:
    """Return folded text with a blank before and after: its character ``i`` stands at ``i + 1``."""
    text = f" {folded.encode('utf-8', 'surrogatepass').translate(_MARKS).decode('utf-8', 'surrogatepass')} "
    if "'" in text:
        text = text.replace("'s ", " s ").replace("' ", "  ").replace(" '", "  ")
    return text


def form_keys(form: str) -> list[str]:
    """Return what a form looks like in a stream, without outer blanks; apostrophes inside its words may be left out."""
    key = stream(fold(form).text).strip()
    if "'" not in key:
        return [key]
    bare = key.replace("'", "")
    return [key, bare]
