"""Whether a Docker engine is there for the tests that need one."""

import os
import shutil
import subprocess

import pytest

IMAGES = {"PYTHON_IMAGE": "python:3.11-slim", "REDIS_IMAGE": "redis:7", "POSTGRES_IMAGE": "postgres:15"}
"""What the stack is built from, by the variable that names another one."""


def need_an_engine() -> None:
    """Skips the test on a machine without Docker; fails it where CI=true, so that nobody mistakes silence for proof."""
    why = _missing()
    if why and os.environ.get("CI") == "true":
        pytest.fail(f"CI is to run this with Docker, but {why}")
    if why:
        pytest.skip(f"needs a Docker engine with the compose plugin: {why}")


def _missing() -> str:
    if not shutil.which("docker"):
        return "there is no docker command"
    for command in (["docker", "info"], ["docker", "compose", "version"]):
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode:
            last = (done.stderr or done.stdout).strip().splitlines()[-1:]
            return f"`{' '.join(command)}` fails: {''.join(last)}"
    for image in (os.environ.get(name) or default for name, default in IMAGES.items()):
        if not (_runs("docker", "image", "inspect", image) or _runs("docker", "pull", "--quiet", image)):
            return f"the image {image} is not here and cannot be pulled"
    return ""


def _runs(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, timeout=300, check=False).returncode == 0
