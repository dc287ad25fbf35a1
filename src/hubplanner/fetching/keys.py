"""A planner's keys: from the environment, else from the system's keyring; never printed."""

from __future__ import annotations

import os
from typing import Literal

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


def kept_in(name: str) -> Literal["variable", "keyring", ""]:
    """Where the key of that name is found; "" where there is none."""
    if os.environ.get(f"HUBPLANNER_{name}", "").strip():
        return "variable"
    return "keyring" if _from_keyring(name) else ""


def keep_key(name: str, key: SecretStr) -> None:
    """Keep a key in the system's keyring, in place of an earlier one; an empty one is taken out.

    Raises
    ------
    DataError
        When there is no keyring.
    """
    text = key.get_secret_value().strip()
    try:
        import keyring
        import keyring.errors
    except ImportError as error:
        raise DataError("keeping a key needs keyring: pip install 'hubplanner[keyring]'") from error
    try:
        if text:
            keyring.set_password(SERVICE, name, text)
        elif _from_keyring(name):
            keyring.delete_password(SERVICE, name)
    except keyring.errors.KeyringError:
        # Of the error nothing is shown: some systems put into it what was to be kept.
        raise DataError(
            "the system's keyring does not keep the key; set the variable {variable} instead",
            variable=f"HUBPLANNER_{name}",
        ) from None


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
