"""`django.contrib.admin` with the house's own site (site.py) as its default."""

from django.contrib.admin.apps import AdminConfig


class PlenipoAdminConfig(AdminConfig):
    default_site = "conference.accounts.admin_site.PlenipoAdmin"
