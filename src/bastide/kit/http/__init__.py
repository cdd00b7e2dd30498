"""Page cache and security headers."""
