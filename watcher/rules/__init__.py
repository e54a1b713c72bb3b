"""What users ask for: rule files read, compiled, matched against claims, and explained."""
