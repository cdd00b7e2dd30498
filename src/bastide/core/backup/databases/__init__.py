"""What each database knows of itself: one moment of it in a file, and putting such a file in its place."""
