"""`django.contrib.admin` with the project's site (admin_site.py) as its default."""

from django.contrib.admin.apps import AdminConfig


class PlenipoAdminConfig(AdminConfig):
    default_site = "conference.accounts.admin_site.PlenipoAdmin"
