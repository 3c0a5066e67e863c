"""How people sign in."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the clinic, never by visitors."""

    def is_open_for_signup(self, request: object) -> bool:
        return False
