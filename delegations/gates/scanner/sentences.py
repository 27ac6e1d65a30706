"""The scanner's texts, in the guard's language. The page has them as data, so that it works offline.

`why-` and `what-` are shown under the verdict by its reason: why, and what to do now. The page fills in placeholders (words.js).
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.parties.models import Party

type Sentences = dict[str, str | Promise]

VERDICTS: Sentences = {
    "word-enter": _("Enter"),
    "word-left": _("Goes out"),
    "word-refused": _("Refused"),
    "word-check": _("Check by hand"),
}
WHY: Sentences = {
    "why-good": _("Good today in %(zone)s."),
    "why-good-more": _("Badge %(number)s, copy %(copy)s. Good today in %(zone)s."),
    "why-left": _("Counted out of %(zone)s at %(now)s."),
    "why-repeated": _("Scanned a moment ago; counted once."),
    "why-malformed": _("This is not the code of a badge."),
    "why-wrong-algorithm": _("This code is not signed as our badges are."),
    "why-unknown-key": _("This code was not made by our badge desk."),
    "why-bad-signature": _("This code was changed: its signature is not good."),
    "why-wrong-conference": _("This is a badge of another conference."),
    "why-expired": _("This badge has expired."),
    "why-unknown-serial": _("The badge is genuine, but not in the list here."),
    "why-superseded": _("A newer copy took the place of this badge."),
    "why-superseded-more": _("This is copy %(copy)s of badge %(number)s; a newer copy took its place."),
    "why-revoked": _("This badge was withdrawn."),
    "why-lost": _("This badge was reported lost."),
    "why-not-printed": _("By the record this badge is not printed yet."),
    "why-not-collected": _("By the record nobody has collected this badge."),
    "why-typed": _("The number %(of)s was typed: no code was read."),
    "why-unknown-number": _("No badge has this number."),
    "why-wrong-zone": _("This badge does not open %(zone)s."),
    "why-floater": _("The delegation has a floater pass out that opens %(zone)s."),
    "why-wrong-day": _("This badge is not good today."),
    "why-already-inside": _("The bearer is inside already."),
    "why-already-inside-more": _("The bearer is inside already: since %(since)s, by %(where)s."),
    "why-room-full": _("All places in %(zone)s are taken."),
    "why-room-full-more": _("All places in %(zone)s are taken: %(most)s, for all delegations together."),
    "why-delegation-full": _("The delegation has taken all its places in %(zone)s."),
    "why-delegation-full-more": _("The delegation has taken all its places in %(zone)s: %(most)s."),
    "why-count-unknown": _("By the count on this device all places in %(zone)s are taken."),
    "why-count-unknown-more": _(
        "By the count on this device all places in %(zone)s are taken: %(most)s, for all delegations together."
    ),
    "why-quota-unknown": _("By the count on this device the delegation has taken all its places in %(zone)s."),
    "why-quota-unknown-more": _(
        "By the count on this device the delegation has taken all its places in %(zone)s: %(most)s."
    ),
    "why-bundle-old": _("The list here is %(minutes)s min old."),
    "why-no-bundle": _("This device has no list yet."),
    "why-device-revoked": _("This device was withdrawn. Its list is wiped."),
}
WHAT: Sentences = {
    "what-repeated": _("One person went in. If it is another who shows it now, keep the badge and call security."),
    "what-malformed": _(
        "Scan the code on the front of the badge again. If it stays so, send the bearer to the badge desk."
    ),
    "what-wrong-algorithm": _("Keep the badge and call security."),
    "what-unknown-key": _("Keep the badge and call security."),
    "what-bad-signature": _("Scan once more. If it stays so, keep the badge and call security."),
    "what-wrong-conference": _("Send the bearer to the badge desk."),
    "what-expired": _("Send the bearer to the badge desk."),
    "what-unknown-serial": _("It may be newer than the list. Compare face, photo and an identity paper."),
    "what-superseded": _("Keep this badge and send the bearer to the badge desk."),
    "what-revoked": _("Keep this badge and call security."),
    "what-lost": _("Keep this badge and call security: the bearer may have another one."),
    "what-not-printed": _("Compare face, photo and an identity paper, and tell the badge desk."),
    "what-not-collected": _(
        "Compare face, photo and an identity paper, and send the bearer to the badge desk to sign for it."
    ),
    "what-typed": _("Compare face, photo and an identity paper with the name here."),
    "what-unknown-number": _(
        "Type it again as it stands on the badge. If it stays so, send the bearer to the badge desk."
    ),
    "what-wrong-zone": _("Show the bearer the way to a zone that the badge opens."),
    "what-floater": _("Let in whoever holds the pass itself: look at its number and its zone."),
    "what-wrong-day": _("Its days: %(days)s."),
    "what-already-inside": _("Somebody may use a copy. Compare face and photo before you decide."),
    "what-room-full": _("Somebody has to leave first. Call help if the bearer insists."),
    "what-delegation-full": _("Somebody of the same delegation has to leave first. Call help if the bearer insists."),
    "what-quota-unknown": _("Ask by radio how many of the delegation are inside before you decide."),
    "what-count-unknown": _("Ask by radio how many are inside before you decide."),
    "what-bundle-old": _("The badge was good at %(time)s. Compare face, photo and an identity paper."),
    "what-no-bundle": _("Bring it into the network. Until then compare face, badge and an identity paper."),
    "what-device-revoked": _("Let nobody in by it. Bring it to the security desk."),
    "call-help": _("Call help"),
    "done-let-in": _("%(name)s: seen and let in by hand."),
    "done-not-let-in": _("%(name)s: seen and not let in."),
    "done-undone": _("%(name)s: taken back, and counted no more."),
}
ROUND: Sentences = {
    "title": _("Gate scanner"),
    "gate-and-zone": _("%(gate)s, zone %(zone)s"),
    "the-site": _("the site"),
    "zone-named": _("zone %(zone)s"),
    "in-touch": _("in touch"),
    "offline": _("offline %(minutes)s min"),
    "list-old": _("list %(minutes)s min old"),
    "offline-no-list": _("no list"),
    "in-zone": _("in zone %(zone)s now"),
    "in-zone-of": _("in zone %(zone)s now, of %(most)s"),
    "in-zone-known": _("in zone %(zone)s, as known here"),
    "in-site": _("on the site now"),
    "in-site-of": _("on the site now, of %(most)s"),
    "in-site-known": _("on the site, as known here"),
    "count-entered": _("in by this device today"),
    "count-refused": _("refused here today"),
    "count-waiting": _("scans wait to be sent"),
    "list-as-at": _("List as at %(time)s %(zone)s."),
    "zone-time": _("%(place)s time (%(offset)s)"),
    "nothing-waits": _("Nothing waits to be sent."),
    "some-wait": _("Scans being sent: %(count)s."),
    "go-on": _("Go on scanning; scans are kept on this device."),
    "no-list": _("There is no list on this device yet. It comes as soon as the server is reached."),
    "name-not-kept": _("Name not kept on this device"),
    "photo-of": _("Photo of %(name)s"),
    "zone-open": _("allowed"),
    "zone-shut": _("not allowed"),
    "cap-may": _("May enter, %(days)s"),
    "cap-opens": _("The badge opens, %(days)s"),
    "cap-could": _("Could enter at %(time)s, %(days)s"),
    "cap-dead": _("This badge opens no zone any more"),
    "every-day": _("every day"),
    "the-bearer": _("The bearer"),
    "direction-in": _("Scanning those who come in."),
    "direction-out": _("Scanning those who go out."),
    "camera-off": _("The camera is off."),
    "camera-on": _("Hold the badge before the camera."),
    "camera-none": _("No camera can be used. A reader works, and so does typing."),
    "camera-denied": _(
        "The camera is not allowed here: allow it in the browser's settings. A reader works all the same."
    ),
    "enrol-unreached": _("The server could not be reached. Try again."),
    "enrol-waiting": _("Scans of this device still wait to be sent; it is enrolled again once they are."),
    "list-unsigned": _("A list came whose signature is not good. It was thrown away; call the security desk."),
    "new-version": _("A new version of this page is ready; it comes as soon as no badge is shown."),
    "not-kept": _("This scan could not be kept (%(error)s). Let nobody in by it."),
    "no-storage": _("This browser keeps nothing here (%(error)s). A private window can't be a scanner."),
}
SENTENCES: Sentences = {**VERDICTS, **WHY, **WHAT, **ROUND}


def words() -> dict[str, str]:
    return {name: str(text) for name, text in SENTENCES.items()}


def parties() -> dict[str, dict[str, str]]:
    """Return names and flags of all parties, by code. Public: it does not tell who comes."""
    rows = Party.objects.prefetch_related("names").order_by("code")
    return {party.code: {"name": party.short, "flag": party.flag} for party in rows}
