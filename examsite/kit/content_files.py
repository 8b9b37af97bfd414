"""Content kept as files: reading YAML, and naming every fault by file, item and field.

Nothing here knows what a file means. Rooms describe their files as pydantic models; a fault
of any of them ends up as a `Problem`, and all of a folder's problems are told at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)
from pydantic_core import ErrorDetails

from examsite.domain.errors import Invalid

Shape = TypeVar("Shape")


@dataclass(frozen=True, order=True)
class Problem:
    """One fault: which file, which item or passage, which field, what is wrong."""

    file: str
    item: str
    field: str
    reason: str

    def __str__(self) -> str:
        where = " ".join(part for part in (self.file, self.item, self.field) if part)
        return f"{where}：{self.reason}"


@dataclass(frozen=True)
class Finding:
    """Something an editor should look at: where, what; a warning is told and does not fail."""

    where: str
    what: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.where}：{self.what}"


class ContentRefused(Invalid):
    """422: the files have faults and nothing was stored; `problems` are all of them."""

    code = "content_refused"
    message = "内容有 %(count)s 处错误，什么都没有写入。第一处：%(first)s"

    def __init__(self, problems: list[Problem]):
        self.problems = tuple(sorted(set(problems)))
        super().__init__(count=len(self.problems), first=str(self.problems[0]))


@dataclass
class Faults:
    """The faults found so far in the files under `root`."""

    root: Path
    problems: list[Problem] = field(default_factory=list)

    def name(self, path: Path) -> str:
        """The file as people know it: from the content folder on."""
        return f"{self.root.name}/{path.relative_to(self.root).as_posix()}"

    def add(self, path: Path, item: str, where: str, reason: str) -> None:
        """Note one fault."""
        self.problems.append(Problem(self.name(path), item, where, reason))

    def refuse_if_any(self) -> None:
        """Raise ContentRefused when something was wrong."""
        if self.problems:
            raise ContentRefused(self.problems)

    @contextmanager
    def noting(self, path: Path, item: str, where: str = "") -> Iterator[None]:
        """Turn a refusal of a rule inside the block into a fault of this item."""
        try:
            yield
        except Invalid as refusal:
            self.add(path, item, where, refusal.message % refusal.params)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe loading that refuses a key written twice; plain YAML would keep the last one."""


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
    loader.flatten_mapping(node)
    found: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str | int | float | bool | date):
            raise yaml.MarkedYAMLError(problem="bad key", problem_mark=key_node.start_mark)
        if key in found:
            raise yaml.MarkedYAMLError(problem=f"twice:{key}", problem_mark=key_node.start_mark)
        found[key] = loader.construct_object(value_node, deep=True)
    return found


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load_yaml(text: str, path: Path, faults: Faults, *, line: int = 1) -> Any:
    """The document, or None after noting where it cannot be read. `line` is where it starts."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = f"第 {mark.line + line} 行" if mark else ""
        faults.add(path, "", at, _yaml_words(error.problem or ""))
    except (yaml.YAMLError, ValueError, RecursionError):
        faults.add(path, "", "", "YAML 无法读取：有不能使用的字符或不存在的日期")
    return None


def _yaml_words(problem: str) -> str:
    if problem.startswith("twice:"):
        return f"字段“{problem[6:]}”写了两次"
    if "cannot start any token" in problem:
        return "YAML 无法读取：缩进只能用空格；以 @、%、` 等符号开头的文字要用引号括起来"
    if "mapping values are not allowed" in problem:
        return "YAML 无法读取：含半角冒号加空格的文字要用引号括起来"
    return "YAML 无法读取：请检查缩进、引号与括号是否成对"


def read_text(path: Path, faults: Faults) -> str | None:
    """The file's text, or None after noting that it is not UTF-8 or not there."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        faults.add(path, "", "", "缺少这个文件")
    except (UnicodeDecodeError, OSError):
        faults.add(path, "", "", "读不出来：须是 UTF-8 文本")
    return None


def read_yaml(path: Path, faults: Faults) -> Any:
    """The YAML document of a file, or None after noting why not."""
    text = read_text(path, faults)
    return None if text is None else load_yaml(text, path, faults)


class Strict(BaseModel):
    """A mapping of a file: every field known, types exactly as written."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""A text with something in it."""


def _day(value: Any) -> Any:
    """A date may be written in quotes too."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


Day = Annotated[date, BeforeValidator(_day)]
"""A calendar date, 2026-11-22."""


def check(
    adapter: TypeAdapter[Shape], value: Any, path: Path, item: str, faults: Faults
) -> Shape | None:
    """The value in its shape, or None after noting every field that does not fit."""
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            faults.add(path, item, _place(detail), words_of(detail))
    return None


def _place(detail: ErrorDetails) -> str:
    """The field's path; pydantic names the chosen branch of a union too, which nobody wrote."""
    named: list[str] = []
    for part in map(str, detail["loc"]):
        branch = part in UNION_TAGS or part.startswith("literal[")
        if not branch and named[-1:] != [part]:
            named.append(part)
    return ".".join(named)


UNION_TAGS = {
    "single", "multiple", "true_false", "numeric", "ordering", "matching", "testlet",
    "short_answer", "[key]",
}  # fmt: skip

WORDS = {
    "missing": "缺少这个字段",
    "extra_forbidden": "不认识的字段",
    "string_type": "须是文字（必要时加引号）",
    "int_type": "须是整数",
    "int_from_float": "须是整数",
    "float_type": "须是数字",
    "decimal_type": "须是数字",
    "bool_type": "须是 true 或 false",
    "list_type": "须是一个列表",
    "dict_type": "须是一组“键: 值”",
    "model_type": "须是一组“键: 值”",
    "model_attributes_type": "须是一组“键: 值”",
    "date_type": "须是日期，例如 2026-11-22",
    "string_too_short": "不能为空",
    "string_pattern_mismatch": "写法不对",
    "union_tag_not_found": "缺少字段 type",
}


def words_of(detail: ErrorDetails) -> str:
    """What is wrong, in Chinese."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind in {"literal_error", "enum", "union_tag_invalid"}:
        expected = context.get("expected") or context.get("expected_tags") or ""
        return f"只能是 {str(expected).replace(' or ', '、').replace(', ', '、')}"
    if kind in {"too_short", "too_long"}:
        least, most = context.get("min_length"), context.get("max_length")
        return f"至少要有 {least} 项" if least is not None else f"最多 {most} 项"
    if kind in {"greater_than_equal", "less_than_equal", "greater_than", "less_than"}:
        return f"数值超出范围（{', '.join(f'{key} {value}' for key, value in context.items())}）"
    return WORDS.get(kind, f"格式不对（{kind}）")


def plain(value: Any) -> Any:
    """The value as canonical JSON holds it: text keys, dates as text, no floats."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, float) else value
