"""Words with exact places: plain text from HTML, folded Unicode, sentences, tokens, numbers, and the lexicon that finds concepts in them."""
