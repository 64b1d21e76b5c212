"""A short message is handed to the city's gateway as JSON: to whom, what, and an id that tells a repetition."""

from gongzhi.exchange.notify import calling
from gongzhi.exchange.notify.configured import Configured
from gongzhi.exchange.notify.letter import Letter, Undelivered


def send(letter: Letter, configured: Configured) -> None:
    """Post {id, to, text} to the gateway; what it answers with 2xx it has taken.

    The id stands in `Idempotency-Key` too. An answer {"accepted": false} is a refusal.
    """
    if not configured.sms_url:
        raise Undelivered("channel-off")
    headers = {"Idempotency-Key": str(letter.id)}
    if configured.sms_token:
        headers["Authorization"] = f"Bearer {configured.sms_token}"
    body = {"id": str(letter.id), "to": letter.address, "text": letter.body}
    host = calling.authority(configured.sms_url)
    answer = calling.post(configured.sms_url, body, (host,), headers)
    if isinstance(answer, dict) and answer.get("accepted") is False:
        raise Undelivered("gateway-refused", final=True)
