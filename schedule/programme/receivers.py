"""Signal receivers of this app: Django's own server goes on running when a template or catalogue changes."""

from django.utils.autoreload import file_changed

from schedule.programme.releases import page_cache

file_changed.connect(page_cache.forget, dispatch_uid="programme.page_cache")
