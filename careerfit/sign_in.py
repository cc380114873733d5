"""Signing in to the admin, slower for whoever tries again and again."""

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError

from rubric import buckets


class SignInForm(AdminAuthenticationForm):
    """Asks for no password while an account or an address has to wait; nobody is locked out."""

    def clean(self) -> dict[str, Any]:
        account = str(self.cleaned_data.get("username", "")).casefold()
        sender = buckets.sender(self.request.META) if self.request else ""
        wait = buckets.take(buckets.SIGN_INS, sender) or buckets.take(buckets.ACCOUNT, account)
        if wait:
            words = buckets.wait_words(wait)
            raise ValidationError(f"Too many tries. Wait {words}, then try again.", code="wait")
        cleaned: dict[str, Any] = super().clean()
        buckets.give_back(buckets.ACCOUNT, account)
        return cleaned
