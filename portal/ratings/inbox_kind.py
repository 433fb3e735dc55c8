"""Low ratings as the inbox knows them; imported once by the web and by the workers."""

from portal.inbox import kinds
from portal.ratings.following_up import KIND
from portal.staff.rights import Permission

kinds.add(
    kinds.Kind(
        KIND, "Đánh giá thấp", "star", Permission.SEE_DOSSIERS, href=("ratings_task.show", "rating_id")
    )
)
