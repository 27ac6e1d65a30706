from django.urls import path

from schedule.programme.site import views_files, views_pages, views_public, views_whole

urlpatterns = [
    path("programme/", views_public.show_day, name="day"),
    path("programme/<day:day>/", views_public.show_day, name="day"),
    path("programme/<day:day>/order-of-the-day.pdf", views_files.printed, name="printed"),
    path("programme/programme.pdf", views_files.printed_whole, name="printed_whole"),
    path("programme/session/<slug:key>/", views_public.show_session, name="session"),
    path("programme/session/<slug:key>.ics", views_files.session_calendar, name="session_calendar"),
    path("programme/session/<slug:key>/paper-<int:place>.pdf", views_files.serve_document, name="paper"),
    path("programme/schedule.json", views_files.schedule_json, name="schedule_json"),
    path("programme/schedule.xml", views_files.schedule_xml, name="schedule_xml"),
    path("programme/search/", views_whole.search, name="search"),
    path("programme/now/", views_whole.now_and_next, name="now"),
    path("programme/print/", views_whole.show_whole, name="whole"),
    path("programme/changes/", views_public.changed, name="changes"),
    path("practical-information/", views_pages.practical, name="practical"),
    path("participants/", views_pages.show_participants, name="participants"),
    path("press/", views_pages.press, name="press"),
    path("desk/public-pages/", views_pages.edit, name="public_pages"),
    path("programme.ics", views_files.calendar, name="calendar"),
]
