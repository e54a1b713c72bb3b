"""Words with exact places: text from HTML, folded Unicode, sentences, tokens, numbers, and the lexicon that finds concepts."""
