"""The map of the territory: drawn by the server for everybody, interactive for whoever opens it.

For inhabitants and town halls; other apps add their layers through the socket `data.gis.map_layer`. It refuses to be
the only way to an answer (a list says the same) and to send a visitor to another host: an outside basemap comes
through us."""
