"""How the coarse table of the world's places was made."""
