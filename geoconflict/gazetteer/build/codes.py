"""The GeoNames feature codes that overlay rows may carry, and how well known each kind is."""

from __future__ import annotations

# Feature class -> codes, as one text a class.
_CODES = {
    "A": "ADM1 ADM2 ADM3 ADM4 ADM5 ADMD ADM1H ADM2H ADMDH PCLI PCLD TERR ZN",
    "H": "STM STMX LK LKS LKI RSV STRT CHN BAY GULF SEA CNL HBR ANCH WAD MRSH SWMP SPNG OCN LGN",
    "L": (
        "RGN RGNH RGNE AREA MILB BDRY PRK RES OILF GASF COLF PRT BTL IND MNA TRB CTRB NVB LCTY "
        "AGRC OAS CST LEV"
    ),
    "P": "PPL PPLA PPLA2 PPLA3 PPLA4 PPLC PPLX PPLL PPLQ PPLF PPLR PPLS PPLW STLMT",
    "R": "RD RDB RDJCT RR RRJ TNL TRL ST CSWY OILP",
    "S": (
        "AIRP AIRB AIRF AIRH AIRQ BDG DAM INSM PSTB PSTP CSTM OILR PS PSH PSN PP HSP PRN CMP "
        "CMPRF FCL FY FYT MN MNQ GOVL MSQE CH UNIV SCH FT MFG MKT RSTN BUSTN CTRM DIP ANS HSTS "
        "TWR PMPO PMPW RET MNMT CSTL GDN STDM WTRW GATE SQR"
    ),
    "T": (
        "MT MTS PK PASS VAL ISL ISLS PEN PLN PLAT CAPE DSRT HLL HLLS RDGE PT DLTA UPLD OAS BCH "
        "DPR CNYN GRGE"
    ),
    "U": "BNKU RFU SHLU",
    "V": "FRST GRSLD SCRB",
}
#: Feature class -> codes. Source: GeoNames feature codes
#: (https://www.geonames.org/export/codes.html); L/BDRY (a border or line) is our own.
FEATURE_CODES: dict[str, frozenset[str]] = {
    letter: frozenset(codes.split()) for letter, codes in _CODES.items()
}

#: (class, code) -> weight on the scale of a population; the empty code is the class's own.
OVERLAY_WEIGHTS: dict[tuple[str, str], float] = {
    ("A", ""): 50_000.0, ("H", ""): 20_000.0, ("H", "STRT"): 300_000.0, ("H", "SEA"): 900_000.0,
    ("H", "GULF"): 500_000.0, ("L", ""): 20_000.0, ("L", "RGN"): 400_000.0,
    ("L", "RGNH"): 100_000.0, ("L", "BDRY"): 60_000.0, ("P", ""): 700.0, ("R", ""): 40_000.0,
    ("S", ""): 5_000.0, ("S", "PSTB"): 20_000.0, ("S", "CMPRF"): 20_000.0, ("S", "AIRB"): 8_000.0,
    ("T", ""): 10_000.0, ("T", "ISL"): 30_000.0, ("T", "MTS"): 50_000.0, ("T", "DSRT"): 50_000.0,
    ("U", ""): 5_000.0, ("V", ""): 5_000.0,
}  # fmt: skip
