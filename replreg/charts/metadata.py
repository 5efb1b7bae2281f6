"""``Chart.yaml``: what a chart is called, and the charts that it depends on."""

from __future__ import annotations

from dataclasses import dataclass, field

from replreg.charts.files import ChartFile, ChartProblem
from replreg.charts.semver import parse_version
from replreg.lazy_re import lazy_compile
from replreg.yaml.composer import Mapping, Node, Scalar, Sequence, YAMLSyntaxError, compose

__all__ = ["Dependency", "ImportValues", "Metadata", "read_metadata"]

_ALIAS = lazy_compile(r"[a-zA-Z0-9_-]+")
_MOST_DEPENDENCIES = 500


@dataclass(frozen=True)
class ImportValues:
    """One item of ``import-values``: the table ``child`` of the subchart is put in the parent under ``parent``.

    Both are paths with dots. ``exports`` is True for the short form, a name below the subchart's ``exports``, which is
    put at the top of the parent's values.
    """

    child: str
    parent: str
    exports: bool = False


@dataclass(frozen=True)
class Dependency:
    """A dependency that ``Chart.yaml`` or ``requirements.yaml`` lists. A part that is not given is empty.

    ``start`` and ``end`` are the offsets of its name in the file ``path``.
    """

    name: str
    version: str = ""
    alias: str = ""
    condition: str = ""
    tags: tuple[str, ...] = ()
    repository: str = ""
    import_values: tuple[ImportValues, ...] = ()
    path: str = ""
    start: int = 0
    end: int = 0

    @property
    def key(self) -> str:
        """The key of the parent's values that belongs to this dependency: its alias, or else its name."""
        return self.alias or self.name


@dataclass(frozen=True)
class Metadata:
    """The content of ``Chart.yaml``. A part that is absent or not a text is empty.

    ``type`` is ``library`` or ``application``.
    ``places`` maps ``name``, ``version`` and ``appVersion`` to the offsets of their values in the file.
    """

    name: str = ""
    version: str = ""
    app_version: str = ""
    api_version: str = ""
    type: str = "application"
    dependencies: tuple[Dependency, ...] = ()
    places: dict[str, tuple[int, int]] = field(default_factory=dict)


def read_metadata(file: ChartFile, requirements: ChartFile | None, problems: list[ChartProblem]) -> Metadata:
    """Return what a ``Chart.yaml`` says, with the dependencies of ``requirements.yaml`` where there is one.

    What Helm would refuse is reported, and the rest is taken. Raises nothing.
    """
    root = _mapping(file, problems)
    if root is None:
        return Metadata()
    read = _Reader(file, problems)
    name, version = read.text(root, "name"), read.text(root, "version")
    if not name:
        read.report("name", "the chart has no name", root)
    elif name in (".", "..") or "/" in name:
        read.report("name", f"'{name}' cannot be a chart's name", root)
    if not version:
        read.report("version", "the chart has no version", root)
    elif parse_version(version) is None:
        read.report("version", f"'{version}' is not a semantic version", root, "version")
    kind = read.text(root, "type") or "application"
    if kind not in ("application", "library"):
        read.report("type", f"a chart's type is 'application' or 'library', not '{kind}'", root)
    dependencies = read.dependencies(root)
    if requirements is not None:  # Helm lets it replace the list of `Chart.yaml`
        listed = _mapping(requirements, problems)
        if listed is not None and listed.get("dependencies") is not None:
            dependencies = _Reader(requirements, problems).dependencies(listed)
    return Metadata(
        name,
        version,
        read.text(root, "appVersion"),
        read.text(root, "apiVersion"),
        kind,
        tuple(dependencies),
        {key: (node.start, node.end) for key in ("name", "version", "appVersion") if (node := root.scalar(key))},
    )


def _mapping(file: ChartFile, problems: list[ChartProblem]) -> Mapping | None:
    """Return the first document of a file if it is a mapping; else report it."""
    try:
        roots = compose(file.text).roots
    except YAMLSyntaxError as error:
        message = f"the file is not YAML: {error}"
        problems.append(ChartProblem(file.path, "metadata", message, error.offset, error.offset))
        return None
    root = roots[0] if roots else None
    if isinstance(root, Mapping):
        return root
    if root is not None or file.name == "Chart.yaml":
        problems.append(ChartProblem(file.path, "metadata", f"'{file.name}' has to be a mapping", 0, 0))
    return None


class _Reader:
    def __init__(self, file: ChartFile, problems: list[ChartProblem]) -> None:
        self._file = file
        self._problems = problems

    def report(self, key: str, message: str, mapping: Mapping, kind: str = "metadata") -> None:
        node = mapping.get(key) or mapping
        end = node.end if isinstance(node, Scalar) else node.start
        self._problems.append(
            ChartProblem(self._file.path, kind, f"{message}: Helm refuses the chart", node.start, end)
        )

    def text(self, mapping: Mapping, key: str, kind: str = "metadata") -> str:
        """Return the value of a key as text; report it if it is a list or a mapping."""
        node = mapping.get(key)
        if node is None or isinstance(node, Scalar):
            return node.value.strip() if node is not None and node.value not in ("~", "null") else ""
        self.report(key, f"'{key}' has to be a text", mapping, kind)
        return ""

    def dependencies(self, root: Mapping) -> list[Dependency]:
        node = root.get("dependencies")
        if node is None or (isinstance(node, Scalar) and node.value in ("", "~", "null")):
            return []
        if not isinstance(node, Sequence):
            self.report("dependencies", "'dependencies' has to be a list", root, "dependency")
            return []
        if len(node.items) > _MOST_DEPENDENCIES:
            message = f"only the first {_MOST_DEPENDENCIES} dependencies are read"
            self._problems.append(ChartProblem(self._file.path, "limit", message, node.start, node.start))
        found: dict[str, Dependency] = {}
        for item in node.items[:_MOST_DEPENDENCIES]:
            if not isinstance(item, Mapping):
                message = "a dependency has to be a mapping with a name: Helm refuses the chart"
                self._problems.append(ChartProblem(self._file.path, "dependency", message, item.start, item.end))
                continue
            dependency = self._dependency(item)
            if not dependency.name:
                self.report("name", "a dependency has no name", item, "dependency")
            elif dependency.key in found:
                self.report("name", f"two dependencies are called '{dependency.key}'", item, "dependency")
            else:
                found[dependency.key] = dependency
        return list(found.values())

    def _dependency(self, item: Mapping) -> Dependency:
        alias = self.text(item, "alias", "dependency")
        if alias and not _ALIAS.fullmatch(alias):
            self.report("alias", f"the alias '{alias}' has a character that no alias can have", item, "dependency")
            alias = ""
        place = item.scalar("name") or item
        tags = tuple(tag.value for tag in item.sequence("tags") if isinstance(tag, Scalar))
        imports = [self._import(value) for value in item.sequence("import-values")]
        return Dependency(
            self.text(item, "name", "dependency"),
            self.text(item, "version", "dependency"),
            alias,
            self.text(item, "condition", "dependency"),
            tags,
            self.text(item, "repository", "dependency"),
            tuple(value for value in imports if value is not None),
            self._file.path,
            place.start,
            place.end if isinstance(place, Scalar) else place.start,
        )

    def _import(self, node: Node) -> ImportValues | None:
        if isinstance(node, Scalar):
            return ImportValues(f"exports.{node.value}", ".", True)
        if isinstance(node, Mapping):
            child, parent = self.text(node, "child", "dependency"), self.text(node, "parent", "dependency")
            if child and parent:
                return ImportValues(child, parent)
        message = "an item of 'import-values' is a name, or a mapping with 'child' and 'parent'"
        self._problems.append(ChartProblem(self._file.path, "dependency", message, node.start, node.start))
        return None
