"""How a control call reads its body."""

from typing import Any

from zalosim.wire import Request


def json_object(request: Request) -> dict[str, Any]:
    """The body as an object; an empty body is an empty one."""
    value = request.json() if request.body.strip() else {}
    if not isinstance(value, dict):
        raise ValueError("the body must be a JSON object")
    return value
