"""All other Redis state, and the private Redis child."""
