"""HTML to text, Unicode and Arabic folding, sentences, tokens with offsets, numbers, the multi-phrase lexicon."""
