"""What openapi answers: always HTTP 200, a code that decides, Zalo's own words."""

import json
from typing import Any

from zalosim.wire import Answer, Request

WORDS = {
    -32: "Your application reached limit call api",
    -100: "attachment_id has expired",
    -209: "API is not support",
    -210: "Parameter exceeds allowable limit",
    -211: "Out of quota",
    -213: "User has not followed OA",
    -214: "The article is being processed",
    -216: "Access token is invalid",
    -218: "Out of quota receive",
    -220: "access_token is expired or removed",
    -222: "User is banned or has been inactive for more than 45 days",
    -223: "Official Account has not authorized this API",
    -230: "User has not interacted with the OA in the past 7 days",
    -232: "User has not interacted with the OA, or the last interaction has expired",
    -233: "message type is invalid or not support",
    -234: "This message cannot be sent at night (10:00PM - 6:00AM)",
    -235: "This API does not support this type of OA",
    -240: "MessageV2 API has been shut down, please switch to MessageV3",
    -242: "Invalid appsecret_proof provided in the API argument",
    -244: "User has restricted this message type from your OA",
    -248: "Violates our platform standards",
}


class Refused(Exception):
    """The call is answered with a negative code and has no effect."""

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message or WORDS.get(code, "Unknown error")


def invalid(name: str) -> Refused:
    """A member of the request that is missing or wrong, named."""
    return Refused(-201, f"{name} is invalid!")


def success(data: Any = None) -> Answer:
    """The usual good answer; without data the member is left out."""
    body: dict[str, Any] = {} if data is None else {"data": data}
    return Answer.of(body | {"error": 0, "message": "Success"})


def refusal(problem: Refused) -> Answer:
    """The usual bad answer."""
    return Answer.of({"error": problem.code, "message": problem.message})


def json_body(request: Request, *, strict: bool) -> dict[str, Any]:
    """The body of a POST as an object."""
    if strict and not request.header("content-type").lower().startswith("application/json"):
        raise invalid("body")
    return _object(request.body.decode("utf-8", "replace"), "body")


def data_parameter(request: Request, *, strict: bool) -> dict[str, Any]:
    """The one `data` parameter of a GET; a lenient server also reads plain parameters."""
    if "data" in request.query:
        return _object(request.query["data"], "data")
    if strict:
        raise invalid("data")
    return dict(request.query)


def _object(text: str, name: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise invalid(name) from problem
    if not isinstance(value, dict):
        raise invalid(name)
    return value


def page(asked: dict[str, Any], most: int) -> tuple[int, int]:
    """Offset and count of a listing."""
    numbers = []
    for name, usual in (("offset", 0), ("count", most)):
        try:
            number = int(asked.get(name, usual))
        except (TypeError, ValueError) as problem:
            raise invalid(name) from problem
        if number < 0:
            raise invalid(name)
        numbers.append(number)
    if numbers[1] > most:
        raise Refused(-210)
    return numbers[0], numbers[1]
