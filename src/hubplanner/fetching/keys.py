"""A planner's keys: from the environment, else from the system's keyring; never printed."""

from __future__ import annotations

import os

from pydantic import SecretStr

from hubplanner.errors import DataError

SERVICE = "hubplanner"


def find_key(name: str, where: str) -> SecretStr:
    """The key `name`, such as ``KOSIS_KEY``, of the variable ``HUBPLANNER_KOSIS_KEY``.

    Parameters
    ----------
    name
        Name of the key, in the keyring too (service ``hubplanner``).
    where
        Where a planner gets such a key, for the refusal.

    Raises
    ------
    DataError
        When there is none, with the ways to give it.
    """
    variable = f"HUBPLANNER_{name}"
    if text := os.environ.get(variable, "").strip() or _from_keyring(name):
        return SecretStr(text)
    raise DataError(
        "no key: set the variable {variable}, or keep it with 'keyring set {service} {name}'"
        " (pip install 'hubplanner[keyring]'); keys are given out at {where}",
        variable=variable,
        service=SERVICE,
        name=name,
        where=where,
    )


def _from_keyring(name: str) -> str:
    try:
        import keyring
        import keyring.errors
    except ImportError:
        return ""
    try:
        return (keyring.get_password(SERVICE, name) or "").strip()
    except keyring.errors.KeyringError:
        # A server without a keyring is no reason to stop: the variable is named in the refusal.
        return ""
