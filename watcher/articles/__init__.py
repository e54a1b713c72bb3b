"""``RawEntry`` to ``Article``: identity, canonical URL, dates, language, near duplicates."""
