import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from ipaddress import ip_network
from pathlib import Path

import pytest

from voice_skill.config import Config, ConfigError, secret_key

SETTINGS = Path(__file__).parents[1] / "docs" / "operate.md"


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
        job_limit_s=1800,
        secret_key=None,
        sign_up=True,
        proxies=0,
        url=None,
        try_it=True,
        try_it_port=8081,
        try_it_url=None,
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
        ("VOICE_SKILL_SECRET_KEY", "s" * 32, "secret_key", "s" * 32),
        ("VOICE_SKILL_SIGN_UP", "off", "sign_up", False),
        ("VOICE_SKILL_JOB_SECONDS", "60", "job_limit_s", 60),
        ("VOICE_SKILL_PROXIES", "1", "proxies", 1),
        ("VOICE_SKILL_URL", "https://shop.example/pages/", "url", "https://shop.example/pages"),
        ("VOICE_SKILL_URL", "https://shop.example", "pages_url", "https://shop.example"),
        ("VOICE_SKILL_PORT", "8090", "pages_url", "http://127.0.0.1:8090"),
        ("VOICE_SKILL_HOST", "0.0.0.0", "pages_url", "http://127.0.0.1:8080"),
        ("VOICE_SKILL_HOST", "2001:db8::1", "pages_url", "http://[2001:db8::1]:8080"),
        ("VOICE_SKILL_TRY_IT", "off", "try_it", False),
        ("VOICE_SKILL_TRY_IT_PORT", "8443", "try_it_port", 8443),
        ("VOICE_SKILL_TRY_IT_URL", "wss://shop.example/talk", "try_it_url", "wss://shop.example/talk"),
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
        ("VOICE_SKILL_SECRET_KEY", "guessed"),
        ("VOICE_SKILL_SIGN_UP", "perhaps"),
        ("VOICE_SKILL_JOB_SECONDS", "0"),
        ("VOICE_SKILL_JOB_SECONDS", "a while"),
        ("VOICE_SKILL_PROXIES", "-1"),
        ("VOICE_SKILL_URL", "shop.example"),
        ("VOICE_SKILL_URL", "https://shop.example/?a=b"),
        ("VOICE_SKILL_TRY_IT", "perhaps"),
        ("VOICE_SKILL_TRY_IT_PORT", "0"),
        ("VOICE_SKILL_TRY_IT_URL", "https://shop.example/talk"),
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


def test_the_documents_list_every_setting_with_its_default():
    rows = re.findall(r"^\| `([A-Z_]+)` \| `?([^|`]*)`? \|", SETTINGS.read_text("utf-8"), re.MULTILINE)

    assert [variable for variable, _ in rows] == [each.metadata["variable"] for each in fields(Config)]
    defaults = {variable: default.strip() for variable, default in rows if variable != "VOICE_SKILL_HOME"}
    assert defaults == {
        each.metadata["variable"]: each.metadata["default"]
        for each in fields(Config)
        if each.metadata["variable"] != "VOICE_SKILL_HOME"
    }


def test_the_secret_key_is_made_once_and_nobody_else_may_read_it(tmp_path):
    config = Config.from_env({"VOICE_SKILL_HOME": str(tmp_path / "new")})

    with ThreadPoolExecutor(8) as at_once:
        keys = set(at_once.map(secret_key, [config] * 8))

    assert len(keys) == 1
    assert re.fullmatch("[0-9a-f]{64}", keys.pop())
    assert (tmp_path / "new" / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret-key"]


def test_a_secret_key_of_the_settings_is_taken_and_not_shown():
    config = Config.from_env({"VOICE_SKILL_SECRET_KEY": "s" * 32})

    assert secret_key(config) == "s" * 32
    assert "s" * 32 not in repr(config)
