from schedule.calendar.engagements.models import Closure, Engagement
from schedule.calendar.feeds.models import REMINDERS, Feed, FeedState, PublishedEvent
from schedule.calendar.interpreters.models import DutyHours, Interpreter
from schedule.calendar.rooms.models import Hours, Purpose, Room, TravelTime, Venue, place_comma, venue_beside

__all__ = [
    "REMINDERS",
    "Closure",
    "DutyHours",
    "Engagement",
    "Feed",
    "FeedState",
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
