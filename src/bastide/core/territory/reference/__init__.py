"""Reading the territory from open data and keeping the database in step with it.

`package` reads files, `content` makes rows of them, `people`, `places` and `shapes` compute values, `run` holds the
lease and commits batches, `communes`, `elected` and `neighbours` write, `load` is the whole story."""
