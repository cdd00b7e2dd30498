from bastide.kit.registry.demo import scenes
from bastide.kit.registry.folders import folders
from bastide.kit.registry.leaving import leaving
from bastide.kit.registry.starting import starts

__all__ = ["folders", "leaving", "scenes", "starts"]
