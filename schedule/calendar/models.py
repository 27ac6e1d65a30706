from schedule.calendar.engagements.models import Closure, Engagement
from schedule.calendar.feeds.models import REMINDERS, Feed, FeedState, PublishedEvent
from schedule.calendar.rooms.models import Hours, Purpose, Room, TravelTime, Venue, place_comma, venue_beside

__all__ = [
    "REMINDERS",
    "Closure",
    "Engagement",
    "Feed",
    "FeedState",
    "Hours",
    "PublishedEvent",
    "Purpose",
    "Room",
    "TravelTime",
    "Venue",
    "place_comma",
    "venue_beside",
]
