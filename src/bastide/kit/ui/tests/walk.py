"""Who may call the addresses of the design system: everybody."""

from bastide.kit.http.walk import public

WALK = {
    "ui:gallery": public(),
    # No palette in tests: the address of one that is not there.
    "ui:palette": public(lambda scene: {"digest": "0"}, answers=(404,)),
}
