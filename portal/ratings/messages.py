"""The words of a rating: the steps of the scale, what may be rated apart, and why it cannot be taken."""

from portal.ratings.scale import CRITERIA as CRITERIA
from portal.ratings.scale import MOST_COMMENT as MOST_COMMENT
from portal.ratings.scale import STEPS as STEPS

SCALE = "five-1"  # a changed wording or number of steps is another scale; old ones stay as they were shown
TEMPLATE_SCALE, TEMPLATE_STEP = "stars-1", "%(stars)s sao"  # of a template message, chosen in Zalo
LOW = 2  # from here down somebody looks after it
CONTENT = 4  # from here up people count as satisfied

LATE = "Đã quá 7 ngày từ lần đánh giá đầu nên không sửa được nữa."
