"""The socket `demo`: each app brings its own scene to the demonstration territory."""

from collections.abc import Callable
from dataclasses import dataclass

from bastide.kit.registry.sockets import Socket


@dataclass(frozen=True)
class Scene:
    """What one app shows in the demonstration.

    `load(say)` makes the scene, changes nothing when it is there already, and tells `say` one line about what it did.
    Scenes are loaded by rising `order`.
    """

    title: str
    load: Callable[[Callable[[str], None]], None]
    order: int = 100


scenes = Socket(
    "kit.registry.demo",
    module="demo",
    plug_type=Scene,
    doc="An app's scene of the demonstration territory, read by `bastide load_demo`.",
)
