"""One index over all that can be found, and one way to ask it, on SQLite as on PostgreSQL.

For residents and agents: an app plugs its entries in, this app answers whoever searches. It keeps copies of what other
apps own, never the truth; the index can be made again at any time. It refuses to log what people search for."""
