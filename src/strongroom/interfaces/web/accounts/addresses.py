"""The addresses of whoever is signed in, with what is known of each: that it has lapsed, that mail to it comes back."""

from typing import Any

from allauth.account.views import EmailView

from strongroom.accounts.queries import list_lapsed_addresses
from strongroom.foundation import clock
from strongroom.infra.outbox.queries import list_undelivered
from strongroom.interfaces.web.accounts.forms import AddressForm
from strongroom.interfaces.web.signed_in import user_id_signed_in


class AddressesView(EmailView):  # type: ignore[misc] # allauth carries no types
    """allauth's page, with our form and template."""

    form_class = AddressForm
    template_name = "accounts/addresses.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give each address `lapsed` and `returned`, where there is something to say."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user_id, addresses = user_id_signed_in(self.request), context["emailaddresses"]
        lapsed = {one.address: one for one in list_lapsed_addresses([user_id]).get(user_id, ())}
        undelivered = list_undelivered([row.email for row in addresses], now=clock.now())
        returned = {one.address: f"Its mail server says: “{one.said}”." for one in undelivered}
        for row in addresses:
            row.lapsed, row.returned = lapsed.get(row.email), returned.get(row.email)
        return context
