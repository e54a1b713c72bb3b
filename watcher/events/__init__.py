"""Claims and articles to one ``NewsEvent``, its tolls, its sources, its revisions."""
