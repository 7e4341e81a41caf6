"""Jobs that merchants request on a page and a process beside the server runs. MerchantStore.jobs."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, delete, func, select, update

from voice_skill.store.errors import TooManyJobs, UnknownJob
from voice_skill.store.imports.addresses import kept_address
from voice_skill.store.tables import FeedJob, Merchant

if TYPE_CHECKING:
    from voice_skill.store.merchant_store import MerchantStore

# One that nobody has told anything about for so long died with its process.
LOST_AFTER_S = 900
KEPT_FOR_S = 7 * 86_400
# What was looked at has to be taken in so soon.
TAKEN_WITHIN_S = 86_400
# Asked for and not ended, of one shop.
MOST_OPEN = 5


class Jobs:
    def __init__(self, store: "MerchantStore") -> None:
        self._store = store

    def ask(
        self,
        kind: str,
        feed_name: str,
        *,
        form_id: str,
        settings: Mapping[str, Any] | None = None,
        is_agreed: bool = False,
    ) -> FeedJob:
        """The same form again gives the same job. kind: one of JOB_KINDS. settings: of links.link, or
        another job's as they are kept.

        Raises TooManyJobs."""
        self._store.begin_write_alone()
        mine = self._mine()
        self._store.session.execute(
            delete(FeedJob).where(mine, FeedJob.ended_at <= self._store.now - timedelta(seconds=KEPT_FOR_S))
        )
        asked = self._store.session.scalars(select(FeedJob).where(mine, FeedJob.form_id == form_id)).one_or_none()
        if asked is not None:
            return asked
        if len(self.open()) >= MOST_OPEN:
            raise TooManyJobs(MOST_OPEN)
        job = FeedJob(
            merchant_id=self._store.merchant.id,
            form_id=form_id,
            kind=kind,
            feed_name=feed_name,
            settings=self._stored_settings(settings or {}),
            is_agreed=is_agreed,
            asked_at=self._store.now,
            report={},
        )
        self._store.session.add(job)
        self._store.session.flush()
        return job

    def get(self, job_id: int) -> FeedJob:
        """Raises UnknownJob."""
        statement = select(FeedJob).where(self._mine(), FeedJob.id == job_id)
        job = self._store.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
        if job is None:
            raise UnknownJob(job_id)
        return job

    def settings(self, job: FeedJob) -> dict[str, Any]:
        """With the whole address as `source`. Raises SealBroken when the server's secret key is another."""
        settings = dict(job.settings)
        sealed = settings.pop("sealed_source", None)
        return settings | {"source": self._store.seals.open(sealed)} if sealed else settings

    def _stored_settings(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        if "source" not in settings or "sealed_source" in settings:
            return dict(settings)
        return {**settings, **kept_address(settings["source"], self._store.seals)}

    def open(self) -> list[FeedJob]:
        """Jobs that have not ended yet, oldest first."""
        mine = select(FeedJob).where(self._mine(), FeedJob.ended_at.is_(None))
        return list(self._store.session.scalars(mine.order_by(FeedJob.id)))

    def files(self) -> dict[str, bool]:
        """The sources that jobs name, and whether they are still needed: by what has not ended, or by the last look at
        a feed that was not removed since, for a day, so that it can be taken in."""
        statement = select(FeedJob.id, FeedJob.kind, FeedJob.feed_name, FeedJob.settings, FeedJob.ended_at)
        jobs = self._store.session.execute(statement.where(self._mine()).order_by(FeedJob.id)).all()
        looks = {job.feed_name: job for job in jobs if job.kind in ("preview", "remove")}
        fresh = self._store.now - timedelta(seconds=TAKEN_WITHIN_S)
        needed = {job.id for job in jobs if job.ended_at is None}
        needed |= {job.id for job in looks.values() if job.ended_at is None or job.ended_at > fresh}
        files: dict[str, bool] = {}
        for job in jobs:
            if "source" in job.settings:
                source = job.settings["source"]
                files[source] = files.get(source, False) or job.id in needed
        return files

    def take(self, job_id: int) -> bool:
        """True for the one process that is to do it; also when another one began and died, which `heard_at` told."""
        now = self._store.now
        return self._change(job_id, waiting(now), heard_at=now)

    def tell(self, job_id: int, doing: str, done: int, total: int | None) -> None:
        self._change(job_id, FeedJob.ended_at.is_(None), heard_at=self._store.now, doing=doing, done=done, total=total)

    def hear(self, job_id: int) -> None:
        """Whoever took it is still at it."""
        self._change(job_id, FeedJob.ended_at.is_(None) & FeedJob.heard_at.is_not(None), heard_at=self._store.now)

    def give_back(self, job_id: int) -> None:
        """It was broken off, and whoever looks next does it."""
        self._change(job_id, FeedJob.ended_at.is_(None), heard_at=None, doing=None, done=0, total=None)

    def end(self, job_id: int, report: Mapping[str, Any]) -> None:
        self._change(job_id, FeedJob.ended_at.is_(None), ended_at=self._store.now, report=dict(report))

    def _change(self, job_id: int, condition: ColumnElement[bool], **values: Any) -> bool:
        self._store.begin_write()
        statement = (
            update(FeedJob)
            .where(self._mine(), FeedJob.id == job_id, condition)
            .values(**values)
            .returning(FeedJob.id)
            .execution_options(synchronize_session=False)
        )
        return self._store.session.scalar(statement) is not None

    def _mine(self) -> ColumnElement[bool]:
        return FeedJob.merchant_id == self._store.merchant.id


def waiting(now: datetime) -> ColumnElement[bool]:
    """Jobs that nobody is running: not begun, or begun by a process that died."""
    lost_before = now - timedelta(seconds=LOST_AFTER_S)
    return FeedJob.ended_at.is_(None) & (FeedJob.heard_at.is_(None) | (FeedJob.heard_at <= lost_before))


def in_turn(now: datetime) -> Select[str, int]:
    """Merchant and id of what is to be done, in a fair order: each merchant's oldest before anybody's second, and the
    merchant first whose last turn is longest ago. Nothing of a merchant who is having a turn."""
    lost_before = now - timedelta(seconds=LOST_AFTER_S)
    served = (
        select(FeedJob.merchant_id, func.max(FeedJob.heard_at).label("heard_at"))
        .group_by(FeedJob.merchant_id)
        .subquery()
    )
    having_a_turn = select(FeedJob.merchant_id).where(FeedJob.ended_at.is_(None), FeedJob.heard_at > lost_before)
    turn = func.row_number().over(partition_by=FeedJob.merchant_id, order_by=FeedJob.id)
    return (
        select(Merchant.name, FeedJob.id)
        .join(FeedJob, FeedJob.merchant_id == Merchant.id)
        .join(served, served.c.merchant_id == Merchant.id)
        .where(FeedJob.ended_at.is_(None), FeedJob.merchant_id.not_in(having_a_turn))
        .order_by(turn, served.c.heard_at.is_not(None), served.c.heard_at, FeedJob.id)
    )
