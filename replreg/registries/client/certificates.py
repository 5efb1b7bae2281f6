"""The certificates that Docker and Podman keep for single registries, in folders named ``certs.d/HOST[:PORT]``.

In such a folder, a ``*.crt`` file is an authority that counts for this registry, and a ``*.cert`` file with a ``*.key``
file of the same name is the client's own certificate (dockerd(8), containers-certs.d(5)).
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterable, Mapping
from pathlib import Path

from replreg.registries.client.trust import Origin

__all__ = ["CertificateError", "add_certificates", "certificate_folders", "folder_of"]


class CertificateError(ValueError):
    """A file in a folder of certificates is of no use; the message says which."""


def certificate_folders(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the folders ``certs.d`` to look in, in Podman's order, whose last one is Docker's."""
    home = environ.get("HOME") or environ.get("USERPROFILE")
    own = (os.path.join(home, ".config", "containers", "certs.d"),) if home else ()
    return (*own, "/etc/containers/certs.d", "/etc/docker/certs.d")


def folder_of(origin: Origin, folders: Iterable[str]) -> Path | None:
    """Return the first folder for a server; without a port in its name only for the usual port, as in image names."""
    host = origin.bracketed_host
    names = [f"{host}:{origin.port}", *([host] if origin.port == 443 else [])]
    for folder in folders:
        for name in names:
            path = Path(folder) / name
            if path.is_dir():
                return path
    return None


def add_certificates(context: ssl.SSLContext, folder: Path) -> None:
    """Add the authorities and the client's certificate in a folder. Raises `CertificateError`."""
    path = folder
    try:
        for path in sorted(folder.iterdir()):
            if path.suffix == ".crt":
                context.load_verify_locations(path)
            elif path.suffix == ".cert":
                # Without this, a key with a password would make OpenSSL ask for it on the terminal.
                context.load_cert_chain(path, path.with_suffix(".key"), password=lambda: "")
    except ssl.SSLError:
        raise CertificateError(f"{path} is not a certificate, or its key does not fit") from None
    except OSError as error:
        raise CertificateError(f"{path} or its key cannot be read ({error.strerror})") from None
