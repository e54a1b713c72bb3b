"""What a sentence claims: kind, status, who, whom, where, when, weapon, figures, evidence offsets."""
