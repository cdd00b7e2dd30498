"""Who carries an act to the State: one port (`port`), and one adapter for each operator that can be reached."""
