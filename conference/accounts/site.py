"""The admin: for those marked `is_admin` alone, behind the house's own sign-in and second factor, and for reading more than for writing."""

from __future__ import annotations

from collections.abc import Iterable
from functools import wraps
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.decorators import login_not_required
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from conference.accounts import second_factor
from conference.accounts.second_factor import Standing


class ReadMostly(ModelAdmin):
    """A model that the admin shows. What may be changed is said by overriding; states and the record never change here.

    Rights: to be `is_admin` is to see everything that is registered; Django's table of permissions is not used.
    """

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_admin(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _is_admin(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _is_admin(request: HttpRequest) -> bool:
    return bool(request.user.is_active and getattr(request.user, "is_admin", False))


class HouseAdmin(AdminSite):
    """The admin site. Other packages' models stay out: nobody edits second factors or proved addresses by hand."""

    site_header = site_title = _("Administration")

    def register(
        self, model_or_iterable: type[Model] | Iterable[type[Model]], admin_class: Any = None, **options: Any
    ) -> None:
        """Registers models whose admin is a ReadMostly, and passes over the others."""
        if admin_class is not None and issubclass(admin_class, ReadMostly):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """True for an active admin whose session has proved a second factor (the middleware asks for it before)."""
        if not _is_admin(request):
            return False
        return second_factor.signed_in_by_demo(request) or second_factor.standing(request) is Standing.PROVED

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """As Django's, but there is nothing here for signed-in people who may not see it, as at the doors of the desk."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        return door

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """To the house's sign-in. Django's own would be a second door for passwords, without their count and the second step."""
        response: HttpResponse = secure_admin_login(lambda _request: redirect("admin:index"))(request)
        return response

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """To the account's own page, which also tells the owner by mail."""
        return redirect("account_change_password")
