"""The scanner's texts in the guard's language. They are part of the page, so that it works offline.

`why-` and `what-` are shown under the verdict by its reason: why, and what to do now. The page fills in placeholders (words.js).
"""

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from conference.look.lists import join_sentences
from conference.parties.models import Party
from delegations.gates.checking.verdicts import BOTH

type Sentences = dict[str, str | Promise]


def _joined(*parts: object) -> str:
    return join_sentences(parts)


_one_after_another = lazy(_joined, str)

VERDICTS: Sentences = {
    "word-enter": _("Enter"),
    "word-left": _("Leaving"),
    "word-refused": _("Refused"),
    "word-check": _("Check manually"),
}
WHY: Sentences = {
    "why-good": _("Valid today in %(zone)s."),
    "why-good-more": _("Badge %(number)s, copy %(copy)s. Valid today in %(zone)s."),
    "why-left": _("Counted out of %(zone)s at %(now)s."),
    "why-repeated": _("Scanned a moment ago; counted once."),
    "why-malformed": _("This is not a badge code."),
    "why-wrong-algorithm": _("This code does not carry our signature."),
    "why-unknown-key": _("This code was not issued by our badge office."),
    "why-bad-signature": _("This code was altered: its signature is not valid."),
    "why-wrong-conference": _("This is a badge of another conference."),
    "why-expired": _("This badge has expired."),
    "why-unknown-serial": _("The badge is genuine, but not in the list here."),
    "why-superseded": _("This copy is no longer valid: there is a newer one, or the bearer is in review again."),
    "why-superseded-more": _(
        "Copy %(copy)s of badge %(number)s is no longer valid: there is a newer one, or the bearer is in review again."
    ),
    "why-revoked": _("This badge was withdrawn."),
    "why-lost": _("This badge was reported lost."),
    "why-not-printed": _("According to the records this badge has not been printed yet."),
    "why-not-collected": _("According to the records this badge has not been collected."),
    "why-typed": _("The number %(of)s was typed: no code was read."),
    "why-unknown-number": _("No badge has this number."),
    "why-wrong-zone": _("This badge gives no access to %(zone)s."),
    "why-floater": _("The delegation holds a floater pass for %(zone)s."),
    "why-wrong-day": _("This badge is not valid today."),
    "why-already-inside": _("The bearer is already inside."),
    "why-already-inside-more": _("The bearer is already inside: since %(since)s, entered by %(where)s."),
    "why-room-full": _("All places in %(zone)s are taken."),
    "why-room-full-more": _("All places in %(zone)s are taken: %(most)s, for all delegations together."),
    "why-delegation-full": _("The delegation has taken all its places in %(zone)s."),
    "why-delegation-full-more": _("The delegation has taken all its places in %(zone)s: %(most)s."),
    "why-count-unknown": _("According to the count on this device, all places in %(zone)s are taken."),
    "why-count-unknown-more": _(
        "By the count on this device all places in %(zone)s are taken: %(most)s, for all delegations together."
    ),
    "why-quota-unknown": _("By the count on this device the delegation has taken all its places in %(zone)s."),
    "why-quota-unknown-more": _(
        "By the count on this device the delegation has taken all its places in %(zone)s: %(most)s."
    ),
    "why-expected": _("On the guest list. Counted as here."),
    "why-not-invited": _("Not on the guest list of this reception."),
    "why-not-expected": _("Invited, but not expected: no acceptance is in the list."),
    "why-released": _("The place was released, since nobody had come."),
    "why-here-already": _("This guest is here already."),
    "why-here-already-more": _("This guest is here already, since %(since)s."),
    "why-not-open": _("The entrance is not open yet."),
    "why-over": _("The reception is over."),
    "why-bundle-old": _("The list on this device is %(minutes)s min old."),
    "why-no-bundle": _("This device has no list yet."),
    "why-device-revoked": _("This device was revoked. Its list has been deleted."),
}
WHAT: Sentences = {
    "what-repeated": _(
        "One person entered with it. If a different person shows it now, keep the badge and call security."
    ),
    "what-malformed": _(
        "Scan the code on the front of the badge again. If the result is the same, send the bearer to the badge desk."
    ),
    "what-wrong-algorithm": _("Keep the badge and call security."),
    "what-unknown-key": _("Keep the badge and call security."),
    "what-bad-signature": _("Scan once more. If the result is the same, keep the badge and call security."),
    "what-wrong-conference": _("Send the bearer to the badge desk."),
    "what-expired": _("Send the bearer to the badge desk."),
    "what-unknown-serial": _(
        "It may be newer than the list. Compare the face with the photo and an identity document."
    ),
    "what-superseded": _("Keep this badge and send the bearer to the badge desk."),
    "what-revoked": _("Keep this badge and call security."),
    "what-lost": _("Keep this badge and call security; the bearer may hold another one."),
    "what-not-printed": _("Compare the face with the photo and an identity document, and inform the badge desk."),
    "what-not-collected": _(
        "Compare face, photo and an identity document, and send the bearer to the badge desk to sign for it."
    ),
    # Before the others, where a number with several copies was typed.
    "only-copy": _("Only copy %(copy)s of this badge is valid. Keep any other copy and call security."),
    "what-typed": _("Compare face, photo and an identity document with the name here."),
    "what-unknown-number": _(
        "Type it again as printed on the badge. If the result is the same, send the bearer to the badge desk."
    ),
    "what-wrong-zone": _("Show the bearer the way to a zone that the badge opens."),
    "what-floater": _("Admit the person holding the pass itself: check its number and zone."),
    "what-wrong-day": _("Valid on: %(days)s."),
    "what-already-inside": _("A copy may be in use. Compare the face with the photo before you decide."),
    "what-room-full": _("Somebody has to leave first. Call for help if the bearer insists."),
    "what-delegation-full": _(
        "Somebody of the same delegation has to leave first. Call for help if the bearer insists."
    ),
    "what-quota-unknown": _("Ask by radio how many of the delegation are inside before you decide."),
    "what-count-unknown": _("Ask by radio how many are inside before you decide."),
    "what-not-invited": _("Ask for the invitation, and call protocol before you decide."),
    "what-not-expected": _("The answer may be newer than the list. Call protocol before you decide."),
    "what-released": _("Call protocol: another guest may have the place by now."),
    "what-here-already": _(
        "A copy of the code may be in use. Compare the name with an identity document before you decide."
    ),
    "what-not-open": _("Ask the guest to wait, or call protocol."),
    "what-over": _("Call protocol if the guest insists."),
    "what-bundle-old": _("The badge was valid at %(time)s. Compare the face with the photo and an identity document."),
    "what-no-bundle": _(
        "Reconnect the device to the network. Until then, compare the face with the badge and an identity document."
    ),
    "what-device-revoked": _("Do not admit anybody with this device. Bring it to the security desk."),
    "call-help": _("Call for help"),
    "done-part": _("A whole number has seven characters, such as A1-00000. Type it as printed on the badge."),
    "done-let-in": _("%(name)s: checked and admitted manually."),
    "done-not-let-in": _("%(name)s: checked and not admitted."),
    "done-undone": _("%(name)s: undone and no longer counted."),
}
# Where two reasons to look hold, both are said, the graver first.
for _reason, (_first, _second) in BOTH.items():
    for _part, _texts in (("why", WHY), ("what", WHAT)):
        _texts[f"{_part}-{_reason}"] = _one_after_another(_texts[f"{_part}-{_first}"], _texts[f"{_part}-{_second}"])
ROUND: Sentences = {
    "title": _("Gate scanner"),
    "gate-and-zone": _("%(gate)s, zone %(zone)s"),
    "the-site": _("the site"),
    "zone-named": _("zone %(zone)s"),
    "in-touch": _("connected"),
    "offline": _("offline %(minutes)s min"),
    "list-old": _("list %(minutes)s min old"),
    "offline-no-list": _("no list"),
    "in-zone": _("in zone %(zone)s now"),
    "in-zone-of": _("in zone %(zone)s now, of %(most)s"),
    "in-zone-known": _("in zone %(zone)s, as known here"),
    "in-site": _("on the site now"),
    "in-site-of": _("on the site now, of %(most)s"),
    "in-site-known": _("on the site, as known here"),
    "in-hall": _("persons are here"),
    "in-hall-known": _("persons are here, as known on this device"),
    "guest": _("Guest"),
    "companion": _("Companion"),
    "count-entered": _("admitted by this device today"),
    "count-refused": _("refused here today"),
    "count-waiting": _("scans waiting to be sent"),
    "list-as-at": _("List as at %(time)s %(zone)s."),
    "zone-time": _("%(place)s time (%(offset)s)"),
    "nothing-waits": _("Nothing waits to be sent."),
    "some-wait": _("Scans being sent: %(count)s."),
    "go-on": _("You can continue scanning; scans are stored on this device."),
    "no-list": _("There is no list on this device yet. It will be downloaded as soon as the server can be reached."),
    "name-not-kept": _("Name not stored on this device"),
    "photo-of": _("Photo of %(name)s"),
    "zone-open": _("allowed"),
    "zone-shut": _("not allowed"),
    "cap-may": _("May enter, %(days)s"),
    "cap-opens": _("Access to, %(days)s"),
    "cap-could": _("Could enter at %(time)s, %(days)s"),
    "cap-dead": _("This badge no longer gives access to any zone"),
    "every-day": _("every day"),
    "the-bearer": _("The bearer"),
    "direction-in": _("Scanning those who come in."),
    "direction-out": _("Scanning those who go out."),
    "camera-off": _("The camera is off."),
    "camera-on": _("Hold the badge in front of the camera."),
    "camera-none": _("No camera is available. You can use a reader or type the number."),
    "camera-denied": _("The camera is blocked: allow it in the browser's settings. You can still use a reader."),
    "enrol-unreached": _("The server could not be reached. Try again."),
    "enrol-waiting": _(
        "Scans on this device are still waiting to be sent. It can be enrolled again once they have been sent."
    ),
    "list-unsigned": _("A list with an invalid signature was received and discarded. Call the security desk."),
    "list-foreign": _("A list for another device or zone was received and discarded. Call the security desk."),
    "list-older": _("An older answer of the server was received again and discarded. Call the security desk."),
    "unchanged-unsigned": _(
        "The answer that the list has not changed was not signed by the server and was discarded. Call the security desk."
    ),
    "new-version": _("A new version of this page is ready; it will load as soon as no badge is displayed."),
    "not-kept": _("This scan could not be stored (%(error)s). Do not admit anybody on the basis of it."),
    "no-storage": _("This browser cannot store data here (%(error)s). A private window cannot be used as a scanner."),
}
SENTENCES: Sentences = {**VERDICTS, **WHY, **WHAT, **ROUND}


def all_sentences() -> dict[str, str]:
    return {name: str(text) for name, text in SENTENCES.items()}


def parties() -> dict[str, dict[str, str]]:
    """Return names and flags of all parties by code. It is public: it does not say who comes."""
    rows = Party.objects.prefetch_related("names").order_by("code")
    return {party.code: {"name": party.short, "flag": party.flag} for party in rows}
