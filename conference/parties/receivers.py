from django.apps import apps
from django.db.models.signals import post_migrate

from conference.parties import names

post_migrate.connect(
    names.after_migrate, sender=apps.get_app_config("parties"), dispatch_uid="conference.parties.names"
)
