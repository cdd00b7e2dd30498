"""What an inhabitant starts."""
