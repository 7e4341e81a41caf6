"""Names that several rooms know are the same in each: scopes, availabilities, jobs of feeds, levels of findings."""

import tomllib
from importlib import resources
from typing import get_args

from voice_skill.api.document import openapi
from voice_skill.api.feed_shapes import Level
from voice_skill.api.operations import OPERATIONS
from voice_skill.linking import judging
from voice_skill.linking.rows import LEVELS
from voice_skill.store.access.tokens import SCOPES
from voice_skill.store.tables import AVAILABILITIES, JOB_KINDS
from voice_skill.web.tokens import MEANINGS
from voice_skill.web.words import JOB_WORDS


def test_every_scope_opens_an_operation_and_is_explained_to_merchants() -> None:
    assert {operation.scope for operation in OPERATIONS} == set(SCOPES) == set(MEANINGS)


def test_the_api_takes_each_availability_and_feeds_have_words_for_it() -> None:
    meanings = tomllib.loads(resources.files(judging).joinpath("stock_words.toml").read_text("utf-8"))["meanings"]
    variant = openapi()["components"]["schemas"]["VariantGiven"]["properties"]["availability"]

    assert sorted(variant["enum"]) == sorted(AVAILABILITIES)
    assert set(meanings) - {"uncounted"} == set(AVAILABILITIES)


def test_merchants_have_words_for_each_job_of_a_feed() -> None:
    assert set(JOB_WORDS) == set(JOB_KINDS)


def test_the_api_knows_each_level_of_a_finding() -> None:
    assert set(get_args(Level)) == set(LEVELS)
