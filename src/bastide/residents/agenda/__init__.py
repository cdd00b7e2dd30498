"""The agenda: what happens where and when, once or again and again. For residents, and for their calendars.

An event is entered once by one body; another shows it too without a copy. It refuses to reserve seats or rooms.
"""
