"""What comes in from outside: fetching with manners, parsing what came, judging how each feed fares."""
