"""Tables: read from a file of any make, and checked against a schema."""
