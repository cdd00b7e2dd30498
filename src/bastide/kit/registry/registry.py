from bastide.kit.registry.demo import scenes

__all__ = ["scenes"]
