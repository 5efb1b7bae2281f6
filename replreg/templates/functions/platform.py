"""Functions of the platform.

==============================================  ================================================================
``HasLocalRegistry``                            whether the world is an air gap
``LocalRegistryHost``, ``LocalRegistryNamespace``   a symbol in an air gap; online, empty
``LocalRegistryAddress``                        host, ``/`` and namespace in an air gap; online, empty
``ImagePullSecretName``                         a symbol: the app slug and ``-registry``
``LicenseFieldValue "appSlug"``                 a symbol; other fields are not known
``ConfigOption n``                              the default, or something that is not known
``ConfigOptionEquals n v``, ``ConfigOptionNotEquals n v``   true or false
``ConfigOptionName n``                          the name
``IsAirgap``                                    whether the world is an air gap
``IsKurl``                                      false in Embedded Cluster; else true or false
``Distribution``                                ``embedded-cluster`` there; else not known
``Namespace``                                   not known, and never empty
``HelmValue ".a.b"``                            a value of the chart; the path may begin with ``.Values``
==============================================  ================================================================

Which of them exist depends on the target: see `World`. Sources: replicatedhq/kots, pkg/template (config_context.go,
license_context.go, static_context.go, version_context.go, kurl_context.go); replicatedhq/replicated-docs,
docs/reference/template-functions-*.md and embedded-cluster/template-functions.mdx.
"""

from replreg.templates.functions.base import (
    Arguments,
    Call,
    Entry,
    Refused,
    Result,
    chart_value,
    either,
    known_string,
)
from replreg.templates.functions.images import IMAGE_FUNCTIONS, app_slug, local_image_name
from replreg.templates.logic import printed
from replreg.templates.texts import concatenate, made, unknown_text
from replreg.templates.values import (
    Alternative,
    Assumption,
    Boolean,
    Dict,
    Known,
    List,
    Nil,
    Number,
    Symbol,
    SymbolKind,
    Text,
    Value,
)
from replreg.templates.worlds import Target

__all__ = ["find_platform_function"]

_INSTALLATION = "it depends on the installation"
_CLUSTERS = (Target.EMBEDDED_CLUSTER_2, Target.EMBEDDED_CLUSTER_3)


def _symbol(kind: SymbolKind, call: Call) -> Text:
    return Text((Symbol(kind, None, call.place),))


def _has_local_registry(call: Call, _: Arguments) -> Result:
    return Boolean(call.world.airgap)


def _local_registry_host(call: Call, _: Arguments) -> Result:
    return _symbol(SymbolKind.LOCAL_REGISTRY_HOST, call) if call.world.airgap else Text()


def _local_registry_namespace(call: Call, _: Arguments) -> Result:
    return _symbol(SymbolKind.LOCAL_REGISTRY_NAMESPACE, call) if call.world.airgap else Text()


def _local_registry_address(call: Call, _: Arguments) -> Result:
    if not call.world.airgap:
        return Text()
    host = _symbol(SymbolKind.LOCAL_REGISTRY_HOST, call)
    return concatenate((host, made("/"), _symbol(SymbolKind.LOCAL_REGISTRY_NAMESPACE, call)))


def _pull_secret_name(call: Call, _: Arguments) -> Result:
    slug = call.world.app_slug
    return Text((Symbol(SymbolKind.PULL_SECRET_NAME, f"{slug}-registry" if slug else None, call.place),))


def _license_field(call: Call, arguments: Arguments) -> Result:
    name = known_string(arguments[0])
    if name == "appSlug":
        return app_slug(call)
    return unknown_text(f"the field `{name}` depends on the customer's licence", call.place)


def _config_option(call: Call, arguments: Arguments) -> Result:
    name = known_string(arguments[0])
    unknown = unknown_text(f"the customer sets the option `{name}`", call.place)
    default = call.world.config_options.get(name)
    if default is None:
        return unknown
    known = Text((Known(default),) if default else ()) if isinstance(default, str) else default
    value = known.known
    if value is None:
        return Value((Alternative(known), Alternative(unknown)))
    subject = _option(name)
    return Value(
        (
            Alternative(known, frozenset((Assumption(subject, value, True),))),
            Alternative(unknown, frozenset((Assumption(subject, value, False),))),
        )
    )


def _option(name: str) -> str:
    return f'ConfigOption "{name}"'


def _config_option_equals(call: Call, arguments: Arguments) -> Result:
    return either(_option(known_string(arguments[0])), known_string(arguments[1]))


def _config_option_not_equals(call: Call, arguments: Arguments) -> Result:
    yes, no = either(_option(known_string(arguments[0])), known_string(arguments[1])).alternatives
    return Value((Alternative(Boolean(False), yes.assumptions), Alternative(Boolean(True), no.assumptions)))


def _config_option_name(_: Call, arguments: Arguments) -> Result:
    return made(known_string(arguments[0]))


def _is_kurl(call: Call, _: Arguments) -> Result:
    return Boolean(False) if call.world.target in _CLUSTERS else either("IsKurl")


def _distribution(call: Call, _: Arguments) -> Result:
    if call.world.target in _CLUSTERS:
        return made("embedded-cluster")
    return unknown_text(_INSTALLATION, call.place)


def _not_empty(call: Call, _: Arguments) -> Result:
    return unknown_text(_INSTALLATION, call.place, may_be_empty=False)


def _helm_value(call: Call, arguments: Arguments) -> Result:
    path = known_string(arguments[0])
    names = tuple(path.removeprefix(".").split("."))
    if names[0] == "Values":
        names = names[1:]
    if not all(names):
        raise Refused("the path of a chart's value is not complete")
    found = chart_value(call, names)
    # The function gives a string, so a map or a list is of no use here, and no value is an empty string.
    if isinstance(found, Nil):
        return Text()
    if isinstance(found, Boolean | Number):
        return printed(found)
    if isinstance(found, Dict | List):
        raise Refused(f"the chart's value `{path}` is not one value")
    return found


_COMMON: dict[str, Entry] = {
    "ImagePullSecretName": Entry(_pull_secret_name, 0, 0),
    "LicenseFieldValue": Entry(_license_field, 1, 1),
    "ConfigOption": Entry(_config_option, 1, 1),
    "ConfigOptionEquals": Entry(_config_option_equals, 2, 2),
    "ConfigOptionNotEquals": Entry(_config_option_not_equals, 2, 2),
    "ConfigOptionName": Entry(_config_option_name, 1, 1),
    "IsAirgap": Entry(_has_local_registry, 0, 0),
    "IsKurl": Entry(_is_kurl, 0, 0),
    "Distribution": Entry(_distribution, 0, 0),
    "Namespace": Entry(_not_empty, 0, 0),
    "KotsVersion": Entry(_not_empty, 0, 0),
    "Now": Entry(_not_empty, 0, 0),
}

_LOCAL_REGISTRY: dict[str, Entry] = {
    "HasLocalRegistry": Entry(_has_local_registry, 0, 0),
    "LocalRegistryHost": Entry(_local_registry_host, 0, 0),
    "LocalRegistryNamespace": Entry(_local_registry_namespace, 0, 0),
    "LocalRegistryAddress": Entry(_local_registry_address, 0, 0),
    "LocalImageName": Entry(local_image_name, 1, 1),
}

_EMBEDDED_CLUSTER_3: dict[str, Entry] = {**IMAGE_FUNCTIONS, "HelmValue": Entry(_helm_value, 1, 1)}


def find_platform_function(name: str, call: Call) -> Entry | None:
    """Return a function of the platform that the target has; None for one that is not in the table.

    Raises `Refused` for one that the target does not have.
    """
    target = call.world.target
    if name in _LOCAL_REGISTRY:
        if call.world.has_local_registry_functions:
            return _LOCAL_REGISTRY[name]
    elif name in _EMBEDDED_CLUSTER_3:
        if call.world.has_image_functions:
            return _EMBEDDED_CLUSTER_3[name]
    elif name not in _COMMON or target is not Target.HELM:
        return _COMMON.get(name)
    raise Refused(f"`{name}` does not exist in {target.value}")
