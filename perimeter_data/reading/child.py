"""The child process: one task on a hostile file, with bounded time and memory and next to no environment.

`python -m perimeter_data.reading.child` takes {"task": "module:function", "arguments", "result", "timeout_s",
"memory_bytes"} on its standard input and writes {"done": …} or {"refused": {"code", "extra"}} to the file `result`.
"""

import importlib
import json
import resource
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from perimeter_data.reading.refusals import FileRefused


def main() -> None:
    settings.configure(USE_I18N=False)  # refusals go home as codes: the parent says them in somebody's language
    order = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_AS, (order["memory_bytes"], order["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_CPU, (order["timeout_s"], order["timeout_s"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Path(order["result"]).write_text(json.dumps(_answer(order["task"], order["arguments"])), encoding="utf-8")


def _answer(task: str, arguments: dict[str, Any]) -> dict[str, Any]:
    module, _colon, function = task.partition(":")
    try:
        return {"done": getattr(importlib.import_module(module), function)(**arguments)}
    except FileRefused as error:
        return {"refused": {"code": error.code, "extra": error.extra}}
    except (MemoryError, RecursionError):
        return {"refused": {"code": "too_complex", "extra": {}}}


if __name__ == "__main__":
    main()
