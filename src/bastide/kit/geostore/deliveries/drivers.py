"""The drivers of GDAL that a delivery may reach, and the environment in which the child has these only."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

#: Our name of a format → the one driver that reads it.
DRIVERS = {
    "SHP": "ESRI Shapefile",
    "GeoPackage": "GPKG",
    "GeoJSON": "GeoJSON",
    "KML": "LIBKML",
    "GPX": "GPX",
    "EDIGEO": "EDIGEO",
    "DXF": "DXF",
}
#: GDAL keeps in memory what a driver builds by itself.
ALLOWED = frozenset({*DRIVERS.values(), "MEM"})
#: The others of GDAL 3.12 as pyogrio packs it. The child looks again, and starts anew without any that is missing here.
SKIPPED = (
    "PCIDSK,PDS4,VICAR,PDF,MBTiles,EEDA,OGCAPI,GDALG,MapInfo File,LVBAG,S57,DGN,OGR_VRT,CSV,GML,KML,GeoJSONSeq,"
    "ESRIJSON,"
    "TopoJSON,OGR_GMT,SQLite,WAsP,OpenFileGDB,FlatGeobuf,GeoRSS,VFK,PGDUMP,OSM,GPSBabel,OGR_PDS,WFS,OAPIF,Idrisi,"
    "ODS,XLSX,"
    "Elasticsearch,Carto,AmigoCloud,SXF,Selafin,JML,PLSCENES,CSW,VDV,MVT,NGW,MapML,GTFS,PMTiles,JSONFG,"
    "MiraMonVector,ADBC,"
    "AVCBin,AVCE00,AIVector,HTTP"
)
SKIP_VARIABLE = "GDAL_SKIP"
#: A port of loopback where nothing answers: whatever tried to reach the network would end there.
_NOWHERE = "http://127.0.0.1:9"
ENVIRONMENT = {
    SKIP_VARIABLE: SKIPPED,
    "GDAL_HTTP_PROXY": _NOWHERE,
    "GDAL_HTTPS_PROXY": _NOWHERE,
    "http_proxy": _NOWHERE,
    "https_proxy": _NOWHERE,
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{none}",
    "CPL_AWS_CREDENTIALS_FILE": "",
    "AWS_EC2_METADATA_DISABLED": "true",
    "PROJ_NETWORK": "OFF",
    "GDAL_DRIVER_PATH": "disable",
    "GDAL_NUM_THREADS": "1",
    "GDAL_CACHEMAX": "64",
    # A GeoPackage or a shapefile is only read: no index, no journal is made beside it.
    "OGR_SQLITE_LOAD_EXTENSIONS": "NO",
    "OGR_GEOJSON_MAX_OBJ_SIZE": "512",
    "SHAPE_RESTORE_SHX": "NO",
    "CPL_TMPDIR": "/nonexistent",
}


def environment(folder: str, more: Iterable[str] = ()) -> dict[str, str]:
    """All that the child knows of its surroundings; `more` drivers are taken away too."""
    return {
        **ENVIRONMENT,
        SKIP_VARIABLE: ",".join([SKIPPED, *more]),
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "TMPDIR": folder,
        "HOME": folder,
    }
