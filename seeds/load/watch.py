"""Three entries of the watch list. Two resemble a member, and one of these was compared."""

from datetime import timedelta

from conference.core import clock
from delegations.accreditation.holds import actions as holds
from delegations.accreditation.models import WatchMatch, name_index
from delegations.accreditation.watchlist import actions
from delegations.registration.models import Delegate
from seeds.load.tables import World

# The first two are other spellings of people of the seeds; nobody resembles the third.
ENTRIES = (
    {
        "name": "ناصر المزروعي",
        "aliases": "Naser Al Mazroui",
        "why": "Took photographs of the motorcade's route in September. Ask for the note verbale's copy.",
    },
    {
        "name": "T. R. Mokwena",
        "aliases": "",
        "why": "Two passports under this name were reported stolen in August.",
    },
    {
        "name": "Иван Сергеевич Каратыгин",
        "aliases": "Karatygin Ivan\nKaratyguine",
        "why": "Turned away at another conference with somebody else's badge.",
    },
)
OBJECTION = (
    "The passport's number belongs to a document that was reported stolen; the issuing authority has been asked."
)
COMPARED = ("Mokoena", "Another birthplace and another passport; the photo of the stolen one is of a man.")


def load(world: World) -> None:
    security, officer = world.actor("security"), world.actor("accreditation")
    with clock.standing(world.today - timedelta(days=5)):
        for values in ENTRIES:
            actions.enter_watch(actor=security, values=values)
    family, reason = COMPARED
    with clock.standing(world.today - timedelta(days=3)):
        for match in WatchMatch.objects.filter(
            entry__name_index=name_index(ENTRIES[1]["name"]), delegate__family_name__iexact=family
        ):
            actions.set_aside(actor=officer, match=match, explanation=reason)
    vetted = Delegate.objects.filter(state="vetted", watch_matches=None).order_by("delegation__party__en_sort", "pk")
    if delegate := vetted.first():
        with clock.standing(world.today - timedelta(days=1)):
            holds.place_hold(actor=security, delegate=delegate, why=OBJECTION)
