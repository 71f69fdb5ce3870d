"""What an installation relies on: the compose file, the variables' list, the locked requirements."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).resolve().parent.parent
COMPOSE = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
SECRET = re.compile(r"PASSWORD|SECRET|KEY|TOKEN")
# Made of other variables, or of names inside the compose network.
ADDRESSES = {"DATABASE_URL", "REDIS_URL"}
READERS = [
    "nmirf/settings.py",
    "nmirf/supervisor.py",
    "nmirf/embedded.py",
    "docker-compose.yml",
    "scripts/healthcheck",
]


def variables_of_the_example() -> set[str]:
    return set(re.findall(r"^([A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE))


def test_the_compose_file_has_what_one_server_needs():
    assert {"web", "worker", "beat", "db", "valkey"} <= set(SERVICES)
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["command"] == ["serve", name]
        assert SERVICES[name]["depends_on"]["prepare"]
    kept = {volume.split(":")[0] for name in SERVICES for volume in SERVICES[name]["volumes"]}
    assert kept == set(COMPOSE["volumes"]) == {"private", "database", "queue"}


@pytest.mark.parametrize("name", ["web", "worker", "beat", "db", "valkey"])
def test_each_service_that_stays_tells_whether_it_is_well(name):
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_secret_has_a_default(name):
    for variable, value in SERVICES[name].get("environment", {}).items():
        if SECRET.search(variable):
            # Demanded, or empty, which leaves what it opens closed.
            assert re.fullmatch(r"\$\{[A-Z_]+:(\?[^}]+|-)\}", value), variable
        if variable in ADDRESSES:
            assert ":?" in value, variable
        assert not SECRET.search(str(value)) or ":-" not in value.replace(":-}", "}"), variable


def test_only_web_is_reached_from_outside_and_only_from_this_machine():
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])


def test_the_image_runs_as_an_ordinary_user_and_starts_as_the_demo_does():
    lines = (PROJECT / "Dockerfile").read_text().splitlines()
    assert "USER nmirf" in lines
    assert 'ENTRYPOINT ["python", "manage.py"]' in lines
    assert "NMIRF_EMBEDDED=off" in "".join(lines)
    assert lines.index("USER nmirf") < lines.index('ENTRYPOINT ["python", "manage.py"]')


def test_compose_accepts_the_file_and_refuses_it_without_secrets(tmp_path):
    """Asks the client, where there is one; without it the tests above have to do."""
    client = compose_client()
    if client is None:
        return
    given = dict.fromkeys(variables_of_the_example(), "x") | {"PORT": "8000"}
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    order = [*client, "--file", str(PROJECT / "docker-compose.yml"), "config", "--quiet"]
    run = {"cwd": tmp_path, "capture_output": True, "text": True, "check": False}
    accepted = subprocess.run(order, env=clean | given, **run)
    assert accepted.returncode == 0, accepted.stderr
    refused = subprocess.run(order, env=clean, **run)
    assert refused.returncode != 0
    assert "in .env" in refused.stderr


def compose_client() -> list[str] | None:
    for client in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(client[0]):
            asked = subprocess.run([*client, "version"], capture_output=True, check=False)
            if asked.returncode == 0:
                return client
    return None


def test_the_example_names_every_variable_and_no_other():
    read = set()
    for name in READERS:
        text = (PROJECT / name).read_text()
        read |= set(re.findall(r"env(?:\.\w+)?\(\s*[\"']([A-Z_]+)[\"']", text))
        read |= set(re.findall(r"environ(?:\.get|\.setdefault)?[\[(][\"']([A-Z_]+)[\"']", text))
        read |= set(re.findall(r"given\([\"']([A-Z_]+)[\"']\)", text))
        read |= set(re.findall(r"\$\{([A-Z_]+)[:}]", text))
    assert variables_of_the_example() == read


def test_the_example_gives_no_value():
    given = re.findall(r"^[A-Z_]+=.+$", (PROJECT / ".env.example").read_text(), re.MULTILINE)
    assert given == []


@pytest.mark.parametrize("name", ["base", "dev"])
def test_requirements_are_locked_with_hashes_and_name_no_registry(name):
    text = (PROJECT / "requirements" / f"{name}.txt").read_text()
    assert "://" not in text
    assert "--index-url" not in text
    packages = [block for block in re.split(r"\n(?=\S)", text) if "==" in block]
    assert len(packages) > 50
    assert all("--hash=sha256:" in package for package in packages)


def test_what_the_product_runs_on_is_the_same_for_tests():
    def versions(name):
        text = (PROJECT / "requirements" / f"{name}.txt").read_text()
        return dict(re.findall(r"^([a-z0-9-]+)==([^\s\\]+)", text, re.MULTILINE))

    base, dev = versions("base"), versions("dev")
    assert {package: dev.get(package) for package in base} == base


def test_a_python_that_is_missing_is_one_plain_line():
    """The script looks for Python before it touches anything."""
    asked = subprocess.run(
        [PROJECT / "scripts" / "setup"],
        env={"PATH": os.environ["PATH"], "PYTHON": "/nonexistent/python"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 1
    assert asked.stdout == ""
    assert len(asked.stderr.strip().splitlines()) == 1
    assert "Python 3.11 or later is needed" in asked.stderr
