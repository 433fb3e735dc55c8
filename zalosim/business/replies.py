"""What ZNS answers when it refuses."""

from zalosim.openapi.replies import Refused
from zalosim.world import World

WORDS = {
    -32: "Your application reached limit call api",
    -107: "Message id is invalid",
    -108: "Phone number is invalid",
    -109: "Template id is invalid",
    -114: "User is inactive, or reject the message, or using an outdated Zalo version, "
    "or other internal errors",
    -115: "Out of quota",
    -118: "Zalo account does not exist",
    -121: "Body is empty",
    -122: "Body format is invalid",
    -124: "Access token is invalid",
    -126: "The wallet of the development mode is used up",
    -127: "Test template can only be sent to admins",
    -131: "Template is not approved",
    -132: "Parameter is invalid",
    -133: "This template may not be sent at night (22:00-06:00)",
    -137: "Zalo Cloud Account charging failed",
    -144: "OA has reached its daily limit",
    -146: "Template is disabled because of low quality",
    -1121: "Template data is too long",
    -1122: "Template data is missing a parameter",
}


def refused(code: int) -> Refused:
    """A refusal in this host's own words."""
    return Refused(code, WORDS.get(code, "Simulated refusal"))


def left(world: World) -> int:
    """What remains of today's quota."""
    return world.quotas.left("zns", world.switches.zns_quota)
