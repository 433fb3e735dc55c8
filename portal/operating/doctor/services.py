"""The database, the queue and our own processes."""

import time

from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.core import queue, schema
from portal.core.db import db
from portal.core.watch import Level, Line

OLDEST_POSTGRES = 14
LEAST_LEFT, FEW_LEFT = 5, 20  # connections nobody has taken
SLIGHT, WRONG = 2.0, 30.0  # seconds between two clocks
NO_DATABASE = "Xem PostgreSQL có chạy không và DATABASE_URL có đúng không."
NO_QUEUE = "Xem Valkey có chạy không và REDIS_URL có đúng không; tin không mất, chỉ chờ."

_SERVER = text(
    "SELECT current_setting('server_version_num')::int / 10000, current_setting('server_encoding')"
)
_CONNECTIONS = text("SELECT current_setting('max_connections')::int, count(*) FROM pg_stat_activity")


def database() -> Line:
    """Does it answer, and is it one we can work with?"""
    key, title = "database", "Cơ sở dữ liệu"
    try:
        version, coding = db.session.execute(_SERVER).one()
    except SQLAlchemyError as error:
        said = f"Không trả lời ({type(getattr(error, 'orig', None) or error).__name__})."
        return Line(key, title, Level.ACT, said, todo=NO_DATABASE)
    if version < OLDEST_POSTGRES or coding != "UTF8":
        said = f"PostgreSQL {version}, bảng mã {coding}."
        return Line(
            key, title, Level.ACT, said, todo=f"Cần PostgreSQL {OLDEST_POSTGRES} trở lên, bảng mã UTF8."
        )
    return Line(key, title, Level.GOOD, f"PostgreSQL {version} trả lời.")


def connections() -> Line:
    """Are there connections left for one more process?"""
    most, taken = db.session.execute(_CONNECTIONS).one()
    left = most - taken
    level = Level.ACT if left < LEAST_LEFT else Level.MIND if left < FEW_LEFT else Level.GOOD
    todo = "" if level is Level.GOOD else "Tăng max_connections của PostgreSQL hoặc bớt tiến trình web."
    said = f"Còn {left} trên {most} kết nối."
    return Line("connections", "Kết nối cơ sở dữ liệu", level, said, todo=todo, value=float(left))


def schema_() -> Line:
    """Has the database been through the migrations of this code?"""
    found, wanted = ", ".join(schema.found()) or "trống", ", ".join(schema.heads())
    if found != wanted:
        todo = "Chạy portal upgrade bằng bản mã mới nhất, rồi khởi động lại các tiến trình."
        said = f"Cơ sở dữ liệu ở bản {found}, mã cần bản {wanted}."
        return Line("schema", "Lược đồ dữ liệu", Level.ACT, said, todo=todo)
    return Line("schema", "Lược đồ dữ liệu", Level.GOOD, f"Đúng bản {found}.")


def clock_of_database() -> Line:
    """Do this machine and the database agree what time it is? Leases and due times go by the database."""
    told = db.session.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one()
    return apart("clock_database", "Đồng hồ so với cơ sở dữ liệu", time.time() - float(told))


def apart(key: str, title: str, seconds: float) -> Line:
    """How far this machine's clock is ahead (seconds), in words."""
    far = abs(seconds)
    level = Level.ACT if far >= WRONG else Level.MIND if far >= SLIGHT else Level.GOOD
    if level is Level.GOOD:
        return Line(key, title, level, "Khớp nhau.", value=seconds)
    way = "nhanh" if seconds > 0 else "chậm"
    todo = "Bật đồng bộ giờ trên các máy: timedatectl set-ntp true."
    return Line(key, title, level, f"Máy này {way} {far:.0f} giây.", todo=todo, value=seconds)


def queue_server() -> Line:
    """Does the queue answer, and refuse rather than forget when its memory is full?"""
    key, title = "queue", "Hàng đợi"
    try:
        kept = queue.connection().config_get("maxmemory-policy").get("maxmemory-policy")
    except RedisError as error:
        return Line(key, title, Level.ACT, f"Không trả lời ({type(error).__name__}).", todo=NO_QUEUE)
    if kept != "noeviction":
        todo = "Đặt maxmemory-policy noeviction trong cấu hình Valkey."
        return Line(key, title, Level.MIND, f"Khi đầy bộ nhớ sẽ bỏ bớt dữ liệu ({kept}).", todo=todo)
    return Line(key, title, Level.GOOD, f"Trả lời; {queue.depth() or 0} việc đang chờ.")


def processes() -> Line:
    """Do the relay and a worker live?"""
    living = {kind: queue.beating(kind) for kind in ("relay", "worker")}
    dead = [kind for kind, count in living.items() if not count]
    if dead:
        todo = (
            f"Khởi động: python worker.py {' và '.join('work' if one == 'worker' else one for one in dead)}"
        )
        said = f"Không thấy {' và '.join(dead)} trong 30 giây qua; tin chưa đi được."
        return Line("processes", "Tiến trình gửi tin", Level.ACT, said, todo=todo)
    said = f"{living['relay']} relay và {living['worker']} worker đang chạy."
    return Line("processes", "Tiến trình gửi tin", Level.GOOD, said)
