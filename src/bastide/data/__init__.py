"""What the territory publishes: maps, open data, local data."""
