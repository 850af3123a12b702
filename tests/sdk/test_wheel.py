"""The built package works in a fresh environment, as its README says."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from yumi_billing import __version__

from tests.support.sdk.providers import provider
from tests.support.server.server_process import ROOT, run_command, server_process
from tests.support.snippets import snippets

SDK = ROOT / "sdk" / "python"
GUIDE = ROOT / "docs" / "guides" / "meter-a-streaming-call.md"
SCOPES = ("usage:write", "accounts:read")
RUNNER = """
import ast, asyncio, sys
import yumi_billing
assert yumi_billing.__file__.startswith(sys.prefix), yumi_billing.__file__
names = {"KEY": sys.argv[1], "messages": [{"role": "user", "content": "hello"}]}
async def run():
    for path in sys.argv[2:]:
        code = compile(open(path).read(), path, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        if (waiting := eval(code, names)) is not None:
            await waiting
asyncio.run(run())
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    subprocess.run(["cp", "-r", SDK, source], check=True)
    build = ["-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder, source]
    subprocess.run([sys.executable, *build], check=True, capture_output=True)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def fresh(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield the Python of an environment with the wheel. Other packages are those of the tests."""
    folder = tmp_path_factory.mktemp("fresh")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    [packages] = (folder / "lib").glob("python*/site-packages")
    (packages / "others.pth").write_text(sysconfig.get_path("purelib"))
    into = ["-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", packages, wheel]
    subprocess.run([sys.executable, *into], check=True, capture_output=True)
    yield folder / "bin" / "python"


def test_the_wheel_has_all_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as files:
        names = set(files.namelist())
        [metadata] = [files.read(one).decode() for one in names if one.endswith("METADATA")]
    code = {
        str(path.relative_to(SDK))
        for path in (SDK / "yumi_billing").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {one for one in names if ".dist-info/" not in one} == code
    assert "yumi_billing/py.typed" in names
    needed = [one for one in metadata.splitlines() if one.startswith("Requires-Dist")]
    assert [one.split()[1].partition("<")[0].partition(">")[0] for one in needed] == [
        "aiohttp",
        "websockets",
        "tiktoken",
        "litellm",
    ]
    assert ["extra ==" in one for one in needed] == [False, False, True, True]
    assert f"Version: {__version__}" in metadata
    assert f"## {__version__}" in (SDK / "CHANGELOG.md").read_text()


DOCUMENTS = {"package": SDK / "README.md", "guide": GUIDE, "service": ROOT / "README.md"}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
async def test_the_snippets_run(
    document: Path, fresh: Path, tmp_path: Path, sqlite_url: str
) -> None:
    scopes = [word for one in SCOPES for word in ("--scope", one)]
    create = ("key", "create", "--name", "gateway", *scopes, "--open-accounts")
    key = run_command(*create, DATABASE_URL=sqlite_url).stdout.split()[-1]
    with server_process(sqlite_url) as server:
        async with provider() as models:
            files = []
            # LiteLLM has an environment of its own, and its snippet a test there.
            shown = [one for one in snippets(document, "python") if one.mark != "litellm"]
            for number, one in enumerate(shown):
                path = tmp_path / f"{number}.py"
                path.write_text(one.text.replace("http://127.0.0.1:8000", server.address))
                files.append(str(path))
            assert files
            ended = await run(fresh, key, files, models.address)
    assert ended == (0, "")


async def run(python: Path, key: str, files: list[str], models: str) -> tuple[int, str]:
    """Return the exit status and what was written to the error output."""
    environ = {"OPENAI_API_KEY": "x", "OPENAI_BASE_URL": f"{models}/v1"}
    process = await asyncio.create_subprocess_exec(
        python, "-c", RUNNER, key, *files, env=environ, stderr=subprocess.PIPE
    )
    async with asyncio.timeout(180):
        _, errors = await process.communicate()
    return process.returncode or 0, errors.decode()
