"""What merchants asked for, as the pages ask about it; enters by MerchantStore.jobs."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from voice_skill.store import MerchantStore


def test_the_files_that_jobs_need_are_told_without_reading_what_came_of_them(shop: MerchantStore) -> None:
    looked = shop.jobs.ask("preview", "feed", form_id="1", settings={"source": "older"})
    shop.jobs.end(looked.id, {"outcome": "dry"})
    shop.jobs.ask("preview", "feed", form_id="2", settings={"source": "newer"})
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *told: Any) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        files = shop.jobs.files()
    finally:
        event.remove(Engine, "before_cursor_execute", note)

    assert files == {"older": False, "newer": True}
    assert asked
    assert not [statement for statement in asked if "report" in statement]
