"""Riparian: the engine for a company's whole customer ecosystem.

```python
company = riparian.open("our-company")
company.build()
company.read("band_counts").df()
```
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PUBLIC = {
    "open": ("riparian.workspace.opening", "open_workspace"),
    "Workspace": ("riparian.workspace.workspace", "Workspace"),
    "RiparianError": ("riparian.core.errors", "RiparianError"),
}
__all__ = ["RiparianError", "Workspace", "__version__", "open"]


def __getattr__(name: str) -> Any:  # noqa: ANN401  what each name is, its own module says
    """Public names, loaded when they are first used, so that the command line starts in a blink."""
    if name in _PUBLIC:
        module, attribute = _PUBLIC[name]
        return getattr(import_module(module), attribute)
    raise AttributeError(f"module 'riparian' has no attribute {name!r}")
