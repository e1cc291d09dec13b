"""Ctrl-C and SIGTERM become one exception; whatever is open then closes in order."""

import signal
from types import FrameType

from .say import line


class Stop(BaseException):
    """Somebody asked to stop; `number` is the signal's."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def _on_signal(number: int, _frame: FrameType | None) -> None:
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, _on_further_signal)
    raise Stop(number)


def _on_further_signal(_number: int, _frame: FrameType | None) -> None:
    line("Already stopping; a moment, so that nothing is lost.")


def install() -> None:
    """Raise Stop at the first signal; a hangup stays ignored under nohup."""
    signal.signal(signal.SIGINT, _on_signal)
    signal.signal(signal.SIGTERM, _on_signal)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _on_signal)
