"""What must not start: production over plain http."""

import subprocess
from pathlib import Path

from tests.browser.live import command, environment, free_port


def test_production_refuses_a_plain_http_address(tmp_path: Path) -> None:
    settings = environment(home=str(tmp_path), env="production", base_url="http://example.com")
    init = subprocess.run(
        command("init"), env=settings, capture_output=True, text=True, check=False
    )
    assert init.returncode == 0, init.stderr
    serve = command("serve", "--port", str(free_port()))
    refused = subprocess.run(serve, env=settings, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "不能启动" in refused.stderr
    assert "✕ EXAMSITE_BASE_URL 须以 https:// 开头" in refused.stderr
    assert "Traceback" not in refused.stderr
