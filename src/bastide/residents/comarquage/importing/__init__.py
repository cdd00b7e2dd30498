"""Deliveries of documents: zips and folders, read with suspicion, told about afterwards."""
