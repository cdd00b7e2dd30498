from .event import Event, EventDate, EventPlace, EventShare

__all__ = ["Event", "EventDate", "EventPlace", "EventShare"]
