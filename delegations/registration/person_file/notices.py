from django.utils.translation import gettext_lazy

from conference.audit import sentences

sentences.register_sentences(
    {"person.data_given": gettext_lazy("%(who)s took out the personal data of %(what)s, as the person asked")}
)
