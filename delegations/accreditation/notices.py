from django.utils.translation import gettext_lazy as _

from conference.audit import sentences
from conference.core import access_log

access_log.register_kinds(
    {"delegate.document_read": _("Document number and date of birth"), "watch.read": _("Reason of the watch list")}
)
access_log.register_pages(
    {
        "accreditation:queue": _("Accreditation"),
        "accreditation:look": _("Decision on several persons"),
        "accreditation:exemption": _("Exemption from providing a photo"),
        "accreditation:badge": _("Badge"),
        "accreditation:badges": _("Badges"),
        "accreditation:batch": _("Batch of badges"),
        "accreditation:counter": _("Badge collection"),
        "accreditation:receipt": _("Receipt for badges"),
        "accreditation:passes": _("Passes"),
    }
)


sentences.register_sentences(
    {
        "delegate.vetted": _("%(who)s vetted %(what)s"),
        "delegate.accredited": _("%(who)s accredited %(what)s"),
        "delegate.returned": _("%(who)s returned %(what)s for correction"),
        "delegate.refused": _("%(who)s refused %(what)s"),
        "delegate.decision_undone": _("%(who)s undid the decision on %(what)s"),
        "delegate.reopened": _("%(who)s withdrew the decision on %(what)s"),
        "delegate.photo_exempted": _("%(who)s exempted %(what)s from providing a photo"),
        "delegate.photo_asked": _("%(who)s asked %(what)s for a photo again"),
        "remark.made": _("%(who)s added a staff remark (%(what)s)"),
        "right.given": _("%(who)s gave a right to a further role (%(what)s)"),
        "right.withdrawn": _("%(who)s took a further right from a role (%(what)s)"),
        "delegate.document_read": _("%(who)s read the document number and the date of birth of %(what)s"),
        "badge.queued": _("Badge %(what)s was added to the print queue (%(who)s)"),
        "badge.printed": _("%(who)s printed badge %(what)s"),
        "badge.printed_again": _("%(who)s reprinted badge %(what)s"),
        "badge.collected": _("%(who)s gave out badge %(what)s"),
        "badge.hand_out_undone": _("%(who)s undid the giving out of badge %(what)s"),
        "receipt.voided": _("%(who)s made receipt %(what)s void"),
        "badge.lost": _("%(who)s reported badge %(what)s lost"),
        "badge.revoked": _("Badge %(what)s was revoked (%(who)s)"),
        "pass.lent": _("%(who)s gave out pass %(what)s"),
        "pass.returned": _("%(who)s recorded the return of pass %(what)s"),
        "pass.lost": _("%(who)s reported pass %(what)s lost"),
        "pass.allowed": _("%(who)s set an allowance: %(what)s"),
        "receipt.made": _("%(who)s gave out badges against receipt %(what)s"),
        "badge.superseded": _("Badge %(what)s was superseded (%(who)s)"),
        "badge.changed": _("Badge %(what)s, not printed yet, shows what %(who)s changed"),
    }
)
sentences.register_sentences(
    {
        "watch.entered": _("%(who)s put %(what)s on the watch list"),
        "watch.changed": _("%(who)s changed watch list entry %(what)s"),
        "watch.ended": _("%(who)s ended watch list entry %(what)s"),
        "watch.read": _("%(who)s read the reason for watch list entry %(what)s"),
        "watch.set_aside": _("%(who)s dismissed a match with watch list entry %(what)s"),
    },
    right="accreditation.read_watch",
)
sentences.register_sentences(
    {
        "hold.placed": _("%(who)s objected to a person (%(what)s)"),
        "hold.lifted": _("%(who)s lifted the objection %(what)s"),
    },
    right="accreditation.read_hold",
)
