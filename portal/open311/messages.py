"""The services as other systems see them, and what we tell them when something is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.open311.models import OTHER


@dataclass(frozen=True)
class Service:
    """One kind of field report; codes stay, names may change."""

    code: str
    name: str
    description: str
    keywords: str
    group: str


SERVICES: Mapping[str, Service] = {
    one.code: one
    for one in (
        Service(
            "duong", "Đường, vỉa hè hỏng", "Ổ gà, sụt lún, nắp cống mất.", "đường,vỉa hè,cống", "Hạ tầng"
        ),
        Service("den", "Đèn đường, điện công cộng", "Đèn tắt, dây thấp, trụ nghiêng.", "đèn,điện", "Hạ tầng"),
        Service("rac", "Rác thải, vệ sinh", "Rác không thu gom, đổ trộm.", "rác,vệ sinh", "Môi trường"),
        Service("ngap", "Ngập nước, thoát nước", "Ngập sau mưa, cống tắc.", "ngập,thoát nước", "Môi trường"),
        Service("cay", "Cây xanh", "Cây đổ, cành gãy, cây che biển báo.", "cây", "Môi trường"),
        Service(OTHER, "Phản ánh hiện trường khác", "Việc khác cần xử lý ngoài thực địa.", "khác", "Khác"),
    )
}
NOTICE = "Mã theo dõi: %(code)s. Xem tại %(address)s"

API_KEY_MISSING = "api_key was not provided"
API_KEY_WRONG = "api_key is not valid"
NO_SERVICE = "service_code was not provided or is not one of ours"
NO_PLACE = "lat and long, or address_string, must be provided"
BAD_PLACE = "lat and long must be numbers within Vietnam"
NO_TEXT = "description must be 1 to 2000 characters"
TOO_LONG = "%(name)s is too long"
NO_ANSWER_TO = "phone is not a Vietnamese number, or email is not an address"
BAD_MEDIA = "media_url must be https addresses of JPEG, PNG or WebP pictures, a space between two"
MANY_MEDIA = "at most 5 pictures"
NOT_FOUND = "no such %(what)s"
BAD_TIME = "start_date and end_date must be W3C times"
BAD_STATUS = "status must be open or closed"
TOO_MANY = "too many calls; Retry-After tells when to call again"
FORMAT = "only xml and json are spoken here"
JURISDICTION = "jurisdiction_id is not ours"
