"""A release that is a folder: its files by what they are, its charts, and what it says of itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property

from replreg.charts.chart import Chart
from replreg.charts.files import ChartFile, ChartProblem
from replreg.charts.helm_chart import HelmChartResource, Pairing, pair, read_helm_chart
from replreg.delivery import cluster
from replreg.delivery.cluster import ClusterConfig, read_cluster_config
from replreg.delivery.config_options import read_options
from replreg.delivery.domains import Domains, find_domains
from replreg.delivery.files import ReleaseFile, Resource
from replreg.delivery.settings import DeliverySettings, LinkedRegistries
from replreg.delivery.targets import Installation, find_targets, installations, named_targets
from replreg.release.documents import Document
from replreg.templates.values import Text
from replreg.templates.worlds import Target

__all__ = ["FolderRelease"]

_KOTS = "kots.io"
_TROUBLESHOOT = ("troubleshoot.sh", "troubleshoot.replicated.com")
_DEFINITIONS = frozenset({"CustomResourceDefinition"})


class FolderRelease:
    """The files of one release folder, with the charts that belong to it. Nothing is read from disk here.

    ``helm_charts``, ``applications``, ``config_screens``, ``lint_configs``, ``troubleshoot`` and ``manifests`` are the
    resources by kind, in the order of the files; ``clusters`` are the ``Config`` resources of Embedded Cluster.
    ``pairing`` says which chart each ``HelmChart`` installs. ``problems`` is what is wrong with charts and values.
    ``unreadable`` are the files with a document that is not YAML. ``others`` are the files in which no image can be;
    they are not read before `resources` is asked for.
    """

    def __init__(
        self,
        files: Iterable[ReleaseFile],
        charts: Iterable[Chart] = (),
        settings: DeliverySettings | None = None,
        problems: Iterable[ChartProblem] = (),
        others: Iterable[ReleaseFile] = (),
        is_whole: Callable[[], bool] | None = None,
    ) -> None:
        self.settings: DeliverySettings = settings if settings is not None else DeliverySettings()
        self.registries: LinkedRegistries = LinkedRegistries(self.settings.registries)
        self.files: dict[str, ReleaseFile] = {file.path: file for file in files}
        self.others: dict[str, ReleaseFile] = {file.path: file for file in others}
        self._is_whole = is_whole
        self._words: dict[str, bool] = {}
        self.charts: list[Chart] = list(charts)
        self.problems: list[ChartProblem] = list(problems)
        self.unreadable: list[ReleaseFile] = []
        self.helm_charts: list[HelmChartResource] = []
        self.applications: list[Resource] = []
        self.config_screens: list[Resource] = []
        self.lint_configs: list[Resource] = []
        self.helm_chart_resources: list[Resource] = []
        self.troubleshoot: list[Resource] = []
        self.manifests: list[Resource] = []
        self.clusters: list[ClusterConfig] = []
        self._is_kots = False
        for file in self.files.values():
            self._sort(file)
        self.pairing: Pairing = pair(self.helm_charts, self.charts)

    def _sort(self, file: ReleaseFile) -> None:
        if any(document.error is not None for document in file.documents):
            self.unreadable.append(file)
        for resource in file.resources():
            group, kind = resource.group, resource.kind
            if group == _KOTS:
                self._is_kots = True
                if kind == "HelmChart":
                    self.helm_chart_resources.append(resource)
                    self.helm_charts.append(read_helm_chart(resource.fragment, resource.root, file.path, self.problems))
                elif kind in ("Application", "Config", "LintConfig"):
                    by_kind = {"Application": self.applications, "Config": self.config_screens}
                    by_kind.get(kind, self.lint_configs).append(resource)
            elif group == cluster.GROUP and kind == "Config":
                self.clusters.append(read_cluster_config(resource, self.problems))
            elif group in _TROUBLESHOOT:
                self.troubleshoot.append(resource)
            elif group and kind and kind not in _DEFINITIONS:
                self.manifests.append(resource)

    @cached_property
    def is_whole(self) -> bool:
        """Whether these are all files of a release, so that what is not here is missing.

        A folder with one kind of the platform's resources may be a part of a release, or a sample.
        """
        kinds = (self.applications, self.config_screens, self.helm_charts, self.troubleshoot, self.clusters)
        return sum(map(bool, kinds)) > 1 and self._is_whole is not None and self._is_whole()

    def has_word(self, word: str) -> bool:
        """Return True if a word is in the text of a file. Each word is looked for once."""
        found = self._words.get(word)
        if found is None:
            found = self._words[word] = any(word in file.text for file in self.all_files())
        return found

    def all_files(self) -> Iterator[ReleaseFile]:
        """Yield the files in which an image can be, then the others."""
        yield from self.files.values()
        yield from self.others.values()

    def resources(self, *words: str) -> Iterator[Resource]:
        """Yield the resources of all files whose text has one of some words; of all files without words."""
        for file in self.all_files():
            if not words or any(word in file.text for word in words):
                yield from file.resources()

    @cached_property
    def targets(self) -> frozenset[Target]:
        """The targets of the release: as the settings say, or else as the files show."""
        if self.settings.targets is not None:
            return self.settings.targets
        majors = [config.major for config in self.clusters]
        if self.settings.methods:
            return named_targets(self.settings.methods, majors)
        return find_targets(self._is_kots, majors, bool(self.charts), self._calls_any)

    def _calls_any(self, names: Collection[str]) -> bool:
        return any(file.calls_any(names) for file in self.files.values())

    @cached_property
    def installations(self) -> tuple[Installation, ...]:
        """The installations in which the release is looked at."""
        return installations(self.targets)

    @cached_property
    def makes_helm_secret(self) -> bool:
        """Whether something of the release makes the pull secret of Helm, or an absent chart may make it."""
        from replreg.delivery.helm_secret import makes_helm_secret

        return makes_helm_secret(self)

    @cached_property
    def config_options(self) -> dict[str, Text]:
        """The defaults of the options of the ``Config`` screens, by the options' names."""
        options: dict[str, Text] = {}
        for resource in self.config_screens:
            options.update(read_options(resource))
        return options

    @cached_property
    def domains(self) -> Domains:
        """The proxy and registry domains, and the app slug, as far as they are known."""
        texts = [file.text for file in self.files.values()]
        texts += [chart.values.text for chart in self.charts if chart.values is not None]
        return find_domains(self.settings, self.clusters, self.applications, texts)

    @cached_property
    def chart_files(self) -> dict[str, ChartFile]:
        """The files of the charts and of their subcharts that can have an image, or a part of one, by their paths."""
        found: dict[str, ChartFile] = {}
        for chart in self.charts:
            for inner in chart.walk():
                own = (inner.metadata_file, inner.values, *inner.templates.values(), *inner.crds.values())
                found.update((file.path, file) for file in own if file is not None)
        return found

    def documents_of(self, path: str) -> list[Document]:
        """Return the documents of a file of the release; none for a file of a chart, or for another path."""
        return self.files[path].documents if path in self.files else []

    def text_of(self, path: str) -> str:
        """Return the text of a file of the release or of a chart; its ``requirements.yaml`` and ``.helmignore``, too.

        It is empty for a path that is not read as a text, such as that of an archive.
        """
        file = self.files.get(path) or self.others.get(path) or self.chart_files.get(path)
        return self._without_images.get(path, "") if file is None else file.text

    @cached_property
    def _without_images(self) -> dict[str, str]:
        """The texts of the files of charts in which there can be mistakes and no image, by their paths."""
        charts = (inner for chart in self.charts for inner in chart.walk())
        files = (file for inner in charts for file in (inner.requirements, inner.ignore_rules))
        return {file.path: file.text for file in files if file is not None}

    def can_edit(self, path: str) -> bool:
        """Return True if a file is on disk, not in an archive, and not the ``Chart.yaml`` of a chart."""
        file = self.files.get(path) or self.others.get(path) or self.chart_files.get(path)
        return file is not None and file.file is not None and os.path.basename(path) != "Chart.yaml"
