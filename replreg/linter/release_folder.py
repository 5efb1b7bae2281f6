"""One release folder: its files and charts, and the checks of it under each settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from replreg.charts.chart import Chart
from replreg.charts.files import ChartProblem
from replreg.delivery.files import ReleaseFile
from replreg.delivery.folder import FolderRelease
from replreg.delivery.settings import DeliverySettings
from replreg.files import shown_path
from replreg.linter.delivery_check import DeliveryCheck

if TYPE_CHECKING:  # only a run that asks for a real Helm needs it
    from replreg.delivery.rendering import Renderer

__all__ = ["DELIVERY_WORDS", "FOLDER_WORDS", "ReleaseFolder"]

FOLDER_WORDS = ("kots.io/", "embeddedcluster.replicated.com/")
"""A folder is a release only if a file in it has one of these words."""

DELIVERY_WORDS = (
    *FOLDER_WORDS, "troubleshoot", "mage", "egistry", "proxy", "replicated", "LocalReg", "ConfigOption",
)  # fmt: skip
"""A file without any of these words has nothing that the delivery of images depends on."""


class ReleaseFolder:
    """The files and charts of one release, and its checks by the settings."""

    def __init__(
        self,
        path: str,
        files: list[ReleaseFile],
        charts: list[Chart],
        problems: list[ChartProblem],
        *,
        is_chart_alone: bool = False,
        others: Iterable[ReleaseFile] = (),
        is_whole: Callable[[], bool] | None = None,
        renderer: Renderer | None = None,
    ) -> None:
        self.path = path
        self.is_chart_alone = is_chart_alone
        self.files: dict[str, ReleaseFile] = {str(file.file): file for file in files}
        self.others: dict[str, ReleaseFile] = {str(file.file): file for file in others}
        self.charts = charts
        self.problems = problems
        self.shared: dict[tuple[DeliverySettings, tuple[str, ...]], DeliveryCheck] = {}
        """The checks of this release and of others as one, as they were read, by the settings and their folders."""
        self._is_whole = is_whole
        self._renderer = renderer
        self._checks: dict[DeliverySettings, DeliveryCheck] = {}
        self._roots: set[str] | None = None
        self._chart_paths: dict[str, str] | None = None

    def check(self, settings: DeliverySettings, file: str, text: str) -> tuple[DeliveryCheck, str]:
        """Return the check of the folder in which a file has a text, and the file's path in it."""
        known = self.files.get(file) or self.others.get(file)
        is_relevant = any(word in text for word in DELIVERY_WORDS)
        if known is None and not is_relevant:
            return self.check_as_read(settings), ""
        if known is not None and known.text == text:
            return self.check_as_read(settings), known.path
        shown = known.path if known is not None else shown_path(file)
        files, others = dict(self.files), dict(self.others)
        (others if is_relevant else files).pop(file, None)
        (files if is_relevant else others)[file] = ReleaseFile(shown, file, text)
        return DeliveryCheck(self._release(settings, files.values(), others.values()), self._renderer), shown

    def _release(
        self,
        settings: DeliverySettings,
        files: Iterable[ReleaseFile] | None = None,
        others: Iterable[ReleaseFile] | None = None,
        charts: list[Chart] | None = None,
        problems: list[ChartProblem] | None = None,
    ) -> FolderRelease:
        return FolderRelease(
            self.files.values() if files is None else files,
            self.charts if charts is None else charts,
            settings,
            self.problems if problems is None else problems,
            self.others.values() if others is None else others,
            self._is_whole,
        )

    def check_as_read(self, settings: DeliverySettings) -> DeliveryCheck:
        """Return the check of the folder as it was read."""
        found = self._checks.get(settings)
        if found is None:
            found = self._checks[settings] = DeliveryCheck(self._release(settings), self._renderer)
        return found

    def check_chart(self, settings: DeliverySettings, file: str, text: str) -> tuple[DeliveryCheck, str]:
        """Return the check of the folder in which a chart's file has a text, and the file's path in it."""
        check = self.check_as_read(settings)
        files = check.delivery.release.chart_files
        if self._chart_paths is None:
            self._chart_paths = {
                os.path.realpath(one.file): path for path, one in files.items() if one.file is not None
            }
        path = self._chart_paths.get(os.path.realpath(file))  # a folder above the chart may be a link
        if path is None:
            return check, ""
        if files[path].text == text:
            return check, path
        problems = [problem for problem in self.problems if problem.path != path]
        charts = [chart.with_text(path, text, problems) for chart in self.charts]
        return DeliveryCheck(self._release(settings, charts=charts, problems=problems)), path

    def has_chart(self, folder: str) -> bool:
        """Return True if a chart folder is one of the charts of this release."""
        if self._roots is None:
            self._roots = {os.path.abspath(chart.path) for chart in self.charts}
        return folder in self._roots
