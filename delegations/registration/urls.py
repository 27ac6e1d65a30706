from django.urls import include, path

app_name = "registration"
# `overview` is last: its addresses with a code would otherwise match those above.
TOPICS = (
    *("focal_points", "late", "members", "scans", "photos", "equipment", "own_page", "drafts", "transfer", "notes"),
    *("messages", "visas", "travel", "seating", "circulars", "duplicates", "erasure", "person_file", "overview"),
)
urlpatterns = [path("", include(f"delegations.registration.{topic}.urls")) for topic in TOPICS]
