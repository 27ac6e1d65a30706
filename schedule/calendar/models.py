"""Rooms, engagements and calendar feeds; each topic's models stand in its folder."""

from schedule.calendar.engagements.models import Closure, Engagement
from schedule.calendar.feeds.models import REMINDERS, Feed, FeedState, Told
from schedule.calendar.rooms.models import Hours, Purpose, Room, Venue, Way, place_comma, venue_beside

__all__ = [
    "REMINDERS",
    "Closure",
    "Engagement",
    "Feed",
    "FeedState",
    "Hours",
    "Purpose",
    "Room",
    "Told",
    "Venue",
    "Way",
    "place_comma",
    "venue_beside",
]
