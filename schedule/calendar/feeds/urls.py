from django.urls import path

from schedule.calendar.feeds import views_portal, views_public

urlpatterns = [
    path("portal/<slug:code>/calendars/", views_portal.calendars, name="feeds"),
    path("portal/<slug:code>/calendars/<int:pk>/renew/", views_portal.renew, name="feed_renew"),
    path("portal/<slug:code>/calendars/<int:pk>/withdraw/", views_portal.revoke, name="feed_revoke"),
    path("calendar/<str:secret>/calendar.ics", views_public.feed, name="feed"),
]
