"""All reports of one thing that happened kept as one thread, with its toll, its sources and its revisions."""
