from schedule.calendar.engagements.models import Closure, Engagement
from schedule.calendar.feeds.models import Feed, PublishedEvent
from schedule.calendar.interpreters.models import DutyHours, Interpreter
from schedule.calendar.rooms.models import Hours, Purpose, Room, TravelTime, Venue, place_comma, venue_beside

__all__ = [
    "Closure",
    "DutyHours",
    "Engagement",
    "Feed",
    "Hours",
    "Interpreter",
    "PublishedEvent",
    "Purpose",
    "Room",
    "TravelTime",
    "Venue",
    "place_comma",
    "venue_beside",
]
