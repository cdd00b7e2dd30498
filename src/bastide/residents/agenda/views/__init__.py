from .public import body, body_ical, category, category_ical, event, event_ical, ical, index

__all__ = ["body", "body_ical", "category", "category_ical", "event", "event_ical", "ical", "index"]
