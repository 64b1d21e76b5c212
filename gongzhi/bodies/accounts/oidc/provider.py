"""Of what the identity provider tells about a person nothing is kept but its own number for them."""

from typing import Any

from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider


class CityProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """The city's identity provider."""

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        """Nothing is kept."""
        return {}

    def extract_email_addresses(self, data: Any) -> list[Any]:
        """No address is kept either."""
        return []

    def extract_common_fields(self, data: Any) -> dict[str, Any]:
        """Login and name, for this one sign-on."""
        said = data.get("userinfo") or data.get("id_token") or data
        return {"username": said.get(self.app.settings["login_claim"]), "name": said.get("name")}


provider_classes = [CityProvider]
