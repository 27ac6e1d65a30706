"""Accounts in the admin. Changes go through the actions, which log them and tell the owner."""

from dataclasses import replace

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest

from conference.accounts.admin_site import ReadMostlyAdmin
from conference.accounts.models import RoleGrant, User
from conference.accounts.staff import actions
from conference.core import characters
from conference.core.access import Actor, actor_of


def _admin(request: HttpRequest) -> Actor:
    """Return the request's actor, whose right comes from being an admin and from no role."""
    return replace(actor_of(request), trusted=True)


class GrantsInline(admin.TabularInline):
    model = RoleGrant
    fk_name = "user"
    fields = readonly_fields = ("role", "granted_by", "granted_at")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True


class UserForm(characters.ModelForm):
    # A focal point's is in e-mails. That of staff, which papers print, is checked on the page of the staff.
    not_printed = ("name",)

    class Meta:
        model = User
        fields = ("name", "language", "is_active")


@admin.register(User)
class UserAdmin(ReadMostlyAdmin):
    """Users, added by `./run add_staff` or invitation and never deleted: the audit log names them."""

    form = UserForm
    list_display = ("email", "name", "is_active", "is_admin", "last_login")
    list_filter = ("is_active", "is_admin", "grants__role")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = ("email", "name", "language", "is_active", "is_admin", "created_at", "last_login")
    readonly_fields = ("email", "is_admin", "created_at", "last_login")
    inlines = (GrantsInline,)

    has_change_permission = ReadMostlyAdmin.has_view_permission

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        changed = {name: form.cleaned_data[name] for name in form.changed_data}
        actions.change_account(actor=_admin(request), user=obj, **changed)


@admin.register(RoleGrant)
class RoleGrantAdmin(ReadMostlyAdmin):
    """Who has which role; roles are given on the desk, under Staff accounts."""

    list_display = ("user", "role", "granted_by", "granted_at")
    list_filter = ("role",)
    search_fields = ("user__email", "user__name")
    list_select_related = ("user", "granted_by")
