"""The statements of a text, one by one: what is said to have happened, how surely, by whom, to whom, where, when, how many."""
