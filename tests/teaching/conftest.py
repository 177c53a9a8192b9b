"""What the tests for teaching share."""

from playwright.sync_api import expect

expect.set_options(timeout=30_000)  # milliseconds, on a busy machine
