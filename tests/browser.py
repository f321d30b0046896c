"""A real Chromium, and the application on a port of loopback for it to look at."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import uvicorn
from playwright.async_api import Browser, async_playwright, expect

from vocapp import app as application
from vocapp.feature import Feature
from vocapp.settings import Settings
from vocapp.startup.serve import Server
from vocapp.tokens import Keyring

expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A headless Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def web(settings: Settings, keys: Keyring, *more: Feature) -> AsyncIterator[str]:
    """The origin of an application on the database that is open, without limits on how often one may ask."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        registry = application.build(replace(settings, public_url="", port=port, rate_factor=0), keys)
        registry.features += more
        config = uvicorn.Config(application.create(registry), lifespan="off", log_config=None, access_log=False)
        server = Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            await serving
