from bastide.kit.registry.demo import scenes
from bastide.kit.registry.folders import folders

__all__ = ["folders", "scenes"]
