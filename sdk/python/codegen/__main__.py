"""`python -m codegen [DIRECTORY]` writes yumi_billing/_generated, or the same files elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from graphql import build_schema, parse, validate

from codegen.api import documents, methods
from codegen.operations import operations
from codegen.selections import Selections
from codegen.types import HEAD, enums, inputs, objects

HERE = Path(__file__).parents[1]
SDL = HERE.parents[1] / "schema" / "schema.graphql"
FUTURE = "from __future__ import annotations\n"
CLASS = re.compile(r"^class (\w+)", re.MULTILINE)
WORD = re.compile(r"\b[A-Z]\w+\b")
OUTPUT = HERE / "yumi_billing" / "_generated"


def generated(sdl: str) -> dict[str, str]:
    """Return the modules by their names. Raises ValueError if a document is not valid."""
    schema = build_schema(sdl)
    selections = Selections(schema)
    all_operations = list(operations(selections))
    for one in all_operations:
        if errors := validate(schema, parse(one.document)):
            raise ValueError(f"{one.document}: {errors[0].message}")
    texts = {
        "__init__.py": HEAD.format("The types and operations of the SDL, as Python."),
        "enums.py": "\n".join(enums(selections)),
        "inputs.py": "".join(inputs(selections)),
        "objects.py": "".join(objects(selections)),
        "documents.py": "".join(documents(all_operations)),
        "sync_api.py": "".join(methods(all_operations, is_async=False)),
        "async_api.py": "".join(methods(all_operations, is_async=True)),
    }
    return {name: with_imports(text, texts) for name, text in texts.items()}


def with_imports(text: str, texts: dict[str, str]) -> str:
    """Add the imports of the classes that the text uses, from the modules that have them."""
    own = set(CLASS.findall(text))
    used = set(WORD.findall(text)) - own
    for module in ("objects", "inputs", "enums"):
        if found := sorted(used & set(CLASS.findall(texts[f"{module}.py"]))):
            line = f"from yumi_billing._generated.{module} import {', '.join(found)}\n"
            text = text.replace(FUTURE, FUTURE + line, 1)
    return text


def write(directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in generated(SDL.read_text(encoding="utf-8")).items():
        (directory / name).write_text(text, encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    settings = ["--quiet", "--config", str(HERE.parents[1] / "pyproject.toml")]
    # First the imports: their order, and those that a module does not need.
    fixes = ["--select", "F401,I", "--fix"]
    subprocess.run([*ruff, "check", *settings, *fixes, directory], check=True)
    subprocess.run([*ruff, "format", *settings, directory], check=True)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT)
