"""No layer, at any door, makes us ask a host or read a file that the planner did not name."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import threading
import zipfile
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer

import geopandas as gpd
import pytest
from shapely.geometry import LineString, box

from hubplanner.dataset.folders import read_folder
from hubplanner.errors import DataError
from hubplanner.importing import import_file
from hubplanner.regions import load_regions
from hubplanner.travelling.own_roads import read_roads

SECRET = "SECRET-7141"


@pytest.fixture
def host():
    """A server that tells what it was asked; nothing may be."""
    asked = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_POST = do_GET  # noqa: N815

        def log_message(self, *told):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    assert asked == []


@pytest.fixture
def secret(tmp_path):
    """A layer that nobody names to us."""
    path = tmp_path / "elsewhere" / "secret.geojson"
    path.parent.mkdir()
    road = gpd.GeoDataFrame(
        {"owner": [SECRET], "speed": [50]},
        geometry=[LineString([(127, 37), (127.1, 37)])],
        crs="EPSG:4326",
    )
    road.to_file(path)
    return path


def geopackage(path, *statements):
    shape = gpd.GeoDataFrame({"speed": [50]}, geometry=[box(127, 37, 128, 38)], crs="EPSG:4326")
    shape.to_file(path, layer="layer")
    with closing(sqlite3.connect(path)) as database, database:
        for statement in statements:
            database.execute(statement)


def vrt(source):
    return (
        "<OGRVRTDataSource><OGRVRTLayer name='secret'>"
        f"<SrcDataSource relativeToVRT='0'>{source}</SrcDataSource>"
        "</OGRVRTLayer></OGRVRTDataSource>"
    )


def linked(address, kind):
    crs = {"type": kind, "properties": {"href": address, "name": address, "url": address}}
    feature = {
        "type": "Feature",
        "properties": {"speed": 50},
        "geometry": {"type": "LineString", "coordinates": [[127, 37], [127.1, 37]]},
    }
    return json.dumps({"type": "FeatureCollection", "crs": crs, "features": [feature]})


def reaching(place, host, secret):
    """Files that ask GDAL for more than themselves, by name."""
    for suffix in (".geojson", ".gpkg", ".shp", ".json"):
        for name, source in {"file": secret, "host": f"/vsicurl/{host}/a.geojson"}.items():
            (place / f"vrt-{name}{suffix}").write_text(vrt(source))
    for kind in ("link", "url", "name"):
        (place / f"crs-{kind}.geojson").write_text(linked(f"{host}/crs", kind))
    geopackage(
        place / "view.gpkg",
        "ALTER TABLE layer RENAME TO hidden",
        f"CREATE VIEW layer AS SELECT fid, geom, ogr_geocode('{host}') AS speed FROM hidden",
    )
    geopackage(place / "crs.gpkg", f"UPDATE gpkg_spatial_ref_sys SET definition = '{host}/crs'")
    geopackage(
        place / "virtual.gpkg",
        "PRAGMA writable_schema = 1",
        "INSERT INTO sqlite_master VALUES ('table', 'other', 'other', 0,"
        f" 'CREATE VIRTUAL TABLE other USING VirtualOGR(''{secret}'')')",
    )
    geopackage(
        place / "computed.gpkg",
        f"ALTER TABLE layer ADD COLUMN place TEXT AS (upper('{host}')) VIRTUAL",
    )
    with zipfile.ZipFile(place / "vrt.zip", "w") as book:
        book.writestr("a/roads.shp", vrt(secret))
    with zipfile.ZipFile(place / "beside.zip", "w") as book:
        book.writestr("roads.shp", b"")
        book.writestr("roads.vrt", vrt(secret))
        book.writestr("../../roads.prj", host)
    return sorted(path for path in place.iterdir() if path.is_file())


def test_no_door_reaches_out(tmp_path, host, secret):
    place = tmp_path / "files"
    place.mkdir()
    files = reaching(place, host, secret)
    assert len(files) == 17
    for path in files:
        with pytest.raises(DataError, match=path.name) as refused:
            import_file(path, into=tmp_path / "own")
        assert SECRET not in str(refused.value)
        with pytest.raises(DataError, match=path.name):
            read_roads(path)
        if path.suffix == ".gpkg":
            folder = tmp_path / f"data-{path.stem}"
            (folder / "layers").mkdir(parents=True)
            shutil.copy(path, folder / "layers")
            with pytest.raises(DataError, match=path.name):
                read_folder(folder, load_regions())
    assert not (tmp_path / "own").exists()


def test_no_address_is_a_file(tmp_path, host, secret):
    for path in (
        f"/vsicurl/{host}/roads.gpkg",
        f"/vsizip/{tmp_path}/a.zip/roads.shp",
        f"/vsimem/{secret.name}",
        f"/vsisubfile/0_400,{secret}",
        f"GPKG:{secret}.gpkg",
        f"{host}/roads.geojson",
    ):
        for read in (read_roads, import_file):
            with pytest.raises(DataError, match=r"cannot be read|are read from"):
                read(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
@pytest.mark.timeout(60)
def test_what_is_no_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.geojson")
    (tmp_path / "device.gpkg").symlink_to("/dev/zero")
    (tmp_path / "ring.shp").symlink_to(tmp_path / "ring.shp")
    (tmp_path / "table.csv").symlink_to("/dev/zero")
    with closing(socket.socket(socket.AF_UNIX)) as plug:
        plug.bind(str(tmp_path / "plug.geojson"))
    for path in sorted(tmp_path.iterdir()):
        with pytest.raises(DataError, match=r"no ordinary file|cannot be read"):
            import_file(path)
