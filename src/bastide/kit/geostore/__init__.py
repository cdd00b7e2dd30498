"""Layers of places and shapes, served as fast as files.

For any app that offers something to a map, and for whoever delivers a file of an information system: each layer has
immutable versions, one GeoParquet file and one PMTiles archive named by what they hold, and one row says which version
is served. It draws no map, edits no shape, and knows neither communes nor people."""
