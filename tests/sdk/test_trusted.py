"""The client works with a service that executes trusted documents only."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from yumi_billing import Billing, Forbidden

from tests.support.sdk.meters import MESSAGES, REPLY
from tests.support.sdk.scripted import in_thread
from tests.support.server.api import served_app
from tests.support.server.server_process import ROOT


async def test_its_documents_can_be_trusted(sqlite_url: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "yumi_billing"]
    printed = subprocess.run(command, capture_output=True, check=True, cwd=ROOT / "sdk" / "python")
    trusted = tmp_path / "sdk.json"
    trusted.write_bytes(printed.stdout)
    settings = {"TRUSTED_DOCUMENTS": str(trusted), "REQUIRE_TRUSTED_DOCUMENTS": "all"}
    async with served_app(sqlite_url, **settings) as api:

        def use() -> None:
            with Billing(f"{api.address}/graphql", api.user().token) as billing:
                with billing.metered(model="gpt-4o", messages=MESSAGES) as call:
                    call.response(REPLY)
                assert call.usage is not None
                assert next(billing.live_balance()).available == 10_000 - call.usage.cost
                with pytest.raises(Forbidden):
                    billing.execute("{ modelCount }")

        await in_thread(use)
