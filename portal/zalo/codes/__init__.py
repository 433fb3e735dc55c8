"""What Zalo's answers mean: every listed code, its class, a sentence and a next step for staff."""

from collections.abc import Mapping

from portal.zalo.codes import business, oa, signing_in
from portal.zalo.codes.classes import OUTCOMES as OUTCOMES
from portal.zalo.codes.classes import TITLES as TITLES
from portal.zalo.codes.classes import Class as Class
from portal.zalo.codes.classes import Code as Code
from portal.zalo.codes.classes import Host as Host
from portal.zalo.codes.classes import Outcome as Outcome
from portal.zalo.codes.oa import CODES as CODES
from portal.zalo.codes.oa import EXPIRED_FILE as EXPIRED_FILE
from portal.zalo.codes.oa import IN_WORK as IN_WORK
from portal.zalo.codes.oa import NIGHT as NIGHT
from portal.zalo.codes.oa import NO_RIGHT as NO_RIGHT
from portal.zalo.codes.oa import OUT_OF_QUOTA as OUT_OF_QUOTA
from portal.zalo.codes.oa import RATE as RATE
from portal.zalo.codes.oa import UNCLEAR as UNCLEAR

TABLES: Mapping[Host, Mapping[int, Code]] = {
    Host.OA: oa.CODES,
    Host.BUSINESS: business.CODES,
    Host.OAUTH: signing_in.OAUTH,
    Host.SOCIAL: signing_in.SOCIAL,
}
UNLISTED = Code(Class.UNLISTED, "Zalo trả lời bằng một mã chưa biết; không rõ tin đã tới hay chưa.")
ARTICLES_USED_UP = Code(
    Class.WINDOW,
    "Trang Zalo đã dùng hết số bài viết được đăng.",
    "Không cần làm gì: bài tự đăng khi có hạn mức mới. Quản trị có thể mua thêm tại oa.zalo.me.",
)


def meaning(number: int, host: Host = Host.OA, words: str = "") -> Code:
    """What a code of a host means; one that is not listed leaves the outcome unknown.

    `words` is Zalo's own message: only -223 is told apart by it.
    """
    if host is Host.OA and number == oa.NO_RIGHT and "quota" in words.lower():
        return ARTICLES_USED_UP
    return TABLES[host].get(number, UNLISTED)
