"""Results that show themselves: in one line where they are printed, as a table in a notebook."""

from __future__ import annotations

from abc import ABC, abstractmethod
from html import escape

import pandas as pd


class Tabular(ABC):
    """A result with one table that tells it."""

    @abstractmethod
    def to_frame(self) -> pd.DataFrame:
        """The table, a copy that may be changed."""

    @abstractmethod
    def _summary(self) -> str:
        """What it comes to, in a few words."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._summary()}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self.to_frame().to_html(max_rows=20)}"
