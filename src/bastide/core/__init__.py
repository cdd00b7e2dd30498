"""Who and where: people, bodies, the territory, and what every app needs."""
