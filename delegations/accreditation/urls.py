from delegations.accreditation.badges.urls import urlpatterns as badges
from delegations.accreditation.collection.urls import urlpatterns as collection
from delegations.accreditation.passes.urls import urlpatterns as passes
from delegations.accreditation.review.urls import urlpatterns as review
from delegations.accreditation.watchlist.urls import urlpatterns as watchlist

app_name = "accreditation"
urlpatterns = [*review, *watchlist, *badges, *collection, *passes]
