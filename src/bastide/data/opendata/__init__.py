"""Open data: the tables that communes publish, and whether one keeps its national schema.

For town halls, which learn in plain French what to mend and where, and for apps that read or export such tables. It
refuses to trust a name or an ending: what a file is, is found in what it holds; and it keeps no copy of a schema file:
ours are declared here, and tests compare them with the published ones."""
