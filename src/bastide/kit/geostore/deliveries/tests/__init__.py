"""Tests of the readers of deliveries."""
