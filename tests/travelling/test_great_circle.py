"""Great-circle minutes: known distances and properties."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubplanner.travelling import GreatCircle

points = st.lists(st.tuples(st.floats(124, 132), st.floats(33, 39)), min_size=1, max_size=8)


def table(places):
    return pd.DataFrame(places, columns=["lon", "lat"])


def test_a_degree_of_latitude():
    # One degree of a sphere with radius 6371.0088 km is 111.1951 km: at 60 km/h as many minutes.
    at = table([(127.0, 36.0), (127.0, 37.0)])
    minutes = GreatCircle(1.0, 60.0).minutes(at, at)
    assert minutes.loc[0, 1] == pytest.approx(111.1951, abs=1e-4)
    assert GreatCircle(1.3, 30.0).minutes(at, at).loc[0, 1] == pytest.approx(
        111.1951 * 2.6, abs=1e-3
    )


def test_agrees_with_the_ellipsoid():
    # Against the geodesic on WGS84 (Karney 2013, in pyproj): a sphere is within 0.6 % of it.
    from pyproj import Geod

    seoul, busan = (126.9779, 37.5663), (129.0756, 35.1796)
    geodesic = Geod(ellps="WGS84").inv(*seoul, *busan)[2] / 1000
    at = table([seoul, busan])
    assert GreatCircle(1.0, 60.0).minutes(at, at).loc[0, 1] == pytest.approx(geodesic, rel=0.006)


@given(points)
def test_symmetric_zero_on_the_diagonal_and_metric(places):
    at = table(places)
    minutes = GreatCircle(1.26, 60.0).minutes(at, at).to_numpy()
    assert np.allclose(minutes, minutes.T)
    assert np.allclose(np.diag(minutes), 0)
    through = minutes[:, :, None] + minutes[None, :, :]
    assert (minutes[:, None, :] <= through + 1e-6).all()
