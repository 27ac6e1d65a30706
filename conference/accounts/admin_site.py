"""The admin site: for `is_admin` alone, behind the project's sign-in and second factor."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

from allauth.account.decorators import secure_admin_login
from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.utils import NestedObjects
from django.contrib.auth.decorators import login_not_required
from django.db import models
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from conference.accounts.sign_in import second_factor
from conference.accounts.sign_in.second_factor import SecondFactorStatus
from conference.core import characters, lifecycle
from conference.core.access import Actor, actor_of
from conference.core.concurrency import FingerprintForm
from conference.core.registry import Registry
from conference.look.widgets import DayInput, MomentInput
from conference.models import Conference
from conference.translated import TranslatedField

# Tells that the conference is in use: each returns whether anybody was invited or anything planned.
in_use: Registry[Callable[[], bool]] = Registry("signs that the conference is in use")


class ReadMostlyAdmin(ModelAdmin):
    """Show a model; subclasses say what may be changed, never states or the audit log.

    `is_admin` sees everything registered; Django's table of permissions is not used.
    """

    form = characters.ModelForm

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_admin(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _is_admin(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    has_delete_permission = has_change_permission


class TableAdmin(ReadMostlyAdmin):
    """Let an administrator enter a table before the conference is in use; from then on it is read-only here.

    What changes then has consequences, which its page of the desk says first. Every change has an audit entry, which names fields but no
    values. Times are in the conference's zone. A form of its own derives from FingerprintForm.
    """

    form = FingerprintForm
    formfield_overrides = {
        models.DateTimeField: {"form_class": forms.DateTimeField, "widget": MomentInput},
        models.DateField: {"form_class": forms.DateField, "widget": DayInput},
    }

    table = ""  # of the office, where the rows are changed later

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_set_up(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_set_up(request)

    has_delete_permission = has_change_permission

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Return the form's; of a row that is only shown, texts are read in one's language."""
        fields = super().get_fields(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fields
        translated = {field.name: field for field in self.model._meta.fields if isinstance(field, TranslatedField)}
        return [_as_text(translated[name]) if name in translated else name for name in fields]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            kwargs["form"] = forms.ModelForm  # shows the model's fields, and asks nothing
        return super().get_form(request, obj, change, **kwargs)

    def desk_url(self, row: Any) -> str:
        return reverse("desk:table_row", args=[self.table, row.pk])

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        if obj is not None and not self.has_change_permission(request, obj):
            message = _("The conference is in use, so nothing is changed here. {desk} says first what a change does.")
            link = format_html('<a href="{}">{}</a>', self.desk_url(obj), _("Its page of the desk"))
            messages.info(request, format_html(str(message), desk=link))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the row, locked if it is about to be saved, so that the form compares with its latest state."""
        row = super().get_object(request, object_id, from_field)
        if row is None or request.method != "POST":
            return row
        return self.model._base_manager.select_for_update().get(pk=row.pk)

    def get_deleted_objects(
        self, objs: QuerySet[Any] | Sequence[Any], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Count by kind what would go with these rows and what protects them, without naming persons.

        Rows that refer to one of these by a choice, such as categories that open a zone, protect it too.
        """
        goes, counts, lacking, _kept = super().get_deleted_objects(objs, request)
        nested = NestedObjects(using="default", origin=objs)
        nested.collect(objs)  # type: ignore[arg-type]
        keeps: Counter[type[Model]] = Counter(type(blocker) for blocker in nested.protected)
        by_model: Any = nested.model_objs
        for through, rows in by_model.items():
            chooser = through._meta.auto_created
            if isinstance(chooser, type) and chooser is not self.model:
                keeps[chooser] += len(rows)
        protected = [f"{kind._meta.verbose_name_plural}: {count}" for kind, count in keeps.items()]
        return goes, counts, lacking, protected

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        row = type(form.instance)._base_manager.get(pk=form.instance.pk)  # with what its saving and its names filled in
        touched = [*form.changed_data, *(formset.prefix for formset in formsets if formset.has_changed())]
        if not change:
            _log(actor_of(request), row, "table.added", {})
        elif touched:
            _log(actor_of(request), row, "table.changed", {"fields": touched})

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Remove it, after the entry is written: that needs its key."""
        _log(actor_of(request), obj, "table.removed", {})
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._in_zone(super().changeform_view, request, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._in_zone(super().changelist_view, request, *args, **kwargs)

    def _in_zone(self, view: Callable[..., Any], request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        conference = Conference.objects.filter(pk=1).first()
        with timezone.override(conference.zone if conference else None):
            response = view(request, *args, **kwargs)
            # A page that is rendered later would be rendered in another zone.
            return response.render() if isinstance(response, TemplateResponse) else response


@lifecycle.use_case
def _log(actor: Actor, obj: Model, verb: str, details: dict[str, Any]) -> None:
    lifecycle.log(obj, actor=actor, verb=verb, details=details)


def _as_text(field: TranslatedField) -> Callable[[Any], str]:
    def show(row: Any) -> str:
        return str(getattr(row, field.name))

    show.short_description = field.verbose_name  # type: ignore[attr-defined]
    return show


def may_set_up(request: HttpRequest) -> bool:
    """Return whether this is an administrator before the conference is in use, which is asked once a request."""
    if not hasattr(request, "_conference_in_use"):
        request._conference_in_use = any(is_so() for is_so in in_use.values())  # type: ignore[attr-defined]
    return _is_admin(request) and not request._conference_in_use  # type: ignore[attr-defined]


def _is_admin(request: HttpRequest) -> bool:
    return bool(request.user.is_active and getattr(request.user, "is_admin", False))


class PlenipoAdmin(AdminSite):
    """The admin site. It leaves out other packages' models, such as second factors and verified addresses."""

    site_header = site_title = _("Administration")

    def register(
        self, model_or_iterable: type[Model] | Iterable[type[Model]], admin_class: Any = None, **options: Any
    ) -> None:
        if admin_class is not None and issubclass(admin_class, ReadMostlyAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        if not _is_admin(request):
            return False
        return second_factor.signed_in_by_demo(request) or second_factor.status_of(request) is SecondFactorStatus.PROVED

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        return wrapper

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Redirect to the project's sign-in: Django's own neither counts attempts nor asks for a second factor."""
        response: HttpResponse = secure_admin_login(lambda _request: redirect("admin:index"))(request)
        return response

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Redirect to the account's own page, which mails the owner."""
        return redirect("account_change_password")
