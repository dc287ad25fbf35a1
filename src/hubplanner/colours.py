"""The colours that maps, pictures and QGIS styles share with the page."""

RAMP = ("#ffffb2", "#fecc5c", "#fd8d3c", "#f03b20", "#bd0026")
"""ColorBrewer YlOrRd, five classes (Harrower and Brewer 2003): lightest is best."""

INK, MUTED, LINE, SEA = "#1b2733", "#4c5a68", "#6f7a83", "#dce7ee"
HUB = "#12326b"
CANDIDATE = "#26323c"
