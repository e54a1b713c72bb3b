"""``App.create/start/stop/reload``; the loops; the scheduler; systemd."""
