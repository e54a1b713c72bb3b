"""Everything joined and kept running: the app, its service, its loops, replay, and what systemd hears."""
