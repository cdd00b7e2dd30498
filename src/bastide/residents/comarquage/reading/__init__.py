"""Reading the documents of the State's guides: safe XML, names, heads."""
