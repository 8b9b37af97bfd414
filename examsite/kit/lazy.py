"""Heavy libraries, loaded when first used. The one module allowed to import late."""

import importlib
from types import ModuleType
from typing import Any

HEAVY = ("weasyprint", "pyhanko", "openpyxl", "pikepdf", "fontTools", "scipy", "numpy")
"""Importing `examsite.app` must load none of these; a house test looks."""


class LazyModule:
    """Stands for a module and imports it at the first attribute asked for."""

    def __init__(self, name: str):
        self._name = name
        self._module: ModuleType | None = None

    def __getattr__(self, attribute: str) -> Any:
        if self._module is None:
            self._module = importlib.import_module(self._name)
        return getattr(self._module, attribute)


def lazy(name: str) -> Any:
    """A stand-in for the module `name`."""
    return LazyModule(name)
