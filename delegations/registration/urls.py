from delegations.registration.circulars.urls import urlpatterns as circulars
from delegations.registration.delegations.urls import urlpatterns as delegations
from delegations.registration.drafts.urls import urlpatterns as drafts
from delegations.registration.duplicates.urls import urlpatterns as duplicates
from delegations.registration.equipment.urls import urlpatterns as equipment
from delegations.registration.focal_points.urls import urlpatterns as focal_points
from delegations.registration.late.urls import urlpatterns as late
from delegations.registration.members.urls import urlpatterns as members
from delegations.registration.messages.urls import urlpatterns as messages
from delegations.registration.notes.urls import urlpatterns as notes
from delegations.registration.overview.urls import urlpatterns as overview
from delegations.registration.own_page.urls import urlpatterns as own_page
from delegations.registration.photos.urls import urlpatterns as photos
from delegations.registration.scans.urls import urlpatterns as scans
from delegations.registration.seating.urls import urlpatterns as seating
from delegations.registration.transfer.urls import urlpatterns as transfer
from delegations.registration.travel.urls import urlpatterns as travel
from delegations.registration.visas.urls import urlpatterns as visas

app_name = "registration"
urlpatterns = [
    *focal_points,
    *late,
    *members,
    *scans,
    *photos,
    *equipment,
    *own_page,
    *drafts,
    *transfer,
    *notes,
    *messages,
    *visas,
    *travel,
    *seating,
    *circulars,
    *duplicates,
    # Last: its addresses with a code would otherwise match those above.
    *overview,
    *delegations,
]
