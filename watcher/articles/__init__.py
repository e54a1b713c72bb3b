"""One entry understood as an article: which one it is, when it is of, what language it speaks, whom it reprints."""
