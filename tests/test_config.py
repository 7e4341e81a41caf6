import re
from dataclasses import fields
from ipaddress import ip_network
from pathlib import Path

import pytest

from voice_skill.config import Config, ConfigError

README = Path(__file__).parents[1] / "README.md"


def test_every_setting_has_a_default(tmp_path):
    config = Config.from_env({"VOICE_SKILL_HOME": str(tmp_path)})

    assert config == Config(
        home=tmp_path,
        database_url=f"sqlite:///{tmp_path}/shop.db",
        verify_requests=True,
        host="127.0.0.1",
        port=8080,
        log_level="INFO",
        feed_http=False,
        feed_networks=(),
    )


def test_an_empty_environment_is_enough():
    assert Config.from_env({}).home.is_absolute()


def test_an_empty_variable_counts_as_unset():
    assert Config.from_env({"VOICE_SKILL_PORT": " ", "VOICE_SKILL_VERIFY_REQUESTS": ""}) == Config.from_env({})


@pytest.mark.parametrize(
    ("variable", "text", "name", "value"),
    [
        ("VOICE_SKILL_HOME", "/srv/shop", "home", Path("/srv/shop")),
        ("VOICE_SKILL_HOME", "shop", "home", Path.cwd() / "shop"),
        ("VOICE_SKILL_HOME", "~/shop", "home", Path.home() / "shop"),
        ("DATABASE_URL", "postgresql://shop@db/shop", "database_url", "postgresql://shop@db/shop"),
        ("DATABASE_URL", "postgres://shop@db/shop", "database_url", "postgres://shop@db/shop"),
        ("VOICE_SKILL_VERIFY_REQUESTS", "OFF", "verify_requests", False),
        ("VOICE_SKILL_VERIFY_REQUESTS", "1", "verify_requests", True),
        ("VOICE_SKILL_HOST", "::1", "host", "::1"),
        ("VOICE_SKILL_PORT", "443", "port", 443),
        ("VOICE_SKILL_LOG_LEVEL", "debug", "log_level", "DEBUG"),
        ("VOICE_SKILL_FEED_HTTP", "on", "feed_http", True),
        (
            "VOICE_SKILL_FEED_NETWORKS",
            "10.1.0.0/16, ::1",
            "feed_networks",
            (ip_network("10.1.0.0/16"), ip_network("::1")),
        ),
    ],
)
def test_a_variable_sets_its_field(variable, text, name, value):
    assert getattr(Config.from_env({variable: text}), name) == value


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("VOICE_SKILL_HOME", "~nobody-of-that-name/shop"),
        ("DATABASE_URL", "mysql://shop@db/shop"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "shop.db"),
        ("VOICE_SKILL_FEED_NETWORKS", "10.1.0.1/16"),
        ("VOICE_SKILL_FEED_NETWORKS", "shop.example"),
        ("VOICE_SKILL_VERIFY_REQUESTS", "perhaps"),
        ("VOICE_SKILL_HOST", "http://localhost"),
        ("VOICE_SKILL_PORT", "eighty"),
        ("VOICE_SKILL_PORT", "0"),
        ("VOICE_SKILL_PORT", "65536"),
        ("VOICE_SKILL_LOG_LEVEL", "LOUD"),
    ],
)
def test_a_bad_value_is_told_by_its_variable_and_what_to_write(variable, text):
    with pytest.raises(ConfigError) as error:
        Config.from_env({variable: text})

    assert re.fullmatch(rf"{variable}: write .+", str(error.value))


def test_the_databases_password_is_not_shown():
    assert "secret" not in repr(Config.from_env({"DATABASE_URL": "postgresql://shop:secret@db/shop"}))


def test_the_readme_lists_every_setting_with_its_default():
    rows = re.findall(r"^\| `([A-Z_]+)` \| `?([^|`]*)`? \|", README.read_text("utf-8"), re.MULTILINE)

    assert [variable for variable, _ in rows] == [each.metadata["variable"] for each in fields(Config)]
    defaults = {variable: default.strip() for variable, default in rows if variable != "VOICE_SKILL_HOME"}
    assert defaults == {
        each.metadata["variable"]: each.metadata["default"]
        for each in fields(Config)
        if each.metadata["variable"] != "VOICE_SKILL_HOME"
    }
