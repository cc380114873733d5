"""Accounts and groups: nobody grants more than they may do themselves."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q, QuerySet
from django.http import HttpRequest

if TYPE_CHECKING:
    # Only the stubs of these classes take type parameters.
    BaseUserAdmin = UserAdmin[Any]
else:
    BaseUserAdmin = UserAdmin

# Who has this may do anything, and grant it.
ALMIGHTY = "is_superuser"


def held(user: Any) -> set[int]:
    """The permissions of an account, of one that is switched off too; not those of a superuser."""
    rows = Permission.objects.filter(Q(user=user) | Q(group__user=user))
    return set(rows.values_list("pk", flat=True))


def grantable(user: Any) -> QuerySet[Permission]:
    """What somebody may give away: what they have."""
    rows = Permission.objects.select_related("content_type")
    return rows if user.is_superuser else rows.filter(pk__in=held(user))


class Bounded(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that hold more than whoever looks at them are there to be read."""

    def may_touch(self, request: HttpRequest, row: Any) -> bool:
        raise NotImplementedError

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_allowed = super().has_change_permission(request, obj)
        return is_allowed and (obj is None or self.may_touch(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_allowed = super().has_delete_permission(request, obj)
        return is_allowed and (obj is None or self.may_touch(request, obj))

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field is not None and not request.user.is_superuser:
            offered = {"groups": _groups, "user_permissions": grantable, "permissions": grantable}
            field.queryset = offered[db_field.name](request.user)
        return field


def _groups(user: Any) -> QuerySet[Group]:
    """The groups that hold nothing beyond what somebody has."""
    beyond = Permission.objects.exclude(pk__in=held(user))
    return Group.objects.exclude(permissions__in=beyond)


class AccountAdmin(Bounded, BaseUserAdmin):
    def may_touch(self, request: HttpRequest, row: User) -> bool:
        user: Any = request.user
        return user.is_superuser or (not row.is_superuser and held(row) <= held(user))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = () if request.user.is_superuser else (ALMIGHTY,)
        return (*super().get_readonly_fields(request, obj), *fixed)


class RoleAdmin(Bounded, GroupAdmin):  # type: ignore[misc]
    def may_touch(self, request: HttpRequest, row: Group) -> bool:
        user: Any = request.user
        own = set(row.permissions.values_list("pk", flat=True))
        return user.is_superuser or own <= held(user)


for model, page in ((User, AccountAdmin), (Group, RoleAdmin)):
    admin.site.unregister(model)
    admin.site.register(model, page)
