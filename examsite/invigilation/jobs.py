"""What runs by itself: signals are forgotten when their time is over."""

from datetime import datetime

from examsite.invigilation.services.forgetting import forget_signals


def sweep(now: datetime) -> int:
    """Forget signals of more than 180 days ago."""
    return forget_signals(now=now)
