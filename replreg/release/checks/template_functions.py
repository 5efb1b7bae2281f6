"""Template functions of the platform: names that are almost right, and arguments of which there are only a few."""

from __future__ import annotations

from collections.abc import Iterator

from replreg.finding import Edit, Fix, Severity
from replreg.lazy_re import lazy_compile
from replreg.messages import suggestion
from replreg.release.checks.comments import Comments
from replreg.release.checks.index import Index
from replreg.release.checks.record import Record
from replreg.yaml.templates import Masked, legible, mask

__all__ = ["ARGUMENTS", "FUNCTIONS", "misspelt_functions", "unknown_arguments"]

FUNCTIONS = frozenset(
    """
    ConfigOption ConfigOptionData ConfigOptionEquals ConfigOptionNotEquals ConfigOptionIndex ConfigOptionFilename
    LicenseFieldValue LicenseProperty LicenseDockerCfg AppID AppVersion AppVersionFirst AppVersionCurrent AppSetting
    RunOffline ConsoleSetting ConsoleSettingEquals ConsoleSettingNotEquals ThisNodePublicIPAddress
    ThisNodePrivateIPAddress ThisNodeDockerAddress NodePrivateIPAddress NodePrivateIPAddressFirst
    NodePrivateIPAddressAll NodePublicIPAddress NodePublicIPAddressFirst NodePublicIPAddressAll ContainerExposedPort
    ContainerExposedPortFirst ContainerExposedPortAll LdapCopyAuthFrom Now NowFmt TrimSpace Trim Split ToLower ToUpper
    HumanSize UrlEncode Base64Encode Base64Decode ParseBool ParseFloat ParseInt ParseUint Add Sub Mult Div DockerInfo
    HostPrivateIpAddress HostPrivateIpAddressAll HostPublicIpAddress HostPublicIpAddressAll ThisHostPrivateIpAddress
    ThisHostPublicIpAddress ThisHostInterfaceAddress Installation AmazonEKS GoogleGKE AzureAKS LocalImageName
    LocalRegistryHost LocalRegistryNamespace LocalRegistryAddress HasLocalRegistry ImagePullSecretName Namespace
    """.split()
)
"""Functions that exist. One that is not here is a mistake only if it is almost one of them."""

ARGUMENTS: dict[str, frozenset[str]] = {
    "LicenseProperty": frozenset("assignee channel.name expiration.date expiration.policy license.id".split()),
    "AppSetting": frozenset("version.label release.notes release.date install.date release.channel".split()),
    "LdapCopyAuthFrom": frozenset(
        """
        ServerType Hostname Port SearchUsername SearchPassword BaseDN UserSearchDNFirst UserSearchDNAll
        RestrictedGroupCNFirst RestrictedGroupCNAll FieldUsername LoginUsername AdvancedSearchBool UserQuery
        RestrictedGroupQuery
        """.split()
    ),
    "ConsoleSetting": frozenset(
        """
        tls.key.name tls.key.data tls.cert.name tls.cert.data tls.authority.cert tls.hostname tls.source http.proxy
        http.proxy.enabled
        """.split()
    ),
}
"""The first arguments that a function knows. The documentation lists only some of those of ``ConsoleSetting``."""

_NAME = lazy_compile(r'\\*"[^"]*"|`[^`]*`|(?<![\w$.])[A-Z]\w+')
_SEPARATORS = str.maketrans(dict.fromkeys('(){}|,=:-`"', " "))
_MOST_NAMES = 100


def unknown_arguments(index: Index) -> Iterator[Record]:
    """Yield the arguments that a function does not know, as a warning; of ``ConsoleSetting``, as an info."""
    for call in index.calls:
        known = ARGUMENTS.get(call.name)
        argument = call.argument(0)
        if known is None or argument is None or argument.text in known:
            continue
        right = index.nearest(argument.text, sorted(known))
        severity = Severity.INFO if call.name == "ConsoleSetting" else Severity.WARNING
        hint = suggestion(right, "see the documentation of the function")
        message = f"'{call.name}' does not know '{legible(argument.text)}'; it yields nothing; {hint}"
        span = (argument.start, argument.end)
        fix = Fix(False, f"replace '{legible(argument.text)}' with '{right}'", (Edit(*span, right),)) if right else None
        yield Record("unknown-value", "", span, severity, message, fix, document=index.document_at(span[0]))


def misspelt_functions(text: str, masked: Masked | None = None) -> Iterator[Record]:
    """Yield the functions in a file's templates that do not exist and have almost the name of one, as a warning."""
    if "{{repl" not in text and "repl{{" not in text:
        return
    masked = masked or mask(text)
    words = frozenset(masked.templates.written(text).translate(_SEPARATORS).split())
    if all(word in FUNCTIONS or not "A" <= word[0] <= "Z" for word in words):
        return
    comments = Comments(masked.text)
    nearest: dict[str, str | None] = {}
    for start, end, _ in masked.templates:
        for found in _NAME.finditer(text, start, end):
            name = found.group()
            if not name[0].isalpha() or name in FUNCTIONS:
                continue
            if name not in nearest:
                nearest[name] = _almost(name) if len(nearest) < _MOST_NAMES and len(name) <= 60 else None
            right = nearest[name]
            if right is None or comments.hold(start):
                continue
            message = (
                f"'{name}' is not a template function; the platform cannot render the template; {suggestion(right)}"
            )
            fix = Fix(False, f"replace '{name}' with '{right}'", (Edit(*found.span(), right),))
            yield Record("template-delimiter", "", found.span(), Severity.WARNING, message, fix)


def _almost(name: str) -> str | None:
    from replreg.messages import nearest

    return nearest(name, sorted(FUNCTIONS), 0.85)
