from allauth.account.models import EmailAddress
from allauth.account.signals import password_changed, password_reset, password_set, user_logged_in, user_logged_out
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_reset
from django.contrib.auth import signals
from django.db.models.signals import pre_delete

from conference.accounts.sign_in import addresses, forms, limits, second_factor, sessions

# In place of Django's own of that name, whichever comes first: it notes the machine's time, which is not the conference's in a demo.
signals.user_logged_in.disconnect(dispatch_uid="update_last_login")
signals.user_logged_in.connect(limits.note_sign_in, dispatch_uid="update_last_login")
signals.user_logged_in.connect(sessions.note_sign_in, dispatch_uid="accounts.note_session")
user_logged_in.connect(limits.forget_failures, dispatch_uid="accounts.forgive")
user_logged_in.connect(limits.log_sign_in, dispatch_uid="accounts.log_sign_in")
user_logged_out.connect(limits.log_sign_out, dispatch_uid="accounts.log_sign_out")
user_logged_in.connect(second_factor.offer, dispatch_uid="accounts.offer_second_factor")
password_changed.connect(sessions.end_others, dispatch_uid="accounts.end_sessions_at_change")
password_reset.connect(sessions.end_others, dispatch_uid="accounts.end_sessions_at_reset")
password_set.connect(sessions.end_others, dispatch_uid="accounts.end_sessions_at_set")
authenticator_added.connect(
    second_factor.record_first_authenticator, dispatch_uid="accounts.record_first_authenticator"
)
authenticator_added.connect(forms.use_up_first, dispatch_uid="accounts.use_up_first")
authenticator_reset.connect(second_factor.new_codes_count, dispatch_uid="accounts.new_codes_count")
pre_delete.connect(second_factor.keep_the_last, sender=Authenticator, dispatch_uid="accounts.keep_the_last")
pre_delete.connect(addresses.keep_the_only, sender=EmailAddress, dispatch_uid="accounts.keep_the_only")
