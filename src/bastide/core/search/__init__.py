"""One index over all that can be found, and one way to ask it, on SQLite as on PostgreSQL."""
