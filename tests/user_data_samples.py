"""Rows in the layouts of the publishers, made up for the tests of imports."""

from __future__ import annotations

import shapely

NEW_ID = 90000001


def line(  # noqa: PLR0913 - a GeoNames row has 19 columns
    gid,
    name,
    lat,
    lon,
    *,
    letter="P",
    code="PPL",
    iso2="SY",
    admin1="12",
    admin2="",
    alternates="",
    population=0,
):
    fields = [
        gid,
        name,
        name,
        alternates,
        lat,
        lon,
        letter,
        code,
        iso2,
        "",
        admin1,
        admin2,
        "",
        "",
        population,
        "",
        300,
        "Asia/Damascus",
        "2024-01-01",
    ]
    return "\t".join(map(str, fields))


DUMP = [
    line(
        NEW_ID, "Kafr Testa", 35.71, 36.62, admin2="9001", alternates="Kfar Testa,kfr tst,كفر تستا"
    ),
    line(164816, "Saraqib", 35.8645, 36.8059, alternates="Serakib", population=34231),
    line(90000002, "Qada Testa", 35.70, 36.60, letter="A", code="ADM2", admin2="9001"),
    line(90000003, "Muhafazat Testa", 35.93, 36.63, letter="A", code="ADM1"),
    line(90000004, "Jabal Testa", 35.60, 36.50, letter="T", code="MT"),
]


UCDP = "id,relid,where_prec,where_coordinates,where_description,adm_1,adm_2,latitude,longitude,country,country_id"
UCDP_ROWS = [
    '1,A-1,1,Testabad town,"in Testabad, north",Idlib governorate,Ariha district,35.800,36.600,Syria,652',
    "2,A-2,1,Testabad town,,Idlib governorate,Ariha district,35.801,36.602,Syria,652",
    "3,A-3,2,Testabad town,,Idlib governorate,Ariha district,35.840,36.600,Syria,652",
    "4,A-4,1,Testabad village,,Aleppo governorate,,36.400,37.900,Syria,652",
    "5,A-5,4,Idlib governorate,,Idlib governorate,,35.9,36.6,Syria,652",
    "6,A-6,2,near Elsewheretest,,Idlib governorate,,35.9,36.7,Syria,652",
    "7,A-7,1,Otherside / Bandatest village (Ariha district),,Idlib governorate,Ariha district,35.7,36.5,Syria,652",
    "8,A-8,1,Testabad airport,,Idlib governorate,,35.75,36.55,Syria,652",
    "9,A-9,1,Farawaytest town,,,,35.75,136.55,Syria,652",
    "10,A-10,1,Zairetest village,,Nord Kivu,,-1.5,29.0,DR Congo (Zaire),490",
    "11,A-11,1,Badtest village,,,,x,29.0,DR Congo (Zaire),490",
]


WEST = shapely.box(36.0, 35.0, 37.0, 36.5)
EAST = shapely.box(37.0, 35.0, 38.5, 36.5)
NORTH = shapely.box(36.0, 35.75, 37.0, 36.5)
SOUTH = shapely.box(36.0, 35.0, 37.0, 35.75)
BOWTIE = shapely.Polygon([(37.0, 35.0), (38.5, 36.5), (38.5, 35.0), (37.0, 36.5)])
COUNTRY = {"ADM0_EN": "Syrian Arab Republic", "ADM0_PCODE": "SY"}


def level1(**more):
    import geopandas

    rows = [
        {
            "ADM1_EN": "Idleb Test",
            "ADM1_AR": "إدلب تجربة",
            "ADM1_PCODE": "SY07",
            **COUNTRY,
            "geometry": WEST,
        },
        {
            "ADM1_EN": "Aleppo Test",
            "ADM1_AR": "حلب تجربة",
            "ADM1_PCODE": "SY02",
            **COUNTRY,
            "geometry": EAST,
        },
    ]
    return geopandas.GeoDataFrame([{**row, **more} for row in rows], crs=4326)
