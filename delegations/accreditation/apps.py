from django.apps import AppConfig


class AccreditationConfig(AppConfig):
    name = "delegations.accreditation"
    label = "accreditation"
